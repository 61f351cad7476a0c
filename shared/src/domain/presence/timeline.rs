//! A session's time as its ledger has it: segments of presence, and their seconds.

use crate::domain::calendar::{Interval, union};

/// What the ledger says about a session's time, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// When a page counted as open.
    pub segments: Vec<Interval>,
    /// The parts of these in which a phone was silent because it was in Zoom, and came back: they count.
    pub away: Vec<Interval>,
    /// The parts of these in which only the network failed.
    pub offline: Vec<Interval>,
    /// When something else covered a page: a hint.
    pub hidden: Vec<Interval>,
}

impl Timeline {
    /// Returns the whole seconds between the first activity and the last that lie outside all segments.
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

    /// Makes the gaps within a stretch of time part of the segments. Returns these parts.
    pub(super) fn fill(&mut self, stretch: Interval) -> Vec<Interval> {
        let filled: Vec<Interval> = self
            .gaps()
            .filter_map(|gap| gap.intersection(stretch))
            .collect();

        let segments = std::mem::take(&mut self.segments);
        self.segments = union(segments.into_iter().chain(filled.iter().copied()));

        filled
    }
}

/// Returns the whole seconds of all segments.
#[must_use]
pub(crate) fn total_seconds(segments: &[Interval]) -> i64 {
    segments.iter().copied().map(Interval::seconds).sum()
}
