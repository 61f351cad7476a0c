//! What a message or another event makes of a session, with the evidence for it.

use chrono::{DateTime, Utc};

use super::Session;
use crate::domain::ledger::{Detail, Evidence, EvidenceKind};
use crate::domain::presence::PageMessage;

/// A session after a change, and the evidence for the change.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionChange {
    /// The session afterwards. Its `revision` is still the one before.
    pub session: Session,
    /// The new entries of the ledger; empty if only activity moved.
    pub evidence: Vec<Evidence>,
}

/// Why a message is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Rejection {
    /// A page may not join, because the link has expired.
    #[error("the link has expired")]
    Expired,
    /// A page may not join, because the session was ended for good.
    #[error("the session has ended")]
    Ended {
        /// Seconds of presence, which the page displays.
        seconds: i64,
    },
    /// There is nothing to end.
    #[error("the session was never opened")]
    NotOpened,
}

/// A message as it arrived.
#[derive(Clone, Copy)]
pub(super) struct Arrival<'a> {
    pub(super) message: &'a PageMessage,
    /// When the things that it reports happened.
    pub(super) at: DateTime<Utc>,
    /// When the server learnt of them.
    pub(super) now: DateTime<Utc>,
}

impl Session {
    /// Builds evidence of the session as a whole, which no page's document gave.
    pub(crate) fn evidence(
        &self,
        kind: EvidenceKind,
        at: DateTime<Utc>,
        received_at: DateTime<Utc>,
        detail: Option<Detail>,
    ) -> Evidence {
        let (party, source) = kind.reporter();
        Evidence {
            at,
            received_at,
            party,
            source,
            kind,
            document: None,
            sequence: None,
            detail,
            dedupe_key: self.dedupe_key(kind),
        }
    }

    /// Returns the key of evidence that no numbered message gave. Each write is bound to the revision that it read, so
    /// one revision yields each kind at most once.
    fn dedupe_key(&self, kind: EvidenceKind) -> String {
        format!("{}:r{}:{}", self.id, self.revision, kind.as_str())
    }
}

impl SessionChange {
    /// Adds evidence that a page's message gave.
    pub(super) fn append(&mut self, kind: EvidenceKind, at: DateTime<Utc>, arrival: Arrival<'_>) {
        let message = arrival.message;
        let (party, source) = kind.reporter();
        let is_on_phone = kind == EvidenceKind::Joined && message.phone;

        let dedupe_key = match (&message.document, message.sequence) {
            // The same message twice is the same evidence.
            (Some(document), Some(sequence)) => {
                let session = self.session.id;
                format!("{session}:{document}:{sequence}:{}", kind.as_str())
            }
            (Some(_) | None, _) => self.session.dedupe_key(kind),
        };

        self.evidence.push(Evidence {
            at,
            received_at: arrival.now,
            party,
            source,
            kind,
            document: message.document.clone(),
            sequence: message.sequence,
            detail: is_on_phone.then(|| Detail::words("phone")),
            dedupe_key,
        });
    }
}
