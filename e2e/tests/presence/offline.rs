//! The network goes away.

use anyhow::Result;

use crate::ends::{H, TRIP};
use crate::scene::{Scene, Truth};

pub(crate) async fn away_and_back(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(3.0).await;
    scene.note("cut the network");
    scene.network.cut();
    tab.wait_for_state("offline").await?;
    scene.pass(4.0 * H).await;
    scene.note("restore it");
    scene.network.restore();
    tab.wait_for_state("connected").await?;
    scene.pass(2.0).await;

    let to = scene.close(&tab).await?;
    let evidence = &["offline", "reconnected"];

    Ok(Truth {
        segments: Some(1),
        evidence,
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn closed(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(4.0).await;
    let cut = scene.note("cut the network");

    scene.network.cut();
    scene.pass(3.0).await;
    let to = scene.close(&tab).await?;

    scene.pass(2.0).await;
    scene.network.restore();
    let outage = (to - cut).as_seconds_f64();

    Ok(Truth::silent(from, to, (-(H + outage + TRIP), TRIP)))
}

pub(crate) async fn finished(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(4.0).await;
    scene.note("cut the network");
    scene.network.cut();
    scene.pass(1.0).await;

    let to = scene.note("press End");
    tab.press("#end").await?;
    tab.wait_for_state("ending").await?;
    scene.pass(5.0).await;
    scene.note("restore the network");
    scene.network.restore();
    tab.wait_for_state("ended").await?;

    Ok(Truth {
        bound: (-TRIP, TRIP),
        reason: Some("finished"),
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn finished_at_once(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(5.0).await;
    let to = scene.note("press End");

    tab.press("#end").await?;
    tab.wait_for_state("ended").await?;

    // Later actions of the page change nothing.
    scene.pass(2.0 * H).await;
    scene.close(&tab).await?;
    scene.pass(1.0).await;

    Ok(Truth {
        reason: Some("finished"),
        ..Truth::closed(from, to)
    })
}

/// The old tab has no network, so the student opens the link anew; then the old one is back, too.
pub(crate) async fn reopened(scene: &mut Scene<'_>) -> Result<Truth> {
    let (old, from) = scene.open().await?;
    scene.pass(3.0).await;
    scene.note("cut the old tab's network");
    scene.network.cut();
    scene.pass(4.0 * H).await;

    let other = e2e::Network::to(scene.school.address()).await?;
    let new = scene.tab(e2e::Device::Desktop, None).await?;
    scene.note("open the page once more, on another network");
    new.join(&other.url(&scene.lesson.path())).await?;
    scene.other_networks.push(other);
    scene.note("restore the old tab's network");
    scene.network.restore();
    old.wait_for_state("connected").await?;
    scene.pass(2.0).await;
    scene.close(&old).await?;

    let to = scene.close(&new).await?;
    Ok(Truth {
        segments: Some(1),
        evidence: &["silent", "reconnected"],
        ..Truth::closed(from, to)
    })
}
