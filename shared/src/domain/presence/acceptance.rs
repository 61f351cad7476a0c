//! Whether a message counts, as far as its document and the other pages decide it: by the order of the document's
//! messages, and by what the message proves about a silence.

use chrono::{DateTime, Utc};

use super::{PageDocument, PageMessage, Presence, PresenceParameters, Signal, Visibility};

/// What is to be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acceptance {
    /// Nothing: it is late or a duplicate, or the session is over for good.
    Ignore,
    /// It is activity, and changes what else it reports.
    Apply,
    /// It makes an earlier end final, and is no activity.
    Finalize,
}

impl Presence {
    /// Tells whether the message's document is known and accounts for the time since it was last heard.
    pub(crate) fn accounts_for_silence(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> bool {
        let Some(document) = self.document(message.document.as_ref()) else {
            return false;
        };

        let at = message.happened_at(now, document.seen_at);
        self.continuity(document, message, at, parameters).is_some()
    }

    /// Judges a message of a session that is open: every message in its document's order counts.
    pub(crate) fn accept(&self, message: &PageMessage, now: DateTime<Utc>) -> Acceptance {
        match self.document(message.document.as_ref()) {
            Some(document) if !document.has_news_in(message, now) => Acceptance::Ignore,
            Some(_) | None => Acceptance::Apply,
        }
    }

    /// Judges a message of a session whose pages were all closed. A page that is there again reopens it, a page that
    /// goes away adds the time that it can prove, and "End session" makes the end final.
    pub(crate) fn accept_after_close(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> Acceptance {
        let acceptance = self.accept_after_silence(message, now, parameters);
        // The press adds no time, but it says that the lesson is over, so no page may reopen the session.
        if message.signal == Signal::Finish && acceptance == Acceptance::Ignore {
            return Acceptance::Finalize;
        }

        acceptance
    }

    /// Judges a message of a session that timed out: as after a close, except that "End session" changes nothing
    /// unless its page can prove the time before it.
    pub(crate) fn accept_after_silence(
        &self,
        message: &PageMessage,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> Acceptance {
        // A page that goes away does not show that the student is back.
        let is_there_again = match message.signal {
            Signal::Join | Signal::Heartbeat | Signal::Visible | Signal::ZoomTapped => true,
            Signal::Hidden
            | Signal::Closed
            | Signal::LeftForZoom
            | Signal::Crashed
            | Signal::Finish => false,
        };

        if is_there_again || self.accounts_for_silence(message, now, parameters) {
            self.accept(message, now)
        } else {
            Acceptance::Ignore
        }
    }
}

impl PageDocument {
    /// Tells whether the message is news of this document.
    fn has_news_in(&self, message: &PageMessage, now: DateTime<Utc>) -> bool {
        let is_in_order = !self.is_stale(message);
        match message.signal {
            // Only a person presses the button, so the press counts even if a later message overtook it.
            Signal::Finish => true,
            Signal::Hidden | Signal::Closed | Signal::LeftForZoom | Signal::Crashed => {
                is_in_order && self.visibility != Visibility::Closed
            }
            // A second heartbeat within one second moves nothing.
            Signal::Heartbeat if message.sequence.is_none() => {
                message.happened_at(now, self.seen_at) > self.seen_at
            }
            Signal::Heartbeat | Signal::Join | Signal::Visible | Signal::ZoomTapped => is_in_order,
        }
    }
}
