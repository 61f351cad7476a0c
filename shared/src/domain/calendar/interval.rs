//! Stretches of time.

use chrono::{DateTime, Utc};

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it is over.
    pub to: DateTime<Utc>,
}

impl Interval {
    /// Returns its whole seconds.
    #[must_use]
    pub fn seconds(self) -> i64 {
        (self.to - self.from).num_seconds()
    }

    /// Returns the part that it shares with another, if that has a length.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let common = Self {
            from: self.from.max(other.from),
            to: self.to.min(other.to),
        };
        (common.from < common.to).then_some(common)
    }

    /// Returns the parts of it that lie outside another: none, one or two.
    pub(crate) fn without(self, other: Self) -> impl Iterator<Item = Self> {
        let before = Self {
            from: self.from,
            to: self.to.min(other.from),
        };
        let after = Self {
            from: self.from.max(other.to),
            to: self.to,
        };

        [before, after]
            .into_iter()
            .filter(|part| part.from < part.to)
    }
}

/// Returns the union of stretches of time, oldest first. Stretches that touch become one.
#[must_use]
pub fn union(stretches: impl IntoIterator<Item = Interval>) -> Vec<Interval> {
    let mut sorted: Vec<Interval> = stretches
        .into_iter()
        .filter(|stretch| stretch.from <= stretch.to)
        .collect();
    sorted.sort_by_key(|stretch| (stretch.from, stretch.to));

    let mut union: Vec<Interval> = Vec::new();
    for stretch in sorted {
        match union.last_mut() {
            Some(last) if stretch.from <= last.to => last.to = last.to.max(stretch.to),
            Some(_) | None => union.push(stretch),
        }
    }

    union
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval((from, to): (i64, i64)) -> Interval {
        Interval {
            from: DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(from),
            to: DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(to),
        }
    }

    #[test]
    fn a_union_joins_what_overlaps_or_touches() {
        let stretches = [(50, 60), (0, 10), (10, 20), (5, 12), (30, 30), (45, 40)];
        let expected = [(0, 20), (30, 30), (50, 60)];

        assert_eq!(union(stretches.map(interval)), expected.map(interval));
    }
}
