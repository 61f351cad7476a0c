//! Reads a session as a fold over its ledger: evidence -> segments of presence -> seconds.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Presence, PresenceParameters};
use crate::domain::calendar::Interval;
use crate::domain::ledger::{DocumentId, Evidence, EvidenceKind};

/// What the evidence says about a session's time, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// When a page counted as open.
    pub segments: Vec<Interval>,
    /// Within these: nothing was heard of a phone that was in Zoom and came back; it counts.
    pub away: Vec<Interval>,
    /// Within these: only the network was away.
    pub offline: Vec<Interval>,
    /// A page was covered by something else: a hint.
    pub hidden: Vec<Interval>,
}

impl Timeline {
    /// Folds the ledger.
    ///
    /// Heartbeats are not in the ledger: a segment runs from what opened it to what closed it, and the last
    /// one, while nothing closed it, to the last sign of life. A closing that is taken back within the grace
    /// time (a reload) is none, and silences fill up where a page proves afterwards that it was there.
    #[must_use]
    pub fn of(presence: &Presence, ledger: &[Evidence], rules: &PresenceParameters) -> Self {
        let mut fold = TimelineFold::begin(presence.clicked_at);
        for evidence in ledger {
            fold.take(evidence, rules);
        }

        fold.finish(presence.last_sign_at)
    }

    /// Returns the whole seconds between the first sign of life and the last that lie outside all segments.
    #[must_use]
    pub fn uncounted_seconds(&self) -> i64 {
        self.gaps().map(Interval::seconds).sum()
    }

    /// Returns the counted seconds of time away.
    #[must_use]
    pub fn away_seconds(&self) -> i64 {
        total_seconds(&self.away)
    }

    fn gaps(&self) -> impl Iterator<Item = Interval> {
        self.segments.windows(2).map(|pair| Interval {
            from: pair[0].to,
            to: pair[1].from,
        })
    }

    /// Fills the gaps within a stretch. Returns what was filled.
    fn fill(&mut self, stretch: Interval) -> Vec<Interval> {
        let filled: Vec<Interval> = self
            .gaps()
            .filter_map(|gap| gap.intersection(stretch))
            .collect();
        let mut segments: Vec<Interval> = Vec::new();
        self.segments.extend(&filled);
        self.segments
            .sort_by_key(|segment| (segment.from, segment.to));

        for segment in self.segments.drain(..) {
            match segments.last_mut() {
                Some(last) if segment.from <= last.to => last.to = last.to.max(segment.to),
                _ => segments.push(segment),
            }
        }

        self.segments = segments;
        filled
    }
}

/// Returns the whole seconds of all segments.
#[must_use]
pub(crate) fn total_seconds(segments: &[Interval]) -> i64 {
    segments.iter().copied().map(Interval::seconds).sum()
}

struct TimelineFold<'a> {
    done: Timeline,
    /// Where the segment that is open began.
    open: Option<DateTime<Utc>>,
    /// What closed the last one.
    left_by: EvidenceKind,
    /// Since when nothing was heard of a document, by its name.
    unheard: HashMap<Option<&'a str>, DateTime<Utc>>,
    hidden: Option<DateTime<Utc>>,
}

impl<'a> TimelineFold<'a> {
    fn begin(clicked_at: DateTime<Utc>) -> Self {
        let open = Some(clicked_at);
        Self {
            done: Timeline::default(),
            open,
            left_by: EvidenceKind::Joined,
            unheard: HashMap::new(),
            hidden: None,
        }
    }

    fn take(&mut self, evidence: &'a Evidence, rules: &PresenceParameters) {
        let at = evidence.at;
        let document = evidence.document.as_ref().map(DocumentId::as_str);

        match evidence.kind {
            EvidenceKind::Silent
            | EvidenceKind::Closed
            | EvidenceKind::Finished
            | EvidenceKind::EndedByAdmin
            | EvidenceKind::TimedOut => {
                self.leave(at, evidence.kind);
            }
            EvidenceKind::Joined | EvidenceKind::Resumed => {
                self.enter(at, rules);
                self.show(at);
            }
            EvidenceKind::Offline | EvidenceKind::Away => {
                self.unheard.insert(document, at);
            }
            EvidenceKind::Returned => {
                let filled = self.recover(document, at, rules);
                self.done.away.extend(filled);
            }
            EvidenceKind::Reconnected => {
                let filled = self.recover(document, at, rules);
                self.done.offline.extend(filled);
            }
            EvidenceKind::Visible => self.show(at),
            EvidenceKind::Hidden | EvidenceKind::WentToZoom => {
                self.hidden.get_or_insert(at);
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

    fn leave(&mut self, at: DateTime<Utc>, by: EvidenceKind) {
        self.show(at);
        if let Some(from) = self.open.take() {
            self.done.segments.push(Interval { from, to: at });
            self.left_by = by;
        }
    }

    /// Goes on with the last segment where a page was closed for no longer than a reload, else begins another.
    fn enter(&mut self, at: DateTime<Utc>, rules: &PresenceParameters) {
        let within = if self.left_by == EvidenceKind::Closed {
            rules.grace
        } else {
            TimeDelta::zero()
        };
        if self.open.is_none() {
            let last = self.done.segments.pop_if(|last| at - last.to <= within);
            self.open = Some(last.map_or(at, |last| last.from));
        }
    }

    /// A document proves that it was there since it was last heard of.
    fn recover(
        &mut self,
        document: Option<&'a str>,
        at: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Vec<Interval> {
        self.enter(at, rules);
        let Some((from, open)) = self.unheard.remove(&document).zip(self.open.take()) else {
            return Vec::new();
        };

        // The open one goes along as what it is so far, and is open again behind it.
        self.done.segments.push(Interval {
            from: open,
            to: at.max(open),
        });

        let filled = self.done.fill(Interval { from, to: at });
        self.open = self.done.segments.pop().map(|last| last.from);

        filled
    }

    fn show(&mut self, at: DateTime<Utc>) {
        self.done
            .hidden
            .extend(self.hidden.take().map(|from| Interval {
                from,
                to: at.max(from),
            }));
    }

    fn finish(mut self, last_sign_at: DateTime<Utc>) -> Timeline {
        if let Some(from) = self.open.take() {
            let to = last_sign_at.max(from);
            self.show(to);
            self.done.segments.push(Interval { from, to });
        }

        self.done
    }
}
