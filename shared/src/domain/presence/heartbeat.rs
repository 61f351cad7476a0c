//! The heartbeat that reports nothing but that its page is there: nearly every message of a lesson is one.
//!
//! The store writes such a heartbeat by one statement, without reading the session (the short way,
//! `store/sessions/heartbeat.rs`). [`PlainHeartbeat::only_prolongs`] and `Session::is_only_prolonged_by` list the
//! conditions for that. The statement repeats them, and `tests/integration/store/heartbeat_agrees.rs` holds the two
//! together.

use chrono::{DateTime, Utc};

use super::{PageDocument, PageMessage, Presence, PresenceParameters, Signal, Visibility};
use crate::domain::ledger::DocumentId;

/// What a heartbeat reports, as far as the short way writes it or requires that the row has it already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainHeartbeat<'a> {
    /// The page's document; `None` from pages that do not name themselves.
    pub document: Option<&'a DocumentId>,
    /// The document's number afterwards; 0 for pages that do not number their messages.
    pub number: u32,
    /// The document's number before must lie below this one.
    pub newer_than: u32,
    /// Ticks of the document's timer so far.
    pub ticks: u32,
    /// Whether it repeats that the Zoom link was tapped. Then the session must know of the document's tap.
    pub repeats_tap: bool,
    /// Whether it repeats that the page runs on a phone. Then the session must know that of the document.
    pub on_phone: bool,
}

impl<'a> PlainHeartbeat<'a> {
    /// Reads a message. `None`: it reports what happened to the page, so the session has to be read first.
    #[must_use]
    pub fn of(message: &'a PageMessage) -> Option<Self> {
        if message.signal != Signal::Heartbeat {
            return None;
        }

        Some(Self {
            document: message.document.as_ref(),
            number: message.sequence.unwrap_or(0),
            // A message without a number is in order only if its document has never numbered one.
            newer_than: message.sequence.unwrap_or(1),
            ticks: message.ticks,
            repeats_tap: message.zoom_tapped,
            on_phone: message.phone,
        })
    }

    /// Returns the earliest last activity that a heartbeat may prolong. If it lies before, the silence does not
    /// count or has ended the session.
    #[must_use]
    pub fn heard_since(now: DateTime<Utc>, parameters: &PresenceParameters) -> DateTime<Utc> {
        now - parameters.silence.min(parameters.idle_timeout)
    }

    /// Tells whether this heartbeat at `now` (whole seconds) changes an open session's presence only by moving its last
    /// activity and its document's, with the document's number and ticks.
    #[must_use]
    pub fn only_prolongs(
        &self,
        presence: &Presence,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> bool {
        let Some(document) = presence.document(self.document) else {
            return false;
        };

        // The newest gap is the last one. While it lies before the document's silence, no gap is kept for this
        // document alone, and the heartbeat can account for none.
        let leaves_gaps = presence
            .gaps
            .last()
            .is_none_or(|newest| newest.to <= document.seen_at);

        // A second heartbeat within one second moves nothing.
        presence.last_sign_at < now
            && presence.last_sign_at >= Self::heard_since(now, parameters)
            && self.teaches_nothing_to(document)
            && leaves_gaps
    }

    /// Tells whether the document is open, has not heard this heartbeat yet, and learns nothing from it.
    fn teaches_nothing_to(&self, document: &PageDocument) -> bool {
        document.visibility != Visibility::Closed
            && document.sequence < self.newer_than
            && (!self.repeats_tap || document.zoom_visit.is_known())
            && (!self.on_phone || document.phone)
    }
}
