//! The calls, by weight and day, and whether they were needed.

use std::collections::BTreeMap;

use crate::spans::{DAY, Millis};

/// How much a call weighs at Zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// `past_meetings/UUID`.
    Light,
    /// Lists of runs, participants and deliveries.
    Medium,
    /// Reports.
    Heavy,
}

/// The heavy calls that a Pro account has on one day of UTC, for all of its apps together. Lighter ones have no such
/// limit.
pub const HEAVY_CALLS_A_DAY: u64 = 30_000;

/// The calls that an app made.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// About meetings, by weight.
    pub about_meetings: BTreeMap<Weight, u64>,
    /// To read the log of events.
    pub of_log: u64,
    /// For tokens.
    pub tokens: u64,
    /// Answered with 5xx or 429, and therefore made again.
    pub failed: u64,
    /// About meetings all of whose lessons Zoom's events had told whole.
    pub needless: u64,
    /// The same by lesson, each call for every lesson that it was about.
    pub needless_by_lesson: BTreeMap<usize, u64>,
    /// About meetings, by day.
    pub by_day: BTreeMap<i64, BTreeMap<Weight, u64>>,
}

impl Calls {
    /// Counts a call about a meeting.
    pub(super) fn count(&mut self, now: Millis, weight: Weight) {
        *self.about_meetings.entry(weight).or_default() += 1;

        let day = self.by_day.entry(now / DAY).or_default();
        *day.entry(weight).or_default() += 1;
    }

    /// Counts a call about lessons of which everything was told.
    pub(super) fn count_needless(&mut self, lessons: &[usize]) {
        self.needless += 1;
        for lesson in lessons {
            *self.needless_by_lesson.entry(*lesson).or_default() += 1;
        }
    }

    /// Returns the heavy calls of the day so far.
    pub(super) fn heavy_today(&self, now: Millis) -> u64 {
        let today = self.by_day.get(&(now / DAY));
        let heavy = today.and_then(|day| day.get(&Weight::Heavy));
        heavy.copied().unwrap_or_default()
    }

    /// Returns the calls of one weight.
    #[must_use]
    pub fn of_weight(&self, weight: Weight) -> u64 {
        self.about_meetings
            .get(&weight)
            .copied()
            .unwrap_or_default()
    }

    /// Returns all calls about meetings.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.about_meetings.values().sum()
    }

    /// Returns the most calls of one day.
    #[must_use]
    pub fn busiest_day(&self) -> u64 {
        let days = self.by_day.values();
        days.map(|day| day.values().sum()).max().unwrap_or_default()
    }

    /// Adds the calls of another school, which has the same days. Its lessons have other numbers.
    pub fn add(&mut self, other: Self) {
        for (weight, calls) in other.about_meetings {
            *self.about_meetings.entry(weight).or_default() += calls;
        }

        for (day, weights) in other.by_day {
            let ours = self.by_day.entry(day).or_default();
            for (weight, calls) in weights {
                *ours.entry(weight).or_default() += calls;
            }
        }

        self.of_log += other.of_log;
        self.tokens += other.tokens;
        self.failed += other.failed;
        self.needless += other.needless;
    }
}
