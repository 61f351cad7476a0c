//! How long a session may be silent, and its end by silence.

use chrono::{DateTime, TimeDelta, Utc};

use super::{EndReason, Session, SessionChange, State};
use crate::domain::ledger::EvidenceKind;
use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::PresenceParameters;

impl Session {
    /// Ends a session that has timed out, at its last activity. This is the one rule for sweep, reads and
    /// messages, so it does not matter who notices the silence, or when.
    #[must_use]
    pub fn settle(self, now: DateTime<Utc>, parameters: &PresenceParameters) -> SessionChange {
        if !self.is_timed_out_at(now, parameters) {
            return self.without_change();
        }
        let Some(presence) = self.presence().cloned() else {
            return self.without_change();
        };

        let ended_at = presence.last_sign_at;
        let evidence = self.evidence(EvidenceKind::TimedOut, ended_at, now, None);
        let figures = MeasuredTime::measured_so_far(&presence, parameters);

        let mut session = self;
        session.state = State::TimedOut {
            presence: Some(presence),
            ended_at,
            figures: Some(figures),
        };
        session.measure_by_pages(parameters);

        SessionChange {
            session,
            evidence: vec![evidence],
        }
    }

    /// Returns the longest silence of all pages that counts: while the session is open, and after the last page was
    /// closed.
    pub(super) fn longest_counted_silence(&self, parameters: &PresenceParameters) -> TimeDelta {
        match self.state {
            State::Sent | State::Active(_) => parameters.silence,
            State::Ended {
                reason: EndReason::Closed,
                ..
            } => parameters.grace,
            // After another end or a timeout, time counts only if a page proves it.
            State::Ended { .. } | State::TimedOut { .. } => TimeDelta::zero(),
        }
    }
}
