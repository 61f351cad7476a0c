//! What a session's link leads to.

use chrono::{DateTime, Utc};

use super::{EndReason, Session, State};
use crate::domain::invitation::ZoomLink;
use crate::domain::presence::PresenceParameters;

/// What a session's link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// The class: a student may join it, or it goes on.
    Open(ZoomLink),
    /// A session that is over for good. The Zoom meeting itself may go on.
    Ended(ZoomLink),
    /// Nothing: the link has expired.
    Expired,
    /// Nothing: the row has no Zoom link. (Older systems did not check their links.)
    Invalid,
}

impl Session {
    /// Returns what the link leads to at `now`. A sweep before does not change the result.
    #[must_use]
    pub fn link_state(&self, now: DateTime<Utc>, parameters: &PresenceParameters) -> LinkState {
        let Ok(link) = self.link.parse::<ZoomLink>() else {
            return LinkState::Invalid;
        };

        let is_over = self
            .end_reason()
            .is_some_and(|reason| reason != EndReason::Closed);

        if is_over {
            LinkState::Ended(link)
        } else if self.is_shut_by_expiry(now, parameters) {
            LinkState::Expired
        } else {
            LinkState::Open(link)
        }
    }

    /// Tells whether the student may still open the link for the first time.
    #[must_use]
    pub fn awaits_student(&self, now: DateTime<Utc>, parameters: &PresenceParameters) -> bool {
        let is_open = matches!(self.link_state(now, parameters), LinkState::Open(_));
        is_open && self.state == State::Sent && self.no_show.is_none()
    }

    /// Tells whether the link has expired and nothing keeps it open. A lesson that goes on outlives its link, and so
    /// does a lesson whose page is being reloaded.
    #[must_use]
    pub(crate) fn is_shut_by_expiry(
        &self,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> bool {
        let keeps_open = match &self.state {
            State::Ended {
                reason: EndReason::Closed,
                presence: Some(presence),
                ..
            } => now - presence.last_sign_at <= parameters.grace,
            // A session that timed out keeps no link open, whether or not a sweep has recorded that.
            State::Active(_) => self.is_active_at(now, parameters),
            State::Sent | State::Ended { .. } | State::TimedOut { .. } => false,
        };

        self.link_has_expired(now) && !keeps_open
    }

    /// Tells whether the time of the link itself is over, whatever the session's state.
    #[must_use]
    pub(crate) fn link_has_expired(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::presence::Presence;
    use crate::domain::session::example::{at, parameters};

    const LINK: &str = "https://zoom.us/j/12345678901?pwd=abc.1";

    /// Sent at 0, expires at 10,000.
    fn session(state: State) -> Session {
        Session {
            link: LINK.into(),
            expires_at: Some(at(10_000)),
            ..Session::example(at(0), state)
        }
    }

    fn open(last_sign_at: i64) -> State {
        State::Active(Presence {
            last_sign_at: at(last_sign_at),
            ..Presence::from(at(60))
        })
    }

    fn ended(reason: EndReason, last_sign_at: i64) -> State {
        let presence = Some(Presence {
            last_sign_at: at(last_sign_at),
            ..Presence::from(at(60))
        });
        State::Ended {
            presence,
            ended_at: at(last_sign_at),
            reason,
            figures: None,
        }
    }

    /// Returns what the link leads to at a second, which must be the same before and after a sweep.
    fn state_at(session: &Session, seconds: i64) -> LinkState {
        let state = session.link_state(at(seconds), &parameters());
        let settled = session.clone().settle(at(seconds), &parameters()).session;

        assert_eq!(
            state,
            settled.link_state(at(seconds), &parameters()),
            "a sweep changes nothing"
        );

        state
    }

    #[test]
    fn a_link_is_open_until_it_expires() {
        let link = LinkState::Open(LINK.parse().unwrap());
        assert_eq!(state_at(&session(State::Sent), 9_999), link);
        assert_eq!(state_at(&session(State::Sent), 10_000), LinkState::Expired);
    }

    #[test]
    fn a_lesson_that_goes_on_outlives_its_link_until_it_times_out() {
        let link = LinkState::Open(LINK.parse().unwrap());
        assert_eq!(state_at(&session(open(9_900)), 17_100), link);
        assert_eq!(state_at(&session(open(9_900)), 17_101), LinkState::Expired);
    }

    #[test]
    fn a_page_that_is_reloaded_outlives_its_link_for_the_grace_period() {
        let link = LinkState::Open(LINK.parse().unwrap());
        assert_eq!(
            state_at(&session(ended(EndReason::Closed, 9_990)), 10_050),
            link
        );

        assert_eq!(
            state_at(&session(ended(EndReason::Closed, 9_990)), 10_051),
            LinkState::Expired
        );
    }

    #[test]
    fn a_final_end_is_reported_even_after_the_link_expired() {
        let link = LinkState::Ended(LINK.parse().unwrap());
        for reason in [
            EndReason::Finished,
            EndReason::Meeting,
            EndReason::Admin,
            EndReason::Unknown,
        ] {
            assert_eq!(state_at(&session(ended(reason, 900)), 1_000), link);
            assert_eq!(state_at(&session(ended(reason, 900)), 20_000), link);
        }
    }

    #[test]
    fn a_link_of_an_older_system_that_is_no_zoom_link_is_invalid() {
        let unopened = Session {
            link: "https://example.com".into(),
            ..session(State::Sent)
        };
        assert_eq!(state_at(&unopened, 60), LinkState::Invalid);

        let over = Session {
            link: String::new(),
            ..session(ended(EndReason::Finished, 900))
        };
        assert_eq!(state_at(&over, 1_000), LinkState::Invalid);
    }
}
