//! Whether a message counts: by the session's state, the link's time, and the order of its document's messages.

use chrono::{DateTime, Utc};

use super::{
    PageDocument, PageMessage, PlainHeartbeat, Presence, PresenceParameters, Signal, Visibility,
};
use crate::domain::attendance::REJOIN_WINDOW;
use crate::domain::session::{EndReason, Rejection, Session, State};

/// What is to be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acceptance {
    /// Nothing: it is late, a duplicate, or the session is over for good.
    Ignore,
    /// It is a sign of life, and whatever else it says.
    Apply,
    /// It makes an end final that there was already, and is no sign of life.
    Finalize,
}

/// More changes than any lesson makes, even in eight tabs for a day. From then on a session takes plain heartbeats
/// alone, which are no changes, and the sweep ends it.
const MAX_CHANGES: i64 = 20_000;

impl Session {
    /// Judges a message of a session that was settled at `now`.
    pub(crate) fn accept(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<Acceptance, Rejection> {
        if self.revision >= MAX_CHANGES && !self.is_only_prolonged_by(message, now, rules) {
            return Ok(Acceptance::Ignore);
        }

        let joins = message.signal == Signal::Join;
        // A page that proves that the lesson went on outlives its link, too.
        let proven = self
            .presence()
            .is_some_and(|presence| presence.accounts_for_silence(message, now, rules));
        let expired = self.is_shut_by_expiry(now, rules) && !proven;

        match &self.state {
            State::Sent => self.accept_unopened(message, now),
            State::Active(presence) => Ok(presence.accept(message, now)),
            State::Ended {
                reason: EndReason::Closed,
                presence: Some(_),
                ..
            }
            | State::TimedOut {
                presence: Some(_), ..
            } if joins && expired => Err(Rejection::Expired),
            State::Ended {
                reason: EndReason::Closed,
                presence: Some(presence),
                ..
            } => Ok(presence
                .accept_after_close(message, now, rules)
                .ignored_if(expired)),
            State::TimedOut {
                presence: Some(presence),
                ..
            } => Ok(presence
                .accept_after_silence(message, now, rules)
                .ignored_if(expired)),
            // A meeting that ends may begin again: who opens the link anew then goes on with the lesson.
            State::Ended {
                reason: EndReason::Meeting,
                presence: Some(presence),
                ended_at,
                ..
            } if now - *ended_at <= REJOIN_WINDOW && message.opens_class_again() => {
                Ok(presence.accept(message, now).ignored_if(expired))
            }
            State::Ended {
                reason: EndReason::Meeting,
                presence: None,
                ended_at,
                ..
            } if now - *ended_at <= REJOIN_WINDOW && joins && !expired => Ok(Acceptance::Apply),
            State::Ended { .. } | State::TimedOut { .. } if joins => {
                let seconds = self.figures(rules).map_or(0, |figures| figures.seconds);
                Err(Rejection::Ended { seconds })
            }
            State::Ended { .. } | State::TimedOut { .. } => Ok(Acceptance::Ignore),
        }
    }

    fn is_only_prolonged_by(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> bool {
        PlainHeartbeat::of(message)
            .is_some_and(|heartbeat| heartbeat.only_prolongs(self, now, rules))
    }

    /// A person opens a session: by the page's join, or, where that got lost, by the tap on its link.
    fn accept_unopened(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
    ) -> Result<Acceptance, Rejection> {
        let tapped = message.zoom_tapped
            || matches!(message.signal, Signal::ZoomTapped | Signal::LeftForZoom);
        match message.signal {
            Signal::Join if self.link_has_expired(now) => Err(Rejection::Expired),
            Signal::Join => Ok(Acceptance::Apply),
            _ if tapped && message.document.is_some() && !self.link_has_expired(now) => {
                Ok(Acceptance::Apply)
            }
            Signal::Closed | Signal::LeftForZoom | Signal::Crashed | Signal::Finish => {
                Err(Rejection::NotOpened)
            }
            Signal::Heartbeat | Signal::Visible | Signal::Hidden | Signal::ZoomTapped => {
                Ok(Acceptance::Ignore)
            }
        }
    }
}

impl PageMessage {
    /// Tells whether the student wants to go to Zoom.
    fn opens_class_again(&self) -> bool {
        matches!(
            self.signal,
            Signal::Join | Signal::ZoomTapped | Signal::LeftForZoom
        )
    }
}

impl Presence {
    /// Tells whether a page that is known accounts for the time since it was last heard of.
    fn accounts_for_silence(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> bool {
        self.document(message.document.as_ref())
            .is_some_and(|document| {
                let at = message.happened_at(now, document.seen_at);
                self.continuity(document, message, at, rules).is_some()
            })
    }

    /// A session that is not over: every message in its document's order counts.
    fn accept(&self, message: &PageMessage, now: DateTime<Utc>) -> Acceptance {
        match self.document(message.document.as_ref()) {
            Some(document) if !document.has_news_in(message, now) => Acceptance::Ignore,
            Some(_) | None => Acceptance::Apply,
        }
    }

    /// A session whose pages were all closed: a page that is there again brings it back, one that goes away
    /// adds what it can prove, and "End session" makes the end final.
    fn accept_after_close(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Acceptance {
        match (
            message.signal,
            self.accept_after_silence(message, now, rules),
        ) {
            (Signal::Finish, Acceptance::Ignore) => Acceptance::Finalize,
            (_, verdict) => verdict,
        }
    }

    /// A session that timed out: the same, but "End session" alone proves nothing.
    fn accept_after_silence(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Acceptance {
        match message.signal {
            Signal::Join | Signal::Heartbeat | Signal::Visible | Signal::ZoomTapped => {
                self.accept(message, now)
            }
            Signal::Hidden
            | Signal::Closed
            | Signal::LeftForZoom
            | Signal::Crashed
            | Signal::Finish
                if self.accounts_for_silence(message, now, rules) =>
            {
                self.accept(message, now)
            }
            Signal::Hidden
            | Signal::Closed
            | Signal::LeftForZoom
            | Signal::Crashed
            | Signal::Finish => Acceptance::Ignore,
        }
    }
}

impl PageDocument {
    /// Tells whether the message is news of this document.
    fn has_news_in(&self, message: &PageMessage, now: DateTime<Utc>) -> bool {
        let heard = self.is_stale(message);
        match message.signal {
            // Only a press of the button makes it: it must not be lost to another message's number.
            Signal::Finish => true,
            Signal::Hidden | Signal::Closed | Signal::LeftForZoom | Signal::Crashed => {
                !heard && self.visibility != Visibility::Closed
            }
            // The second one of a second has nothing to say but its number.
            Signal::Heartbeat if message.sequence.is_none() => {
                message.happened_at(now, self.seen_at) > self.seen_at
            }
            Signal::Heartbeat | Signal::Join | Signal::Visible | Signal::ZoomTapped => !heard,
        }
    }
}

impl Acceptance {
    /// Nothing, if so.
    fn ignored_if(self, expired: bool) -> Self {
        if expired { Self::Ignore } else { self }
    }
}
