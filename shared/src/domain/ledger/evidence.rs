//! The entries of a session's ledger: what happened, when, and how the server learnt of it. Entries are never changed
//! and never removed.

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
    /// The party that acted.
    pub party: Party,
    /// Where the server learnt of it.
    pub source: EvidenceSource,
    /// What happened.
    pub kind: EvidenceKind,
    /// The page's document that reported it, if it has a name.
    pub document: Option<DocumentId>,
    /// The number of that document's message.
    pub sequence: Option<u32>,
    /// What the entry says besides its kind and its times.
    pub detail: Option<Detail>,
    /// Unique over the ledger: the same evidence is stored once, however often it arrives.
    pub dedupe_key: String,
}

stored_names! {
    /// The party that an entry of the ledger is about.
    Party {
        /// The student of the lesson, or the student's page.
        Student = "student",
        /// The teacher of the lesson, or the teacher's page.
        Teacher = "teacher",
        /// An admin of the school.
        Admin = "admin",
        /// This system itself, which noticed or computed something.
        System = "system",
    }
}

stored_names! {
    /// Where the server learnt of an entry.
    EvidenceSource {
        /// The student's tracking page, or the teacher's page.
        Page = "page",
        /// The scheduled sweep, or a request that noticed the same first.
        Sweep = "sweep",
        /// Zoom.
        Zoom = "zoom",
        /// The dashboard of the admins.
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
        /// The last activity before a silence that does not count. Written when the silence is noticed.
        Silent = "silent",
        /// The first activity after such a silence, or after an end.
        Resumed = "resumed",
        /// The last activity of a phone that went to Zoom. Written when the phone comes back.
        Away = "away",
        /// The same document answers after that: the time away counts.
        Returned = "returned",
        /// The last activity before the network failed. Written when the network is back.
        Offline = "offline",
        /// The network is back, and the document's ticks prove that the page ran: the time counts.
        Reconnected = "reconnected",
        /// The page came to the front.
        Visible = "visible",
        /// The page was covered: a hint, never an end.
        Hidden = "hidden",
        /// The student tapped the Zoom link.
        ZoomTapped = "zoom_tapped",
        /// The student left the page for Zoom in the same tab.
        WentToZoom = "went_to_zoom",
        /// A page was closed, or crashed, while another one was open.
        PageClosed = "page_closed",
        /// The last page was closed.
        Closed = "closed",
        /// The student pressed "End session".
        Finished = "finished",
        /// The teacher pressed "Start class".
        ClassStarted = "class_started",
        /// The teacher pressed "End class", or reported the end afterwards, which the detail says.
        ClassEnded = "class_ended",
        /// The teacher reported that there was no class.
        ClassDenied = "class_denied",
        /// An admin ended the session. The detail names the admin and the reason.
        EndedByAdmin = "ended_by_admin",
        /// An admin said which teacher an account of Zoom in this lesson's meeting belongs to.
        AccountConfirmed = "account_confirmed",
        /// An admin took that back.
        AccountWithdrawn = "account_withdrawn",
        /// The lesson was counted by Zoom's events. The detail has the new figures and those before.
        CountedByZoom = "counted_by_zoom",
        /// The session timed out. The entry's time is the last activity.
        TimedOut = "timed_out",
        /// A tracking token of an older system was not unique and was replaced.
        TokenReplaced = "token_replaced",
    }
}

impl EvidenceKind {
    /// Returns the party of an entry of this kind, and where the server learns of it.
    pub(crate) fn reporter(self) -> (Party, EvidenceSource) {
        match self {
            Self::Silent | Self::TimedOut => (Party::System, EvidenceSource::Sweep),
            Self::ClassStarted | Self::ClassEnded | Self::ClassDenied => {
                (Party::Teacher, EvidenceSource::Page)
            }
            Self::EndedByAdmin | Self::AccountConfirmed | Self::AccountWithdrawn => {
                (Party::Admin, EvidenceSource::Dashboard)
            }
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

/// The name that a page gives itself each time it is loaded: 1 to 36 letters, digits and hyphens (a UUID fits).
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
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if (1..=36).contains(&text.len()) && text.bytes().all(is_allowed) {
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
