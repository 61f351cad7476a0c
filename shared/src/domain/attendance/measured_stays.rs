//! The figures of a lesson from its stays.

use super::assumptions::ZOOM_TIME_RESOLUTION;
use super::bounded_stay::BoundedStay;
use crate::domain::calendar::{Interval, union};
use crate::domain::measured_time::{MeasuredTime, MeasurementSource};

/// Seconds. Wider than any band of grade B by Zoom's events
/// ([`Confidence::widest_band`](crate::domain::Confidence::widest_band)).
const LEAST_DOUBTFUL_BAND: i64 = 301;

/// The stays that a lesson is measured by.
pub(super) struct MeasuredStays<'a> {
    pub(super) students: &'a [BoundedStay],
    /// Stays of people who may be the student, too.
    pub(super) others: &'a [BoundedStay],
    /// Whether it is sure that the stays are the student's.
    pub(super) is_identified: bool,
    /// Whether the lesson is the time when two of the people were there.
    pub(super) is_by_pairs: bool,
}

impl MeasuredStays<'_> {
    /// Measures the student's time. Unless it is sure who it was, the student may not have been there at all; if others
    /// may be the student, too, the student may have been there as long as they.
    pub(super) fn figures(&self) -> MeasuredTime {
        let everybody = || self.students.iter().chain(self.others);
        let count = i64::try_from(self.students.len()).unwrap_or(i64::MAX);
        // Zoom cuts the times of every stay, so the errors add up.
        let resolution = ZOOM_TIME_RESOLUTION.num_seconds() * count;

        let likely = if self.is_by_pairs {
            paired_seconds(self.students)
        } else {
            united_seconds(self.students.iter().map(|stay| stay.likely))
        };
        let least = if self.is_identified {
            united_seconds(self.students.iter().map(|stay| stay.least))
        } else {
            0
        };
        let most = united_seconds(everybody().map(|stay| stay.most)) + resolution;

        let is_by_page = self.students.iter().any(|stay| stay.by_page);
        let source = if is_by_page {
            MeasurementSource::PageAndZoom
        } else {
            MeasurementSource::Zoom
        };

        // The grade follows from the band. A short stay has a narrow one, although nobody knows whose it was.
        let most = if self.is_identified {
            most
        } else {
            most.max(LEAST_DOUBTFUL_BAND)
        };

        MeasuredTime::with_band(likely, (least - resolution).max(0), most, source)
    }
}

/// Returns the seconds in which at least two of the stays went on.
fn paired_seconds(stays: &[BoundedStay]) -> i64 {
    let mut pairs = Vec::new();
    for (number, stay) in stays.iter().enumerate() {
        for other in &stays[number + 1..] {
            pairs.extend(stay.likely.intersection(other.likely));
        }
    }

    united_seconds(pairs.into_iter())
}

fn united_seconds(stretches: impl Iterator<Item = Interval>) -> i64 {
    union(stretches).into_iter().map(Interval::seconds).sum()
}
