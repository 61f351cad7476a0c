//! An admin's end of a session: it is final and adds no time.

use chrono::{DateTime, Utc};

use super::{EndReason, Rejection, Session, SessionChange, State};
use crate::domain::ledger::{Detail, EvidenceKind};
use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::PresenceParameters;

impl Session {
    /// Ends an open session at its last activity.
    ///
    /// An admin knows that the lesson is over but not since when, so the figures stay as unsure as those of a silent
    /// session.
    pub fn end_by_admin(
        self,
        admin: &str,
        reason: &str,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> Result<SessionChange, Rejection> {
        let mut change = self.settle(now, parameters);
        let presence = match &change.session.state {
            State::Active(presence) => presence.clone(),
            State::Sent => return Err(Rejection::NotOpened),
            State::Ended { .. } | State::TimedOut { .. } => {
                let figures = change.session.figures(parameters);
                let seconds = figures.map_or(0, |figures| figures.seconds);
                return Err(Rejection::Ended { seconds });
            }
        };

        let ended_at = presence.last_sign_at;
        let detail = Detail::words(format!("{admin}: {reason}"));
        let evidence =
            change
                .session
                .evidence(EvidenceKind::EndedByAdmin, ended_at, now, Some(detail));
        change.evidence.push(evidence);

        let figures = MeasuredTime::measured_so_far(&presence, parameters);
        change.session.meeting_until = None;
        change.session.state = State::Ended {
            presence: Some(presence),
            ended_at,
            reason: EndReason::Admin,
            figures: Some(figures),
        };

        Ok(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measured_time::Confidence;
    use crate::domain::presence::{Presence, Timeline};
    use crate::domain::session::example::{at, parameters};

    /// Opened at 0 and last heard at 1800.
    fn open_session() -> Session {
        let presence = Presence {
            last_sign_at: at(1800),
            ..Presence::from(at(0))
        };

        Session::example(at(0), State::Active(presence))
    }

    /// Ends a session by an admin at a second.
    fn end(session: Session, second: i64) -> Result<SessionChange, Rejection> {
        session.end_by_admin("a1", "left open", at(second), &parameters())
    }

    #[test]
    fn an_admins_end_adds_no_time() {
        let SessionChange { session, evidence } = end(open_session(), 3000).unwrap();

        let figures = session.figures(&parameters()).unwrap();
        assert_eq!((figures.seconds, figures.low_seconds), (1800, 0));
        assert!(figures.high_seconds > 1800, "{figures:?}");
        assert_eq!(figures.grade, Some(Confidence::C));

        assert_eq!(session.ended_at(), Some(at(1800)));
        assert_eq!(evidence[0].detail, Some(Detail::words("a1: left open")));

        let timeline = Timeline::of(session.presence().unwrap(), &evidence, &parameters());
        assert_eq!(timeline.segments.len(), 1);
    }

    #[test]
    fn an_admin_ends_only_an_open_session() {
        let ended = end(open_session(), 3000).unwrap().session;
        assert_eq!(end(ended, 3001), Err(Rejection::Ended { seconds: 1800 }));

        // By then the session has timed out.
        let too_late = end(open_session(), 9001);
        assert_eq!(too_late, Err(Rejection::Ended { seconds: 1800 }));

        let unopened = Session::example(at(0), State::Sent);
        assert_eq!(end(unopened, 10), Err(Rejection::NotOpened));
    }
}
