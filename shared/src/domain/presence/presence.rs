//! What was seen of a session's pages.

use chrono::{DateTime, Utc};

use super::{PageDocument, PresenceParameters};
use crate::domain::calendar::Interval;
use crate::domain::ledger::DocumentId;

/// What was seen of the student's pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The first join. Never moves.
    pub clicked_at: DateTime<Utc>,
    /// The newest sign of life of any page.
    pub last_sign_at: DateTime<Utc>,
    /// Whole seconds between the two in which every page was silent or closed.
    pub uncounted_seconds: i64,
    /// Seconds that are counted although nothing was heard: a phone that was in Zoom, and came back.
    pub away_seconds: i64,
    /// The pages.
    pub documents: Vec<PageDocument>,
    /// The part of the uncounted time, oldest first, that one of the pages may yet account for.
    pub gaps: Vec<Interval>,
}

impl Presence {
    /// A session that is opened at `at`.
    #[must_use]
    pub fn from(at: DateTime<Utc>) -> Self {
        Self {
            clicked_at: at,
            last_sign_at: at,
            uncounted_seconds: 0,
            away_seconds: 0,
            documents: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// Returns the document of that name.
    #[must_use]
    pub fn document(&self, id: Option<&DocumentId>) -> Option<&PageDocument> {
        self.documents
            .iter()
            .find(|document| document.id.as_ref() == id)
    }

    /// Tells whether a document other than this one counts as open when this one speaks.
    pub(crate) fn others_are_there(
        &self,
        speaker: &PageDocument,
        rules: &PresenceParameters,
    ) -> bool {
        let others = self
            .documents
            .iter()
            .filter(|document| document.id != speaker.id);
        others
            .into_iter()
            .any(|document| document.is_open(self.last_sign_at, rules))
    }

    /// Returns the seconds of presence: the span less what is not counted, never negative.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        (self.span_seconds() - self.uncounted_seconds).max(0)
    }

    /// Returns the seconds from the first join to the last sign of life.
    #[must_use]
    pub fn span_seconds(&self) -> i64 {
        (self.last_sign_at - self.clicked_at).num_seconds().max(0)
    }
}
