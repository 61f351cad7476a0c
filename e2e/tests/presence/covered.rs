//! Pages that are hidden, slowed down, frozen or asleep.

use anyhow::Result;
use chromiumoxide::cdp::browser_protocol::target::{ActivateTargetParams, CreateTargetParams};
use e2e::Device;

use crate::ends::{H, TRIP};
use crate::scene::{Scene, Truth};

pub(crate) async fn hidden(scene: &mut Scene<'_>) -> Result<Truth> {
    hidden_for(scene, 4.0 * H, None).await
}

pub(crate) async fn throttled(scene: &mut Scene<'_>) -> Result<Truth> {
    hidden_for(scene, 25.0, None).await
}

pub(crate) async fn without_worker(scene: &mut Scene<'_>) -> Result<Truth> {
    hidden_for(scene, 4.0 * H, Some("delete window.Worker;")).await
}

async fn hidden_for(scene: &mut Scene<'_>, seconds: f64, before: Option<&str>) -> Result<Truth> {
    let (tab, from) = scene.open_with(Device::Desktop, before).await?;
    scene.pass(3.0).await;
    scene.note("hide it");
    tab.hide(true).await?;
    scene.pass(seconds).await;

    let to = scene.close(&tab).await?;
    Ok(Truth {
        segments: Some(1),
        evidence: &["hidden"],
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn frozen(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(4.0).await;
    let left = scene.note("freeze it");

    tab.freeze(true).await?;
    scene.pass(5.0 * H).await;
    let back = scene.note("let it go on");

    tab.freeze(false).await?;
    scene.pass(3.0).await;
    let to = scene.close(&tab).await?;
    let (open, bound) = (vec![(from, left), (back, to)], (-(H + TRIP), 2.0 * TRIP));

    Ok(Truth {
        open,
        bound,
        segments: Some(2),
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn asleep(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(4.0).await;
    let renderers = scene.chromium.renderers().await?;
    let left = scene.note("stop all renderers");

    scene.chromium.signal_renderers("STOP", &renderers)?;
    scene.pass(5.0 * H).await;
    let back = scene.note("let them go on");

    scene.chromium.signal_renderers("CONT", &renderers)?;
    scene.pass(3.0).await;
    let to = scene.close(&tab).await?;
    let (open, bound) = (vec![(from, left), (back, to)], (-(H + TRIP), 1.0 + TRIP));

    Ok(Truth {
        open,
        bound,
        segments: Some(2),
        ..Truth::closed(from, to)
    })
}

/// A link opened in a background tab is loaded, and seen only later.
pub(crate) async fn background(scene: &mut Scene<'_>) -> Result<Truth> {
    let first = scene.tab(Device::Desktop, None).await?;
    scene.note("open the page in a background tab");
    let target = CreateTargetParams::builder()
        .url(scene.url())
        .browser_context_id(scene.context.clone());
    let target = target
        .background(true)
        .build()
        .map_err(anyhow::Error::msg)?;

    let page = scene.chromium.driver().new_page(target).await?;
    scene.pass(3.0).await;
    let record = scene.school.record(&scene.lesson).await?;
    let hidden = page
        .evaluate("document.visibilityState")
        .await?
        .into_value::<String>()?;

    anyhow::ensure!(hidden == "hidden", "the tab is {hidden}");
    anyhow::ensure!(
        record["session"]["status"] == "sent",
        "{}",
        scene.story(&record)
    );

    let from = scene.note("look at it");
    scene
        .chromium
        .driver()
        .execute(ActivateTargetParams::new(page.target_id().clone()))
        .await?;

    scene.pass(3.0).await;
    let to = scene.note("close it");
    page.close().await?;
    drop(first);

    Ok(Truth {
        bound: (-TRIP, TRIP),
        ..Truth::closed(from, to)
    })
}
