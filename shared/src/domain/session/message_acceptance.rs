//! Whether a page's message counts: by the session's state, the link's time, and the pages.

use chrono::{DateTime, Utc};

use super::{EndReason, Rejection, Session, State};
use crate::domain::attendance::REJOIN_WINDOW;
use crate::domain::presence::acceptance::Acceptance;
use crate::domain::presence::{PageMessage, PlainHeartbeat, Presence, PresenceParameters, Signal};

/// More changes than any lesson makes, even in eight tabs for a day. After this many, a session accepts only plain
/// heartbeats, which are no changes, until the sweep ends it.
const MAX_CHANGES: i64 = 20_000;

impl Session {
    /// Judges a message of a session that was settled at `now`.
    pub(super) fn accept(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> Result<Acceptance, Rejection> {
        if self.exceeds_max_changes(message, now, parameters) {
            return Ok(Acceptance::Ignore);
        }

        let is_expired = self.is_expired_for(message, now, parameters);
        match &self.state {
            State::Sent => self.accept_unopened(message, now),
            // A lesson that goes on outlives its link.
            State::Active(presence) => Ok(presence.accept(message, now)),
            State::Ended {
                reason: EndReason::Closed,
                presence: Some(presence),
                ..
            } => {
                let acceptance = presence.accept_after_close(message, now, parameters);
                accept_reopening(message, acceptance, is_expired)
            }
            State::TimedOut {
                presence: Some(presence),
                ..
            } => {
                let acceptance = presence.accept_after_silence(message, now, parameters);
                accept_reopening(message, acceptance, is_expired)
            }
            State::Ended {
                reason: EndReason::Meeting,
                presence,
                ended_at,
                ..
            } if now - *ended_at <= REJOIN_WINDOW => {
                match accept_after_meeting(presence.as_ref(), message, now, is_expired) {
                    Some(acceptance) => Ok(acceptance),
                    None => self.refuse(message, parameters),
                }
            }
            State::Ended { .. } | State::TimedOut { .. } => self.refuse(message, parameters),
        }
    }

    /// Tells whether the message would be one change too many.
    fn exceeds_max_changes(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> bool {
        let is_change = || match PlainHeartbeat::of(message) {
            Some(heartbeat) => !self.is_only_prolonged_by(&heartbeat, now, parameters),
            None => true,
        };

        self.revision >= MAX_CHANGES && is_change()
    }

    /// Tells whether the link's time is over for a message. A page that proves that the lesson went on outlives it.
    fn is_expired_for(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> bool {
        let proves_lesson = self
            .presence()
            .is_some_and(|presence| presence.accounts_for_silence(message, now, parameters));

        !proves_lesson && self.is_shut_by_expiry(now, parameters)
    }

    /// Judges a message of a session that was never opened. A person opens it: by the page's join, or, if the join got
    /// lost, by the tap on the page's link.
    fn accept_unopened(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
    ) -> Result<Acceptance, Rejection> {
        let is_expired = self.link_has_expired(now);
        let tapped = message.zoom_tapped || message.leads_to_zoom();
        if tapped && message.document.is_some() && !is_expired {
            return Ok(Acceptance::Apply);
        }

        match message.signal {
            Signal::Join if is_expired => Err(Rejection::Expired),
            Signal::Join => Ok(Acceptance::Apply),
            Signal::Closed | Signal::LeftForZoom | Signal::Crashed | Signal::Finish => {
                Err(Rejection::NotOpened)
            }
            Signal::Heartbeat | Signal::Visible | Signal::Hidden | Signal::ZoomTapped => {
                Ok(Acceptance::Ignore)
            }
        }
    }

    /// Answers a message of a session that is over for good. Only a join is told so.
    fn refuse(
        &self,
        message: &PageMessage,
        parameters: &PresenceParameters,
    ) -> Result<Acceptance, Rejection> {
        if message.signal != Signal::Join {
            return Ok(Acceptance::Ignore);
        }

        let figures = self.figures(parameters);
        let seconds = figures.map_or(0, |figures| figures.seconds);
        Err(Rejection::Ended { seconds })
    }
}

/// Judges a message that may reopen a session, unless its link has expired.
fn accept_reopening(
    message: &PageMessage,
    acceptance: Acceptance,
    is_expired: bool,
) -> Result<Acceptance, Rejection> {
    if !is_expired {
        Ok(acceptance)
    } else if message.signal == Signal::Join {
        Err(Rejection::Expired)
    } else {
        Ok(Acceptance::Ignore)
    }
}

/// Judges a message that arrives soon after the meeting ended. The meeting may begin again, and a student who opens the
/// link again then goes on with the lesson. `None`: the message does not ask for that.
fn accept_after_meeting(
    presence: Option<&Presence>,
    message: &PageMessage,
    now: DateTime<Utc>,
    is_expired: bool,
) -> Option<Acceptance> {
    let joins = message.signal == Signal::Join;
    match presence {
        Some(_) if is_expired && (joins || message.leads_to_zoom()) => Some(Acceptance::Ignore),
        Some(presence) if joins || message.leads_to_zoom() => Some(presence.accept(message, now)),
        None if joins && !is_expired => Some(Acceptance::Apply),
        Some(_) | None => None,
    }
}
