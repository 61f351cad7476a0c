//! The lessons that a report may be about, if its number or its times are wrong.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ReportedFile;
use crate::error::Error;
use crate::store::{NearLesson, Store};

/// So many of each kind are named.
const MOST: usize = 5;
/// Lessons of the same meeting are near within this time.
const NEAR_DAYS: TimeDelta = TimeDelta::days(31);
/// A link is opened, and sent, at most about this long before its lesson.
const OPENED_BEFORE: TimeDelta = TimeDelta::hours(1);

/// Lessons that are near to a report which belongs to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearLessons {
    /// Those of the same meeting at other times, the nearest first.
    pub same_meeting: Vec<NearLesson>,
    /// Those at the same time in meetings with other numbers, the likeliest first.
    pub same_time: Vec<NearLesson>,
}

/// Lists the lessons that are near to a report.
pub(super) async fn list_near_lessons(
    store: &Store,
    file: &ReportedFile,
) -> Result<NearLessons, Error> {
    let (first, last) = (file.first_at(), file.last_at());
    let mut same_meeting = store
        .list_lessons_of_meeting(&file.meeting, first - NEAR_DAYS, last + NEAR_DAYS)
        .await?;
    let mut same_time = store
        .list_lessons_of_other_meetings(&file.meeting, first - OPENED_BEFORE, last)
        .await?;

    let teachers: BTreeSet<&str> = same_meeting
        .iter()
        .map(|lesson| lesson.teacher.0.as_str())
        .collect();
    same_time.sort_by_key(|lesson| {
        (
            !teachers.contains(lesson.teacher.0.as_str()),
            differing_digits(lesson.meeting.as_deref(), &file.meeting),
            distance(lesson, first),
        )
    });
    same_time.truncate(MOST);

    same_meeting.sort_by_key(|lesson| distance(lesson, first));
    same_meeting.truncate(MOST);

    Ok(NearLessons {
        same_meeting,
        same_time,
    })
}

fn distance(lesson: &NearLesson, at: DateTime<Utc>) -> TimeDelta {
    (lesson.at - at).abs()
}

/// Returns how many digits of two numbers differ, place by place. All do, where one is not known.
fn differing_digits(one: Option<&str>, other: &str) -> usize {
    let one = one.unwrap_or_default();
    let differing = one
        .chars()
        .zip(other.chars())
        .filter(|(one, other)| one != other)
        .count();

    differing + one.len().abs_diff(other.len())
}
