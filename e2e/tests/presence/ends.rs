//! The ends of pages.

use anyhow::Result;
use chrono::TimeDelta;
use e2e::{Device, HEARTBEAT_SECONDS};

use crate::scene::{Scene, Truth};

#[expect(clippy::cast_precision_loss, reason = "a few seconds")]
pub(crate) const H: f64 = HEARTBEAT_SECONDS as f64;
/// Until a message is there, on a machine that is busy with many browsers: the join comes late by so much, and
/// so does the end.
pub(crate) const TRIP: f64 = 0.5;
pub(crate) const LOST_BEAT: (f64, f64) = (-(H + TRIP), TRIP);
pub(crate) const NO_FAREWELL: &str =
    "delete window.fetchLater; delete Window.prototype.fetchLater;";

pub(crate) async fn tab_closed(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(5.0).await;
    let to = scene.close(&tab).await?;

    Ok(Truth {
        segments: Some(1),
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn reloaded(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(4.0).await;
    scene.note("reload");
    tab.evaluate::<bool>("window.old = true").await?;
    tab.reload().await?;
    tab.wait_for("!window.old && document.querySelector('main').dataset.state === 'connected'")
        .await?;
    scene.note("it is connected");
    scene.pass(4.0).await;

    let to = scene.close(&tab).await?;
    Ok(Truth {
        segments: Some(1),
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn gone_and_back(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(4.0).await;
    tab.evaluate::<bool>("window.old = true").await?;
    let left = scene.note("to another page");

    tab.go(&scene.network.url("/robots.txt")).await?;
    scene.pass(1.0).await;
    let back = scene.note("back");

    tab.evaluate::<bool>("(history.back(), true)").await?;
    tab.wait_for_state("connected").await?;
    let same: bool = tab.evaluate("window.old === true").await?;

    scene.note(if same {
        "the same document is back"
    } else {
        "the page was loaded anew"
    });

    scene.pass(3.0).await;
    let to = scene.close(&tab).await?;
    let gap = (back - left).as_seconds_f64() + 1.0;
    let open = vec![(from, left), (back, to)];

    Ok(Truth {
        open,
        bound: (-TRIP, gap + TRIP),
        segments: Some(1),
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn gone(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(4.0).await;
    let to = scene.note("to another page");

    tab.go(&scene.network.url("/robots.txt")).await?;
    Ok(Truth::closed(from, to))
}

pub(crate) async fn crashed(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(5.0).await;
    let to = scene.note("crash");

    crash(scene).await?;
    drop(tab);

    // The browser delivers what the page left for this case.
    Ok(Truth::closed(from, to))
}

pub(crate) async fn crashed_without_farewell(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open_with(Device::Desktop, Some(NO_FAREWELL)).await?;
    scene.pass(5.0).await;
    let to = scene.note("crash");

    crash(scene).await?;
    drop(tab);

    Ok(Truth::silent(from, to, LOST_BEAT))
}

/// All renderers of the browser die at once.
async fn crash(scene: &Scene<'_>) -> Result<()> {
    scene
        .chromium
        .signal_renderers("KILL", &scene.chromium.renderers().await?)
}

/// No message reports the crash, and the student opens the link again within T.
pub(crate) async fn crashed_and_reopened(scene: &mut Scene<'_>) -> Result<Truth> {
    let (tab, from) = scene.open_with(Device::Desktop, Some(NO_FAREWELL)).await?;
    scene.pass(3.0).await;
    let left = scene.note("crash");

    crash(scene).await?;
    drop(tab);
    scene.pass(1.0).await;
    scene.context = scene.chromium.context().await?;

    let (tab, again) = scene.open().await?;
    // Until the crashed page has been silent for longer than T, the session waits for it.
    scene.pass(4.0 * H).await;
    let to = scene.close(&tab).await?;
    let gap = (again - left).as_seconds_f64();

    let open = vec![(from, left), (again, to)];
    Ok(Truth {
        open,
        bound: (-(H + TRIP), gap + TRIP),
        segments: Some(1),
        ..Truth::closed(from, to)
    })
}

pub(crate) async fn killed(scene: &mut Scene<'_>) -> Result<Truth> {
    let (_tab, from) = scene.open().await?;
    scene.pass(5.0).await;
    let to = scene.note("kill the browser");

    scene.chromium.signal("KILL")?;
    Ok(Truth::silent(from, to, LOST_BEAT))
}

pub(crate) async fn terminated(scene: &mut Scene<'_>) -> Result<Truth> {
    let (_tab, from) = scene.open().await?;
    scene.pass(5.0).await;
    let to = scene.note("end the browser");

    scene.chromium.signal("TERM")?;
    Ok(Truth::silent(from, to, LOST_BEAT))
}

pub(crate) async fn reopened_soon(scene: &mut Scene<'_>) -> Result<Truth> {
    let mut truth = reopened(scene, 1.5).await?;
    let gap = (truth.open[1].0 - truth.open[0].1).as_seconds_f64();
    (truth.bound, truth.segments) = ((-TRIP, gap + TRIP), Some(1));

    Ok(truth)
}

pub(crate) async fn reopened_late(scene: &mut Scene<'_>) -> Result<Truth> {
    let mut truth = reopened(scene, 6.5).await?;
    (truth.bound, truth.segments) = ((-2.0 * TRIP, 2.0 * TRIP), Some(2));
    Ok(truth)
}

async fn reopened(scene: &mut Scene<'_>, after: f64) -> Result<Truth> {
    let (tab, from) = scene.open().await?;
    scene.pass(3.0).await;
    let left = scene.close(&tab).await?;

    scene.pass(after).await;
    let (tab, again) = scene.open().await?;
    scene.pass(3.0).await;
    let to = scene.close(&tab).await?;

    anyhow::ensure!(again - left > TimeDelta::zero(), "time runs backwards");
    Ok(Truth {
        open: vec![(from, left), (again, to)],
        ..Truth::closed(from, to)
    })
}
