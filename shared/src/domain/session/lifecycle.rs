//! Where in its life a session is: open, held open by Zoom, timed out, over.
//!
//! SQL repeats these rules in `store/rules.rs`; a test holds each one to its twin.

use chrono::{DateTime, Utc};

use super::{Session, State};
use crate::domain::presence::{Presence, PresenceParameters};

impl Session {
    /// Tells whether the link was opened and the session is not recorded as over.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Active(_))
    }

    /// Tells whether Zoom says that the lesson goes on.
    #[must_use]
    pub fn is_held_open_by_zoom(&self, now: DateTime<Utc>) -> bool {
        self.meeting_until.is_some_and(|until| now < until)
    }

    /// Tells whether an open session has timed out: its pages have been silent for longer than the idle timeout,
    /// and Zoom does not hold it open. It counts as over then, whether or not a sweep has recorded that.
    #[must_use]
    pub fn is_timed_out_at(&self, now: DateTime<Utc>, rules: &PresenceParameters) -> bool {
        let State::Active(presence) = &self.state else {
            return false;
        };

        presence.is_past_idle_timeout(now, rules) && !self.is_held_open_by_zoom(now)
    }

    /// Tells whether the session is open and has not timed out.
    #[must_use]
    pub fn is_active_at(&self, now: DateTime<Utc>, rules: &PresenceParameters) -> bool {
        self.is_open() && !self.is_timed_out_at(now, rules)
    }

    /// Returns the time by which a session is listed and belongs to a day: when the link was opened, or else when
    /// it was sent.
    #[must_use]
    pub fn time(&self) -> Option<DateTime<Utc>> {
        self.presence()
            .map(|presence| presence.clicked_at)
            .or(self.sent_at)
    }
}

impl Presence {
    /// Tells whether every page has been silent for longer than the idle timeout.
    pub(crate) fn is_past_idle_timeout(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> bool {
        now - self.last_sign_at > rules.idle_timeout
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_764_000_000 + seconds, 0).unwrap()
    }

    fn rules() -> PresenceParameters {
        let seconds = |count| Duration::from_secs(count);
        PresenceParameters::new(seconds(30), seconds(7200), seconds(10_800))
    }

    #[test]
    fn silence_times_a_session_out_only_after_the_idle_timeout() {
        let session = Session::example(at(0), State::Active(Presence::from(at(60))));
        assert!(session.is_active_at(at(7260), &rules()));
        assert!(!session.is_active_at(at(7261), &rules()));
        assert!(session.is_timed_out_at(at(7261), &rules()));
        assert!(!Session::example(at(0), State::Sent).is_timed_out_at(at(9000), &rules()));
    }

    #[test]
    fn zoom_holds_a_silent_session_open_until_the_time_it_names() {
        let open = State::Active(Presence::from(at(60)));
        let session = Session {
            meeting_until: Some(at(9000)),
            ..Session::example(at(0), open)
        };

        assert!(session.is_active_at(at(8999), &rules()));
        assert!(session.is_timed_out_at(at(9000), &rules()));
    }

    #[test]
    fn the_time_of_a_session_is_its_opening_or_else_its_sending() {
        assert_eq!(Session::example(at(0), State::Sent).time(), Some(at(0)));
        assert_eq!(
            Session::example(at(0), State::Active(Presence::from(at(60)))).time(),
            Some(at(60))
        );
    }
}
