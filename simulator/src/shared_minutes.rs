//! Minutes that are counted in two lessons.

use crate::list::Row;
use crate::school::School;
use crate::spans::{MINUTE, Millis, SECOND, Spans};

/// The cause of minutes that are counted in two lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedBy {
    /// The same stay in the meeting was counted in both.
    Zoom,
    /// The teacher ended it late.
    Teacher,
}

/// Returns why minutes of the lesson before or after are counted in this one, too; nothing if none are. `rows` are
/// the admin's list, by lesson.
#[must_use]
pub fn shared_minutes(school: &School, rows: &[Option<&Row>], number: usize) -> Option<SharedBy> {
    let attended = school.lessons[number].attended();
    let (_, length) = counted(rows, number)?;

    // Of two lessons that overlap, the one that is too long has taken the other's minutes.
    if length <= attended.length() + MINUTE {
        return None;
    }

    let mut neighbours = [number.checked_sub(1), Some(number + 1)]
        .into_iter()
        .flatten();
    if !neighbours.any(|other| overlaps(school, rows, number, other)) {
        return None;
    }

    let source = rows[number].and_then(|row| row.source.as_deref());
    Some(if source == Some("page+teacher") {
        SharedBy::Teacher
    } else {
        SharedBy::Zoom
    })
}

/// The time that is counted up to a lesson's end, and its length. Nothing where only the page measured.
fn counted(rows: &[Option<&Row>], number: usize) -> Option<(Spans, Millis)> {
    let row = rows.get(number).copied().flatten()?;
    if row.source.as_deref()? == "page" {
        return None;
    }

    // The seconds told, up to the end: before them the page may have been open without being counted.
    let end = row.times().1?;
    let length = row.duration_seconds? * SECOND;
    Some((Spans::one(end - length, end), length))
}

/// Returns whether two lessons of one teacher share more counted minutes than their true attendance did.
fn overlaps(school: &School, rows: &[Option<&Row>], number: usize, other: usize) -> bool {
    let lesson = &school.lessons[number];
    let Some(neighbour) = school.lessons.get(other) else {
        return false;
    };
    let Some(((minutes, _), (others, _))) = counted(rows, number).zip(counted(rows, other)) else {
        return false;
    };

    let truly = neighbour.attended().common(&lesson.attended()).length();
    neighbour.teacher == lesson.teacher && others.common(&minutes).length() > truly + 2 * MINUTE
}
