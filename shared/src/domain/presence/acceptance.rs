//! Whether a message counts: by the session's state, the link's time, and the order of its document's messages.

use chrono::{DateTime, Utc};

use super::{Document, Message, PlainHeartbeat, Rules, Signal, Standing};
use crate::domain::attendance::stay_assignment::STITCHED;
use crate::domain::session::{EndReason, Presence, Refused, Session, State};

/// What is to be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing: it is late, a duplicate, or the session is over for good.
    Ignore,
    /// It is a sign of life, and whatever else it says.
    Take,
    /// It makes an end final that there was already, and is no sign of life.
    Finalise,
}

/// More changes than any lesson makes, even in eight tabs for a day. From then on a session takes plain heartbeats
/// alone, which are no changes, and the sweep ends it.
const MAX_CHANGES: i64 = 20_000;

impl Session {
    /// Judges a message of a session that was settled at `now`.
    pub(crate) fn judge(
        &self,
        message: &Message,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Verdict, Refused> {
        if self.revision >= MAX_CHANGES && !self.is_only_prolonged_by(message, now, rules) {
            return Ok(Verdict::Ignore);
        }
        let joins = message.signal == Signal::Join;
        // A page that proves that the lesson went on outlives its link, too.
        let proven = self.presence().is_some_and(|presence| presence.proves(message, now, rules));
        let expired = self.is_shut_by_expiry(now, rules) && !proven;
        match &self.state {
            State::Sent => self.judge_unopened(message, now),
            State::Active(presence) => Ok(presence.judge(message, now)),
            State::Ended { reason: EndReason::Closed, presence: Some(_), .. }
            | State::TimedOut { presence: Some(_), .. }
                if joins && expired =>
            {
                Err(Refused::Expired)
            }
            State::Ended { reason: EndReason::Closed, presence: Some(presence), .. } => {
                Ok(presence.judge_closed(message, now, rules).unless(expired))
            }
            State::TimedOut { presence: Some(presence), .. } => {
                Ok(presence.judge_silent(message, now, rules).unless(expired))
            }
            // A meeting that ends may begin again: who opens the link anew then goes on with the lesson.
            State::Ended { reason: EndReason::Meeting, presence: Some(presence), ended_at, .. }
                if now - *ended_at <= STITCHED && message.comes_anew() =>
            {
                Ok(presence.judge(message, now).unless(expired))
            }
            State::Ended { reason: EndReason::Meeting, presence: None, ended_at, .. }
                if now - *ended_at <= STITCHED && joins && !expired =>
            {
                Ok(Verdict::Take)
            }
            State::Ended { .. } | State::TimedOut { .. } if joins => {
                let seconds = self.figures(rules).map_or(0, |figures| figures.seconds);
                Err(Refused::Ended { seconds })
            }
            State::Ended { .. } | State::TimedOut { .. } => Ok(Verdict::Ignore),
        }
    }

    fn is_only_prolonged_by(&self, message: &Message, now: DateTime<Utc>, rules: &Rules) -> bool {
        PlainHeartbeat::of(message).is_some_and(|heartbeat| heartbeat.only_prolongs(self, now, rules))
    }

    /// A person opens a session: by the page's join, or, where that got lost, by the tap on its link.
    fn judge_unopened(&self, message: &Message, now: DateTime<Utc>) -> Result<Verdict, Refused> {
        let tapped = message.zoom_tapped || matches!(message.signal, Signal::ZoomTapped | Signal::ByeToZoom);
        match message.signal {
            Signal::Join if self.link_has_expired(now) => Err(Refused::Expired),
            Signal::Join => Ok(Verdict::Take),
            _ if tapped && message.document.is_some() && !self.link_has_expired(now) => Ok(Verdict::Take),
            Signal::Bye | Signal::ByeToZoom | Signal::Dead | Signal::Finish => Err(Refused::NotOpened),
            Signal::Heartbeat | Signal::Visible | Signal::Hidden | Signal::ZoomTapped => Ok(Verdict::Ignore),
        }
    }
}

impl Message {
    /// Tells whether the student wants to go to Zoom.
    fn comes_anew(&self) -> bool {
        matches!(self.signal, Signal::Join | Signal::ZoomTapped | Signal::ByeToZoom)
    }
}

impl Presence {
    /// Tells whether a page that is known accounts for the time since it was last heard of.
    fn proves(&self, message: &Message, now: DateTime<Utc>, rules: &Rules) -> bool {
        self.document(message.document.as_ref()).is_some_and(|document| {
            let at = message.happened_at(now, document.seen_at);
            self.proof(document, message, at, rules).is_some()
        })
    }

    /// A session that is not over: every message in its document's order counts.
    fn judge(&self, message: &Message, now: DateTime<Utc>) -> Verdict {
        match self.document(message.document.as_ref()) {
            Some(document) if !document.takes(message, now) => Verdict::Ignore,
            Some(_) | None => Verdict::Take,
        }
    }

    /// A session whose pages were all closed: a page that is there again brings it back, one that goes away
    /// adds what it can prove, and "End session" makes the end final.
    fn judge_closed(&self, message: &Message, now: DateTime<Utc>, rules: &Rules) -> Verdict {
        match (message.signal, self.judge_silent(message, now, rules)) {
            (Signal::Finish, Verdict::Ignore) => Verdict::Finalise,
            (_, verdict) => verdict,
        }
    }

    /// A session that timed out: the same, but "End session" alone proves nothing.
    fn judge_silent(&self, message: &Message, now: DateTime<Utc>, rules: &Rules) -> Verdict {
        match message.signal {
            Signal::Join | Signal::Heartbeat | Signal::Visible | Signal::ZoomTapped => {
                self.judge(message, now)
            }
            Signal::Hidden | Signal::Bye | Signal::ByeToZoom | Signal::Dead | Signal::Finish
                if self.proves(message, now, rules) =>
            {
                self.judge(message, now)
            }
            Signal::Hidden | Signal::Bye | Signal::ByeToZoom | Signal::Dead | Signal::Finish => {
                Verdict::Ignore
            }
        }
    }
}

impl Document {
    /// Tells whether the message is news of this document.
    fn takes(&self, message: &Message, now: DateTime<Utc>) -> bool {
        let heard = self.has_heard(message);
        match message.signal {
            // Only a press of the button makes it: it must not be lost to another message's number.
            Signal::Finish => true,
            Signal::Hidden | Signal::Bye | Signal::ByeToZoom | Signal::Dead => {
                !heard && self.standing != Standing::Closed
            }
            // The second one of a second has nothing to say but its number.
            Signal::Heartbeat if message.sequence.is_none() => {
                message.happened_at(now, self.seen_at) > self.seen_at
            }
            Signal::Heartbeat | Signal::Join | Signal::Visible | Signal::ZoomTapped => !heard,
        }
    }
}

impl Verdict {
    /// Nothing, if so.
    fn unless(self, expired: bool) -> Self {
        if expired { Self::Ignore } else { self }
    }
}
