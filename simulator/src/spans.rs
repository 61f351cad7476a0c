//! Times and sets of intervals: the simulator's own, so that no mistake is shared with what it measures.

/// Milliseconds since 1970, UTC.
pub type Millis = i64;

/// A second.
pub const SECOND: Millis = 1_000;
/// A minute.
pub const MINUTE: Millis = 60 * SECOND;
/// An hour.
pub const HOUR: Millis = 60 * MINUTE;
/// A day.
pub const DAY: Millis = 24 * HOUR;

/// A set of times: disjoint intervals in order, each with a length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans(Vec<(Millis, Millis)>);

impl Spans {
    /// One interval; empty when it would end before it begins.
    #[must_use]
    pub fn one(from: Millis, to: Millis) -> Self {
        Self::of([(from, to)])
    }

    /// The union of any intervals, in any order.
    #[must_use]
    pub fn of(intervals: impl IntoIterator<Item = (Millis, Millis)>) -> Self {
        let mut sorted: Vec<_> = intervals
            .into_iter()
            .filter(|(from, to)| from < to)
            .collect();

        sorted.sort_unstable();
        let mut joined: Vec<(Millis, Millis)> = Vec::new();

        for (from, to) in sorted {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }

        Self(joined)
    }

    /// This set and another.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).copied())
    }

    /// The times that are in both sets.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        let pair = |one: &(Millis, Millis)| {
            let (from, to) = *one;
            other.0.iter().map(move |(a, b)| (from.max(*a), to.min(*b)))
        };
        Self::of(self.0.iter().flat_map(pair))
    }

    /// This set without one interval.
    #[must_use]
    pub fn without(&self, from: Millis, to: Millis) -> Self {
        let outside = Self(vec![(Millis::MIN, from), (to.max(from), Millis::MAX)]);
        self.common(&outside)
    }

    /// Returns whether a time is in it. The end of an interval is not.
    #[must_use]
    pub fn holds(&self, at: Millis) -> bool {
        self.0.iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    /// Its measure.
    #[must_use]
    pub fn length(&self) -> Millis {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// Its first time.
    #[must_use]
    pub fn start(&self) -> Option<Millis> {
        self.0.first().map(|one| one.0)
    }

    /// Its last time.
    #[must_use]
    pub fn end(&self) -> Option<Millis> {
        self.0.last().map(|one| one.1)
    }

    /// Its intervals, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Millis, Millis)> + '_ {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_union_counts_what_overlaps_once() {
        let spans = Spans::of([(50, 70), (0, 10), (5, 20), (20, 30), (90, 90), (9, 3)]);
        assert_eq!(spans, Spans::of([(0, 30), (50, 70)]));

        assert_eq!(
            (spans.length(), spans.start(), spans.end()),
            (50, Some(0), Some(70))
        );
    }

    #[test]
    fn common_and_without_cut() {
        let spans = Spans::of([(0, 30), (50, 70)]);
        assert_eq!(
            spans.common(&Spans::one(20, 60)),
            Spans::of([(20, 30), (50, 60)])
        );

        assert_eq!(spans.without(10, 55), Spans::of([(0, 10), (55, 70)]));
        assert_eq!(spans.without(40, 40).length(), 50);
        assert!(spans.holds(0) && !spans.holds(30) && spans.holds(69));
    }
}
