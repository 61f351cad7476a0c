//! One session in several pages.

use anyhow::Result;
use e2e::Device;

use crate::ends::TRIP;
use crate::scene::{Scene, Truth};

pub(crate) async fn both_closed(scene: &mut Scene<'_>) -> Result<Truth> {
    let (one, from) = scene.open().await?;
    scene.pass(2.0).await;
    let (other, _) = scene.open().await?;

    scene.pass(2.0).await;
    scene.close(&one).await?;
    scene.pass(3.0).await;
    let to = scene.close(&other).await?;

    Ok(Truth {
        segments: Some(1),
        evidence: &["page_closed"],
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn one_crashes(scene: &mut Scene<'_>) -> Result<Truth> {
    let (one, from) = scene.open().await?;
    let renderers = scene.chromium.renderers().await?;

    // In a profile of its own a page has a renderer of its own.
    scene.context = scene.chromium.context().await?;
    let (other, _) = scene.open().await?;
    scene.pass(3.0).await;
    scene.note("crash one");
    scene.chromium.signal_renderers("KILL", &renderers)?;
    drop(one);
    scene.pass(5.0).await;

    let to = scene.close(&other).await?;
    Ok(Truth {
        segments: Some(1),
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn one_finishes(scene: &mut Scene<'_>) -> Result<Truth> {
    let (one, from) = scene.open().await?;
    let (other, _) = scene.open().await?;
    scene.pass(3.0).await;
    let to = scene.note("press End in one");

    other.press("#end").await?;
    other.wait_for_state("ended").await?;
    one.wait_for_state("elsewhere").await?;
    scene.pass(3.0).await;
    scene.close(&one).await?;
    scene.close(&other).await?;

    Ok(Truth {
        reason: Some("finished"),
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn two_devices(scene: &mut Scene<'_>) -> Result<Truth> {
    let (desktop, from) = scene.open().await?;
    scene.pass(2.0).await;
    scene.context = scene.chromium.context().await?;
    let (phone, _) = scene.open_with(Device::Phone, None).await?;

    scene.pass(2.0).await;
    scene.close(&desktop).await?;
    scene.pass(4.0).await;
    scene.note("press End on the phone");

    let to = e2e::now();
    phone.press("#end").await?;
    phone.wait_for_state("ended").await?;

    Ok(Truth {
        bound: (-TRIP, TRIP),
        reason: Some("finished"),
        segments: Some(1),
        ..Truth::closed(from, to)
    })
}
