//! Stretches of time.

use chrono::{DateTime, Utc};

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Its first sign of life.
    pub from: DateTime<Utc>,
    /// Its last.
    pub to: DateTime<Utc>,
}

impl Interval {
    /// Returns its whole seconds.
    #[must_use]
    pub fn seconds(self) -> i64 {
        (self.to - self.from).num_seconds()
    }

    /// Returns what it shares with another.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let common = Self {
            from: self.from.max(other.from),
            to: self.to.min(other.to),
        };
        (common.from < common.to).then_some(common)
    }

    /// Returns what is left of it without another: nothing, one piece or two.
    pub(crate) fn without(self, other: Self) -> impl Iterator<Item = Self> {
        let before = Self {
            from: self.from,
            to: self.to.min(other.from),
        };
        let behind = Self {
            from: self.from.max(other.to),
            to: self.to,
        };

        [before, behind]
            .into_iter()
            .filter(|piece| piece.from < piece.to)
    }
}

/// Returns the union of stretches of time, in order.
#[must_use]
pub fn union(stretches: impl IntoIterator<Item = Interval>) -> Vec<Interval> {
    let mut all: Vec<Interval> = stretches
        .into_iter()
        .filter(|one| one.from <= one.to)
        .collect();

    all.sort_by_key(|one| (one.from, one.to));
    let mut union: Vec<Interval> = Vec::new();

    for one in all {
        match union.last_mut() {
            Some(last) if one.from <= last.to => last.to = last.to.max(one.to),
            _ => union.push(one),
        }
    }

    union
}
