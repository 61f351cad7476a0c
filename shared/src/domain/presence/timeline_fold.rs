//! Reads a session's time from its ledger: evidence -> segments of presence.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Presence, PresenceParameters, Timeline};
use crate::domain::calendar::Interval;
use crate::domain::ledger::{DocumentId, Evidence, EvidenceKind};

impl Timeline {
    /// Reads the ledger, oldest entry first.
    ///
    /// Heartbeats are not in the ledger: a segment runs from the entry that opened it to the entry that closed it, and
    /// the last one, as long as nothing closed it, to the last activity. A closing that is taken back within the
    /// grace time (a reload) does not count. A silence counts if a page proves afterwards that it was there.
    #[must_use]
    pub fn of(presence: &Presence, ledger: &[Evidence], parameters: &PresenceParameters) -> Self {
        let mut fold = TimelineFold::begin(presence.clicked_at);
        for evidence in ledger {
            fold.add(evidence, parameters);
        }

        fold.finish(presence.last_sign_at)
    }
}

/// The timeline up to an entry of the ledger.
struct TimelineFold<'a> {
    timeline: Timeline,
    /// When the segment began that is open.
    open_since: Option<DateTime<Utc>>,
    /// The entry that closed the last segment.
    closed_by: EvidenceKind,
    /// The last activity of each document that is silent, by its name.
    silent_since: HashMap<Option<&'a str>, DateTime<Utc>>,
    hidden_since: Option<DateTime<Utc>>,
}

impl<'a> TimelineFold<'a> {
    fn begin(clicked_at: DateTime<Utc>) -> Self {
        Self {
            timeline: Timeline::default(),
            open_since: Some(clicked_at),
            closed_by: EvidenceKind::Joined,
            silent_since: HashMap::new(),
            hidden_since: None,
        }
    }

    fn add(&mut self, evidence: &'a Evidence, parameters: &PresenceParameters) {
        let at = evidence.at;
        let document = evidence.document.as_ref().map(DocumentId::as_str);

        match evidence.kind {
            EvidenceKind::Silent
            | EvidenceKind::Closed
            | EvidenceKind::Finished
            | EvidenceKind::EndedByAdmin
            | EvidenceKind::AccountConfirmed
            | EvidenceKind::AccountWithdrawn
            | EvidenceKind::TimedOut => {
                self.close_segment(at, evidence.kind);
            }
            EvidenceKind::Joined | EvidenceKind::Resumed => {
                self.open_segment(at, parameters);
                self.end_hidden(at);
            }
            EvidenceKind::Offline | EvidenceKind::Away => {
                self.silent_since.insert(document, at);
            }
            EvidenceKind::Returned => {
                let filled = self.recover(document, at, parameters);
                self.timeline.away.extend(filled);
            }
            EvidenceKind::Reconnected => {
                let filled = self.recover(document, at, parameters);
                self.timeline.offline.extend(filled);
            }
            EvidenceKind::Visible => self.end_hidden(at),
            EvidenceKind::Hidden | EvidenceKind::WentToZoom => {
                self.hidden_since.get_or_insert(at);
            }
            EvidenceKind::ZoomTapped
            | EvidenceKind::PageClosed
            | EvidenceKind::ClassStarted
            | EvidenceKind::ClassEnded
            | EvidenceKind::ClassDenied
            | EvidenceKind::CountedByZoom
            | EvidenceKind::TokenReplaced => {}
        }
    }

    fn close_segment(&mut self, at: DateTime<Utc>, by: EvidenceKind) {
        self.end_hidden(at);
        if let Some(from) = self.open_since.take() {
            self.timeline.segments.push(Interval { from, to: at });
            self.closed_by = by;
        }
    }

    /// Opens a segment unless one is open. Continues the last one if its page was closed for no longer than a reload
    /// takes. Returns when the open segment began.
    fn open_segment(
        &mut self,
        at: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> DateTime<Utc> {
        if let Some(since) = self.open_since {
            return since;
        }

        // Only a page that was closed may have been reloaded.
        let longest_gap = if self.closed_by == EvidenceKind::Closed {
            parameters.grace
        } else {
            TimeDelta::zero()
        };
        let continued = self
            .timeline
            .segments
            .pop_if(|last| at - last.to <= longest_gap);

        let since = continued.map_or(at, |segment| segment.from);
        self.open_since = Some(since);

        since
    }

    /// Counts the silence of a document that proves at `at` that it was there. Returns the gaps that this filled.
    fn recover(
        &mut self,
        document: Option<&'a str>,
        at: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> Vec<Interval> {
        let open_since = self.open_segment(at, parameters);
        let Some(silent_since) = self.silent_since.remove(&document) else {
            return Vec::new();
        };

        // Gaps lie between closed segments, so the open segment is closed now and opened again once the gaps are
        // filled.
        self.timeline.segments.push(Interval {
            from: open_since,
            to: at.max(open_since),
        });

        let filled = self.timeline.fill(Interval {
            from: silent_since,
            to: at,
        });
        self.open_since = self.timeline.segments.pop().map(|last| last.from);

        filled
    }

    fn end_hidden(&mut self, at: DateTime<Utc>) {
        if let Some(from) = self.hidden_since.take() {
            let to = at.max(from);
            self.timeline.hidden.push(Interval { from, to });
        }
    }

    fn finish(mut self, last_sign_at: DateTime<Utc>) -> Timeline {
        if let Some(from) = self.open_since.take() {
            let to = last_sign_at.max(from);
            self.end_hidden(to);
            self.timeline.segments.push(Interval { from, to });
        }

        self.timeline
    }
}
