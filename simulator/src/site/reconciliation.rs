//! Asking Zoom about lessons with holes, as the command line does it.

use std::sync::atomic::Ordering;

use chrono::DateTime;
use session_tracking::app::{ZoomCalls, ask_zoom, list_meetings_to_ask};
use session_tracking::domain::Period;

use super::Site;
use crate::spans::{DAY, Millis};

/// So many days are asked about.
const DAYS: Millis = 2 * DAY;

impl Site {
    /// Asks Zoom about the lessons of the last days. A refusal counts as an endpoint's would.
    pub async fn reconcile(&mut self, at: Millis) -> anyhow::Result<()> {
        self.clock.0.store(at, Ordering::Relaxed);
        let day = |at: Millis| {
            let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
            self.app.calendar().day_of(at)
        };
        let period = Period {
            first: day(at - DAYS),
            last: day(at),
        };

        let calls = ZoomCalls::of_app(&self.app);
        for meeting in Box::pin(list_meetings_to_ask(&self.app, period)).await? {
            let zoom = self.app.zoom.as_app(&calls);
            let asked = Box::pin(ask_zoom(&self.app, zoom, &meeting, false)).await;
            if asked.is_err() {
                *self.refusals.entry(("zoom reconcile", 500)).or_default() += 1;
            }
        }

        Ok(())
    }
}
