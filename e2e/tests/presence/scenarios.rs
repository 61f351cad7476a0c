//! Every way in which a page lives and dies, with the bound of what may be recorded.

use std::pin::Pin;

use anyhow::Result;

use crate::scene::{Scene, Truth};
use crate::{away, covered, ends, offline, tabs};

pub(crate) type Play<'a> = Pin<Box<dyn Future<Output = Result<Truth>> + Send + 'a>>;

/// One scenario.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// The bound at H seconds between heartbeats, in words.
    pub(crate) bound: &'static str,
    /// Flags of a browser of its own, which it may kill; `None`: it shares one with others.
    pub(crate) own_browser: Option<&'static [&'static str]>,
    pub(crate) play: for<'a> fn(&'a mut Scene<'_>) -> Play<'a>,
}

/// A scenario that shares a browser.
macro_rules! shared {
    ($name:literal, $bound:literal, $play:path) => {
        Scenario {
            name: $name,
            bound: $bound,
            own_browser: None,
            play: |scene| Box::pin($play(scene)),
        }
    };
}

/// One that has a browser of its own, with these flags.
macro_rules! alone {
    ($name:literal, $bound:literal, $flags:expr, $play:path) => {
        Scenario {
            name: $name,
            bound: $bound,
            own_browser: Some($flags),
            play: |scene| Box::pin($play(scene)),
        }
    };
}

/// Throttling that begins after 10 s instead of 5 minutes.
const THROTTLED: &[&str] = &["enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10"];

pub(crate) const SCENARIOS: [Scenario; 31] = [
    shared!("tab closed", "one trip", ends::tab_closed),
    shared!("reload, then closed", "one trip", ends::reloaded),
    shared!(
        "to another page and back, then closed",
        "0 to the time away",
        ends::gone_and_back
    ),
    shared!("to another page", "one trip", ends::gone),
    alone!("tab crash, fetchLater", "one trip", &[], ends::crashed),
    alone!(
        "tab crash without fetchLater",
        "-(H + trip) to 0",
        &[],
        ends::crashed_without_farewell
    ),
    alone!(
        "tab crash, opened again within T",
        "-H to the gap",
        &[],
        ends::crashed_and_reopened
    ),
    alone!(
        "browser killed (SIGKILL)",
        "-(H + trip) to 0",
        &[],
        ends::killed
    ),
    alone!(
        "browser ended (SIGTERM)",
        "-(H + trip) to 0",
        &[],
        ends::terminated
    ),
    shared!("opened again within G", "0 to the gap", ends::reopened_soon),
    shared!(
        "opened again after G",
        "one trip a page",
        ends::reopened_late
    ),
    shared!(
        "network away for 4 H, then back",
        "one trip",
        offline::away_and_back
    ),
    shared!(
        "closed while offline",
        "-(H + outage) to 0",
        offline::closed
    ),
    shared!(
        "End pressed offline, delivered later",
        "one trip",
        offline::finished
    ),
    shared!("End pressed", "one trip", offline::finished_at_once),
    shared!(
        "reopened while the old tab is offline, which comes back",
        "one trip",
        offline::reopened
    ),
    shared!("desktop tab hidden for 4 H", "one trip", covered::hidden),
    alone!(
        "desktop tab hidden, timers throttled",
        "one trip",
        THROTTLED,
        covered::throttled
    ),
    shared!(
        "desktop tab hidden, no Worker",
        "one trip",
        covered::without_worker
    ),
    shared!(
        "desktop page frozen for 5 H",
        "-H to one trip, not counted",
        covered::frozen
    ),
    alone!(
        "sleep (all renderers stopped for 5 H)",
        "-H to +1 s, not counted",
        &[],
        covered::asleep
    ),
    shared!(
        "loaded in the background, seen later",
        "one trip, from when it is seen",
        covered::background
    ),
    shared!(
        "phone goes to Zoom for 5 H and returns",
        "one trip",
        away::returns
    ),
    shared!(
        "the same by the app's own link",
        "one trip",
        away::returns_from_app
    ),
    alone!(
        "phone goes to Zoom and never returns",
        "the upper value covers it",
        &[],
        away::never_returns
    ),
    shared!(
        "same tab goes to Zoom (in-app browser)",
        "not ended by it",
        away::same_tab
    ),
    shared!(
        "zoommtg: tapped, page goes on",
        "one trip",
        away::app_tapped
    ),
    shared!(
        "two tabs, closed one after the other",
        "one trip",
        tabs::both_closed
    ),
    alone!(
        "two tabs, one crashes, the other closes",
        "one trip",
        &[],
        tabs::one_crashes
    ),
    shared!("two tabs, End in one", "one trip", tabs::one_finishes),
    shared!(
        "two devices, one at a time and together",
        "one trip",
        tabs::two_devices
    ),
];
