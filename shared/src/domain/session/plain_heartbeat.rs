//! The heartbeats that only keep a session alive. The store writes them without reading the session.

use chrono::{DateTime, Utc};

use super::{Session, State};
use crate::domain::presence::{PlainHeartbeat, PresenceParameters};

impl Session {
    /// Tells whether all that a heartbeat does at `now` (whole seconds) is to move the last activity of the session
    /// and of its document, with the document's number and ticks. Then nothing goes into the ledger.
    #[must_use]
    pub fn is_only_prolonged_by(
        &self,
        heartbeat: &PlainHeartbeat<'_>,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> bool {
        let State::Active(presence) = &self.state else {
            return false;
        };

        // `Session::measure_by_pages` forgets when the lesson began unless Zoom holds the session open.
        let keeps_beginning = self.lesson_started_at.is_none() || self.meeting_until.is_some();

        keeps_beginning && heartbeat.only_prolongs(presence, now, parameters)
    }
}

#[cfg(test)]
mod tests;
