//! What the server knows of the student's pages.

use chrono::{DateTime, TimeDelta, Utc};

use super::{PageDocument, PresenceParameters, Visibility};
use crate::domain::calendar::Interval;
use crate::domain::ledger::DocumentId;

/// The server remembers at most this many pages. It forgets closed ones first, then the longest silent.
const MAX_DOCUMENTS: usize = 8;

/// What the server knows of the student's pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The first join. Never moves.
    pub clicked_at: DateTime<Utc>,
    /// The newest activity of any page.
    pub last_sign_at: DateTime<Utc>,
    /// Whole seconds between the two in which every page was silent or closed.
    pub uncounted_seconds: i64,
    /// Seconds that count although no page was heard: a phone was in Zoom, and came back.
    pub away_seconds: i64,
    /// The pages.
    pub documents: Vec<PageDocument>,
    /// The part of the uncounted time, oldest first, that one of the pages may yet account for.
    pub gaps: Vec<Interval>,
}

impl Presence {
    /// Tells whether a page of the version that reports what the student does on it was open.
    #[must_use]
    pub fn has_named_page(&self) -> bool {
        self.documents.iter().any(|document| document.id.is_some())
    }

    /// Begins the presence of a session that is opened at `at`.
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

    /// Returns the document with this name.
    #[must_use]
    pub fn document(&self, id: Option<&DocumentId>) -> Option<&PageDocument> {
        self.documents
            .iter()
            .find(|document| document.id.as_ref() == id)
    }

    /// Puts a document in the place of the one with the same name, or adds it.
    pub(crate) fn upsert(&mut self, document: PageDocument) {
        let documents = &mut self.documents;
        match documents.iter_mut().find(|known| known.id == document.id) {
            Some(known) => *known = document,
            None => documents.push(document),
        }

        while documents.len() > MAX_DOCUMENTS {
            let least_important = (0..documents.len()).min_by_key(|&index| {
                let known = &documents[index];
                (known.visibility != Visibility::Closed, known.seen_at)
            });
            let Some(index) = least_important else {
                return;
            };

            documents.remove(index);
        }
    }

    /// Tells whether a document other than the one that speaks counts as open.
    pub(crate) fn others_are_there(
        &self,
        speaker: &PageDocument,
        parameters: &PresenceParameters,
    ) -> bool {
        self.documents
            .iter()
            .filter(|document| document.id != speaker.id)
            .any(|document| document.is_open(self.last_sign_at, parameters))
    }

    /// Tells whether the student is in Zoom as far as the pages know: at least one of them is open, and every open one
    /// was left for Zoom.
    pub(crate) fn is_away(&self, now: DateTime<Utc>, parameters: &PresenceParameters) -> bool {
        let mut open = self
            .documents
            .iter()
            .filter(|document| document.is_open(now, parameters))
            .peekable();

        open.peek().is_some() && open.all(|document| document.visibility == Visibility::Away)
    }

    /// Tells whether every page has been silent for longer than the idle timeout.
    pub(crate) fn is_past_idle_timeout(
        &self,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> bool {
        now - self.last_sign_at > parameters.idle_timeout
    }

    /// Returns how long a page may have been open after the last activity: until the idle timeout, or, if a phone
    /// went to Zoom and has not come back, until the time away is over.
    pub(crate) fn longest_unseen(&self, parameters: &PresenceParameters) -> TimeDelta {
        let left_for_zoom = self
            .documents
            .iter()
            .any(|document| document.visibility == Visibility::Away);

        if left_for_zoom {
            parameters.away.max(parameters.idle_timeout)
        } else {
            parameters.idle_timeout
        }
    }

    /// Returns the seconds of presence: the span less the uncounted seconds, never negative.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        (self.span_seconds() - self.uncounted_seconds).max(0)
    }

    /// Returns the seconds from the first join to the last activity.
    #[must_use]
    pub fn span_seconds(&self) -> i64 {
        (self.last_sign_at - self.clicked_at).num_seconds().max(0)
    }
}
