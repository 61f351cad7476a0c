//! Students go to Zoom.

use anyhow::Result;
use chrono::{DateTime, Utc};
use e2e::{Device, Tab};

use crate::ends::{H, LOST_BEAT, TRIP};
use crate::scene::{Scene, Truth};

/// On a phone, Zoom's own app comes to the front: the page is hidden, and soon stopped.
async fn gone_to_zoom(
    scene: &mut Scene<'_>,
    link: &str,
) -> Result<(Tab, DateTime<Utc>, DateTime<Utc>)> {
    let (tab, from) = scene.open_with(Device::Phone, None).await?;
    let is_phone: bool = tab
        .evaluate("matchMedia('(hover: none) and (pointer: coarse)').matches")
        .await?;

    anyhow::ensure!(is_phone, "the browser does not take itself for a phone");
    tab.zoom_is_installed().await?;
    scene.pass(3.0).await;
    scene.note("tap the link; Zoom's app opens");
    tab.press(link).await?;

    let left = e2e::now();
    tab.freeze(true).await?;

    Ok((tab, from, left))
}

pub(crate) async fn returns(scene: &mut Scene<'_>) -> Result<Truth> {
    gone_and_back(scene, "#zoom").await
}

pub(crate) async fn returns_from_app(scene: &mut Scene<'_>) -> Result<Truth> {
    gone_and_back(scene, "#app-phone").await
}

async fn gone_and_back(scene: &mut Scene<'_>, link: &str) -> Result<Truth> {
    let (tab, from, _) = gone_to_zoom(scene, link).await?;
    scene.pass(4.0 * H).await;
    let record = scene.school.record(&scene.lesson).await?;

    anyhow::ensure!(
        record["session"]["phase"] == "away",
        "{}",
        scene.story(&record)
    );

    scene.pass(H).await;
    scene.note("come back");
    tab.freeze(false).await?;
    tab.hide(true).await?;
    tab.hide(false).await?;
    tab.wait_for_state("connected").await?;
    scene.pass(2.0).await;

    let to = scene.close(&tab).await?;
    let evidence = &["zoom_tapped", "hidden", "away", "returned"];

    Ok(Truth {
        segments: Some(1),
        evidence,
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn never_returns(scene: &mut Scene<'_>) -> Result<Truth> {
    let (_tab, from, left) = gone_to_zoom(scene, "#zoom").await?;
    scene.pass(4.0 * H).await;
    scene.note("the system ends the browser");
    scene.chromium.signal("KILL")?;

    // It may be in class for as long as a phone may be away.
    let at_most = Some((left - from).as_seconds_f64() + 3.0 * 3600.0 - 2.0);
    let evidence = &["zoom_tapped", "hidden"];

    Ok(Truth {
        evidence,
        at_most,
        ..Truth::silent(from, left, (LOST_BEAT.0, 2.0 * TRIP))
    })
}

pub(crate) async fn same_tab(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open_with(Device::Phone, None).await?;
    scene.pass(3.0).await;
    let to = scene.note("tap the link: the same tab goes to Zoom");

    tab.press("#zoom").await?;
    scene.pass(2.0).await;
    let record = scene.school.record(&scene.lesson).await?;

    anyhow::ensure!(
        record["session"]["phase"] == "away",
        "{}",
        scene.story(&record)
    );

    let evidence = &["zoom_tapped", "went_to_zoom"];
    Ok(Truth {
        evidence,
        ..Truth::silent(from, to, (-TRIP, TRIP))
    })
}

pub(crate) async fn app_tapped(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(3.0).await;
    scene.note("tap zoommtg:");
    tab.press("#app-desktop").await?;
    scene.pass(4.0).await;

    let record = scene.school.record(&scene.lesson).await?;
    anyhow::ensure!(
        record["session"]["status"] == "active",
        "{}",
        scene.story(&record)
    );

    let to = scene.close(&tab).await?;
    Ok(Truth {
        segments: Some(1),
        evidence: &["zoom_tapped"],
        ..Truth::closed(from, to)
    })
}
