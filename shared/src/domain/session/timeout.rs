//! The end of a session by silence.

use chrono::{DateTime, Utc};

use super::{Session, SessionChange, State};
use crate::domain::ledger::EvidenceKind;
use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::PresenceParameters;

impl Session {
    /// Ends a session that has timed out, at its last sign of life. This is the one rule for sweep, reads and
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
}
