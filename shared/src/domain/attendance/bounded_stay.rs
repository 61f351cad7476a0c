//! A stay with both ends, where events of it may have got lost.

use chrono::{DateTime, Utc};

use super::lesson_evidence::LessonEvidence;
use super::meeting_stay::MeetingStay;
use super::stay_end::find_end;
use super::stay_start::find_start;
use crate::domain::calendar::Interval;
use crate::domain::ledger::Doubt;

/// A stay with both ends: the likeliest, the shortest and the longest that the evidence allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoundedStay {
    pub(super) likely: Interval,
    pub(super) least: Interval,
    pub(super) most: Interval,
    /// Whether an end comes from a page.
    pub(super) by_page: bool,
    /// Whether the student is in the meeting now.
    pub(super) open: bool,
}

impl BoundedStay {
    /// Bounds a stay by all that is known about the lesson. Adds what is not sure to `doubts`.
    pub(super) fn of(
        stay: &MeetingStay,
        lesson: &LessonEvidence<'_>,
        doubts: &mut Vec<Doubt>,
    ) -> Self {
        let from = find_start(stay, lesson, doubts);
        let to = find_end(stay, from.likely, lesson, doubts);

        Self {
            likely: interval(from.likely, to.likely),
            least: interval(from.least, to.least),
            most: interval(from.most, to.most),
            by_page: from.by_page || to.by_page,
            open: to.open,
        }
    }

    /// The same of which nothing is sure.
    pub(super) fn without_least(self) -> Self {
        let from = self.least.from;
        let least = Interval { from, to: from };

        Self { least, ..self }
    }

    /// The same with the longest likely stretch that lies outside of others.
    pub(super) fn outside(self, others: &[Interval]) -> Self {
        let mut likely = self.likely;
        for other in others {
            let longest = likely.without(*other).max_by_key(|part| part.seconds());
            likely = longest.unwrap_or(Interval {
                to: likely.from,
                ..likely
            });
        }

        Self { likely, ..self }
    }
}

/// An interval that is never negative.
fn interval(from: DateTime<Utc>, to: DateTime<Utc>) -> Interval {
    Interval {
        from,
        // The latest possible start may lie after the earliest possible end.
        to: to.max(from),
    }
}
