//! An admin ends a session: for good, and without adding a second to it.

use chrono::{DateTime, Utc};

use super::{EndReason, Rejection, Session, SessionChange, State};
use crate::domain::ledger::{Detail, EvidenceKind};
use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::PresenceParameters;

impl Session {
    /// Ends a session that is open, at its last sign of life. That somebody in the office says that a lesson is
    /// over is no evidence of when it was: the figures stay as unsure as those of a silent session.
    pub fn end_by_admin(
        self,
        admin: &str,
        reason: &str,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<SessionChange, Rejection> {
        let mut change = self.settle(now, rules);
        let presence = match &change.session.state {
            State::Active(presence) => presence.clone(),
            State::Sent => return Err(Rejection::NotOpened),
            State::Ended { .. } | State::TimedOut { .. } => {
                let seconds = change
                    .session
                    .figures(rules)
                    .map_or(0, |figures| figures.seconds);
                return Err(Rejection::Ended { seconds });
            }
        };

        let (kind, ended_at) = (EvidenceKind::EndedByAdmin, presence.last_sign_at);
        let detail = Some(Detail::words(format!("{admin}: {reason}")));
        change
            .evidence
            .push(change.session.evidence(kind, ended_at, now, detail));

        let figures = Some(MeasuredTime::measured_so_far(&presence, rules));
        change.session.meeting_until = None;

        change.session.state = State::Ended {
            presence: Some(presence),
            ended_at,
            reason: EndReason::Admin,
            figures,
        };

        Ok(change)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::measured_time::Confidence;
    use crate::domain::presence::{Presence, Timeline};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_764_000_000 + seconds, 0).unwrap()
    }

    fn session(state: State) -> Session {
        Session::example(at(0), state)
    }

    #[test]
    fn an_admins_end_is_final_and_adds_no_time() {
        let seconds = |count| Duration::from_secs(count);
        let rules = PresenceParameters::new(seconds(30), seconds(7200), seconds(10_800));
        let presence = Presence {
            last_sign_at: at(1800),
            ..Presence::from(at(0))
        };
        let open = session(State::Active(presence));

        let change = open
            .clone()
            .end_by_admin("a1", "left open", at(3000), &rules)
            .unwrap();
        let figures = change.session.figures(&rules).unwrap();
        assert_eq!((figures.seconds, figures.low_seconds), (1800, 0));

        assert!(
            figures.high_seconds > 1800 && figures.grade == Some(Confidence::C),
            "{figures:?}"
        );

        assert_eq!(change.session.ended_at(), Some(at(1800)));
        assert_eq!(
            change.evidence[0].detail,
            Some(Detail::words("a1: left open"))
        );

        let timeline = Timeline::of(change.session.presence().unwrap(), &change.evidence, &rules);
        assert_eq!(timeline.segments.len(), 1);

        // Twice, after it timed out, and before it was opened.
        let again = change.session.end_by_admin("a1", "again", at(3001), &rules);
        assert_eq!(again, Err(Rejection::Ended { seconds: 1800 }));
        let late = open.end_by_admin("a1", "late", at(9001), &rules);

        assert_eq!(late, Err(Rejection::Ended { seconds: 1800 }));
        let unopened = session(State::Sent).end_by_admin("a1", "x", at(10), &rules);
        assert_eq!(unopened, Err(Rejection::NotOpened));
    }
}
