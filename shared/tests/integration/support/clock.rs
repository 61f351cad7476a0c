//! The clock of one test: it stands still until the test moves it.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use launcher::OutsideClock;
use session_tracking::clock::Clock;

/// Rules the process of the test, and, through a file, the functions that it started.
#[derive(Clone, Debug)]
pub(crate) struct TestClock {
    /// `None`: broken.
    now: Arc<Mutex<Option<DateTime<Utc>>>>,
    outside: Option<OutsideClock>,
}

impl TestClock {
    pub(super) fn new(outside: Option<OutsideClock>) -> Self {
        let clock = Self {
            now: Arc::default(),
            outside,
        };

        clock.set("2026-11-23T15:00:00Z");
        clock
    }

    pub(crate) fn set(&self, at: &str) {
        self.turn(at.parse().unwrap());
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.turn(self.now() + TimeDelta::seconds(seconds));
    }

    fn turn(&self, at: DateTime<Utc>) {
        *self.now.lock().unwrap() = Some(at);
        if let Some(outside) = &self.outside {
            outside.set(&at.format("%F %T").to_string()).unwrap();
        }
    }

    /// Has every further look at the clock panic, until it is set again: built functions find a time before
    /// 1970, which the system's clock never shows.
    pub(crate) fn break_down(&self) {
        *self.now.lock().unwrap() = None;
        if let Some(outside) = &self.outside {
            outside.set("1960-01-01 00:00:00").unwrap();
        }
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        let now = *self.now.lock().unwrap();
        now.expect("secret detail: the clock is broken")
    }
}
