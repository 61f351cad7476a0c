//! The ledger's entries: what was seen, when, and by whom. Never changed, never removed.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::Detail;
use crate::domain::stored_names::stored_names;

/// One entry of `session_events`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// When it happened, by the server's clock.
    pub at: DateTime<Utc>,
    /// When the server learnt of it.
    pub received_at: DateTime<Utc>,
    /// Whom it speaks of.
    pub party: Party,
    /// Who says so.
    pub source: EvidenceSource,
    /// What happened.
    pub kind: EvidenceKind,
    /// The page's document that said so, if it names itself.
    pub document: Option<DocumentId>,
    /// That document's message number.
    pub sequence: Option<u32>,
    /// What else there is to say.
    pub detail: Option<Detail>,
    /// Unique over the ledger: the same evidence lands once however often it arrives.
    pub dedupe_key: String,
}

stored_names! {
    /// Whom evidence speaks of.
    Party {
        /// The student's page.
        Student = "student",
        /// The teacher's page.
        Teacher = "teacher",
        /// An admin of the school.
        Admin = "admin",
        /// This system itself.
        System = "system",
    }
}

stored_names! {
    /// Who gave the evidence.
    EvidenceSource {
        /// The student's tracking page, or the teacher's.
        Page = "page",
        /// The scheduled sweep, or a read that settled the session.
        Sweep = "sweep",
        /// Zoom.
        Zoom = "zoom",
        /// The dashboard.
        Dashboard = "admin",
        /// `session-tracking migrate`.
        Migration = "migration",
    }
}

stored_names! {
    /// What happened.
    EvidenceKind {
        /// A page was opened: presence begins, or goes on.
        Joined = "joined",
        /// The last sign of life before a silence that is not counted (written when it is noticed).
        Silent = "silent",
        /// The first sign of life after that silence, or after an end.
        Resumed = "resumed",
        /// The last sign of life before the phone, gone to Zoom, fell silent (written at the return).
        Away = "away",
        /// The same document answers again: the time away counts.
        Returned = "returned",
        /// The last sign of life before the network went away (written when it is back).
        Offline = "offline",
        /// It is back, and the document's ticks prove that it ran: the time counts.
        Reconnected = "reconnected",
        /// The page came to the front.
        Visible = "visible",
        /// The page was covered: a hint, never an end.
        Hidden = "hidden",
        /// The Zoom link was tapped.
        ZoomTapped = "zoom_tapped",
        /// The page was left for Zoom in the same tab.
        WentToZoom = "went_to_zoom",
        /// One of several pages was closed, or crashed.
        PageClosed = "page_closed",
        /// The last page was closed.
        Closed = "closed",
        /// The student pressed "End session".
        Finished = "finished",
        /// The teacher pressed "Start class".
        ClassStarted = "class_started",
        /// The teacher pressed "End class", or said afterwards when the class ended: then the detail says so.
        ClassEnded = "class_ended",
        /// The teacher said that there was no class.
        ClassDenied = "class_denied",
        /// An admin ended it; who and why is in the detail.
        EndedByAdmin = "ended_by_admin",
        /// Zoom's word was counted: what came out, and what was recorded before, is in the detail.
        CountedByZoom = "counted_by_zoom",
        /// The session timed out; its time is the last sign of life.
        TimedOut = "timed_out",
        /// A duplicate tracking token of an older system was replaced.
        TokenReplaced = "token_replaced",
    }
}

impl EvidenceKind {
    /// Returns whom it speaks of and who says so.
    pub(crate) fn reporter(self) -> (Party, EvidenceSource) {
        match self {
            Self::Silent | Self::TimedOut => (Party::System, EvidenceSource::Sweep),
            Self::ClassStarted | Self::ClassEnded | Self::ClassDenied => {
                (Party::Teacher, EvidenceSource::Page)
            }
            Self::EndedByAdmin => (Party::Admin, EvidenceSource::Dashboard),
            Self::CountedByZoom => (Party::System, EvidenceSource::Zoom),
            Self::TokenReplaced => (Party::System, EvidenceSource::Migration),
            Self::Joined
            | Self::Resumed
            | Self::Away
            | Self::Returned
            | Self::Offline
            | Self::Reconnected
            | Self::Visible
            | Self::Hidden
            | Self::ZoomTapped
            | Self::WentToZoom
            | Self::PageClosed
            | Self::Closed
            | Self::Finished => (Party::Student, EvidenceSource::Page),
        }
    }
}

/// The name a page gives itself, new per load: 1 to 36 letters, digits and hyphens (a UUID fits).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentId(String);

/// The text is not a document id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be 1 to 36 letters, digits and hyphens")]
pub struct InvalidDocumentId;

impl DocumentId {
    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DocumentId {
    type Err = InvalidDocumentId;

    fn from_str(text: &str) -> Result<Self, InvalidDocumentId> {
        let fits = (1..=36).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if fits {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(InvalidDocumentId)
        }
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
