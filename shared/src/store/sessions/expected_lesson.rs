//! What was to be expected of a lesson: the earlier lessons that tell, and the column `expected_lesson`.
//!
//! ```json
//! {"seconds": 1740, "source": "student", "lessons": 8, "sure": true}
//! {"seconds": 1800, "source": "plan", "ends": 1764068400}
//! ```

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::{
    EARLIER_LESSONS_WINDOW, EarlierLesson, ExpectationSource, ExpectedLesson, Interval,
    MeasurementSource, SchoolCalendar, Session, SessionId,
};
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_time::StoredTime;
use crate::store::rules::{ClockColumn, IS_OVER, RECORDED_SECONDS, grade};
use crate::store::{Dialect, Store, StoreError};

/// The number of the student's lessons whose median is taken.
const OWN_LESSONS: i64 = 8;
/// The number of the school's newest lessons among which those of grade A and B are looked for.
const SCHOOL_LESSONS: i64 = 100;

#[derive(Deserialize, Serialize)]
struct Stored {
    seconds: i64,
    source: String,
    #[serde(default, skip_serializing_if = "is_zero")]
    lessons: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sure: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct LessonRow {
    seconds: StoredInteger,
    began_at: StoredTime,
    session_ended_at: StoredTime,
    is_graded: StoredInteger,
}

impl LessonRow {
    fn into_lesson(self) -> Option<EarlierLesson> {
        Some(EarlierLesson {
            held: Interval {
                from: self.began_at.instant()?,
                to: self.session_ended_at.instant()?,
            },
            seconds: self.seconds.0,
            is_graded: self.is_graded.0 != 0,
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn is_zero(lessons: &u32) -> bool {
    *lessons == 0
}

impl Store {
    /// Returns what earlier lessons let expect of a session that is opened `now`: the student's own, or else the
    /// school's. Only lessons of grade A and B count, and a student's whose end the teacher told: no guess rests on a
    /// guess.
    pub async fn expected_by_earlier_lessons(
        &self,
        session: &Session,
        now: DateTime<Utc>,
        calendar: &SchoolCalendar,
    ) -> Result<Option<ExpectedLesson>, StoreError> {
        let rows: Vec<LessonRow> = self
            .db
            .fetch_all(own_lessons(self.dialect(), session, now))
            .await?;
        let own: Vec<EarlierLesson> = rows
            .into_iter()
            .filter_map(LessonRow::into_lesson)
            .collect();
        if let Some(expected) = ExpectedLesson::by_student(&own, now, calendar) {
            return Ok(Some(expected));
        }

        let lengths = school_lessons(self.dialect(), now);
        let rows: Vec<(StoredInteger,)> = self.db.fetch_all(lengths).await?;
        let lengths = rows.into_iter().map(|(seconds,)| seconds.0).collect();
        Ok(ExpectedLesson::by_school(lengths))
    }

    /// Records what is to be expected of a session, once.
    pub async fn record_expected_lesson(
        &self,
        id: SessionId,
        expected: &ExpectedLesson,
    ) -> Result<(), StoreError> {
        // Without a new `revision`: rivals that change the session need not read it again.
        let sql = Statement::new(
            "UPDATE wpos_zoom_links SET expected_lesson = ? WHERE id = ? AND expected_lesson IS NULL",
        );
        let sql = sql.bind(to_text(expected).as_deref()).bind(id);
        self.db.execute(sql.repeatable()).await?;

        Ok(())
    }
}

/// Reads the student's newest sure lessons along (`studentid`, `sent_time`), then those whose end the teacher told: of
/// two months at most.
fn own_lessons(dialect: Dialect, session: &Session, now: DateTime<Utc>) -> Statement {
    let graded = is_sure();
    let mut sql = Statement::new(format!(
        "SELECT {RECORDED_SECONDS} AS seconds, COALESCE(lesson_started_at, {}) AS began_at, {},
            CASE WHEN {graded} THEN 1 ELSE 0 END AS is_graded
        FROM wpos_zoom_links
        WHERE studentid = ",
        ClockColumn::ClickedAt.instant(dialect, ""),
        ClockColumn::SessionEndedAt.select(dialect)
    ));
    let since = now - EARLIER_LESSONS_WINDOW;

    sql.value(session.student)
        .push(" AND ")
        .append(ClockColumn::SentTime.since(dialect, "", since))
        .push(" AND id <> ")
        .value(session.id)
        .push(&format!(
            " AND (({graded}) OR ({})) ORDER BY is_graded DESC, sent_time DESC LIMIT ",
            is_told(dialect)
        ))
        .value(OWN_LESSONS);
    sql
}

/// Reads the sure ones among the school's newest lessons, along (`clicked_at`, `id`).
fn school_lessons(dialect: Dialect, now: DateTime<Utc>) -> Statement {
    let opened = ClockColumn::ClickedAt;
    let mut sql = Statement::new(format!(
        "SELECT {RECORDED_SECONDS} FROM (
            SELECT session_status, session_duration_seconds, session_duration_minutes, duration_low_seconds,
                duration_high_seconds, duration_source, no_show
            FROM wpos_zoom_links
            WHERE "
    ));

    sql.append(opened.since(dialect, "", now - EARLIER_LESSONS_WINDOW))
        .push(" AND ")
        .append(opened.before(dialect, "", now))
        .push(" ORDER BY clicked_at DESC, id DESC LIMIT ")
        .value(SCHOOL_LESSONS)
        .push(&format!(") AS newest WHERE {}", is_sure()));
    sql
}

/// Whether a row is a lesson that ended when the teacher said, neither at the student's return nor at a likely end.
fn is_told(dialect: Dialect) -> String {
    format!(
        "{IS_OVER} AND no_show IS NULL AND duration_source = '{}' AND {} = class_ended_at",
        MeasurementSource::PageAndTeacher.as_str(),
        ClockColumn::SessionEndedAt.instant(dialect, "")
    )
}

/// Whether a row is a lesson that is over, was held, and has grade A or B.
fn is_sure() -> String {
    format!(
        "{IS_OVER} AND no_show IS NULL AND {} IN ('A', 'B')",
        grade()
    )
}

/// Writes the column.
fn to_text(expected: &ExpectedLesson) -> Option<String> {
    let stored = Stored {
        seconds: expected.seconds,
        source: expected.source.as_str().to_owned(),
        lessons: expected.lessons,
        sure: expected.is_sure,
        ends: expected.ends_at.map(|ends| ends.timestamp()),
    };

    serde_json::to_string(&stored).ok()
}

/// Reads the column. A text that is not of this form, or of a later version, is ignored.
pub(crate) fn from_text(text: &str) -> Option<ExpectedLesson> {
    let stored: Stored = serde_json::from_str(text).ok()?;

    Some(ExpectedLesson {
        seconds: stored.seconds,
        source: ExpectationSource::from_stored(&stored.source)?,
        lessons: stored.lessons,
        is_sure: stored.sure,
        ends_at: stored
            .ends
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expectation_is_read_as_it_was_written() {
        let planned = ExpectedLesson {
            seconds: 1800,
            source: ExpectationSource::Plan,
            lessons: 3,
            is_sure: true,
            ends_at: DateTime::from_timestamp(1_764_068_400, 0),
        };

        for expected in [planned, ExpectedLesson::assumed()] {
            assert_eq!(from_text(&to_text(&expected).unwrap()), Some(expected));
        }
    }

    #[test]
    fn a_text_of_another_form_is_no_expectation() {
        for text in ["", "1800", "{\"seconds\": 1800, \"source\": \"stars\"}"] {
            assert_eq!(from_text(text), None, "{text}");
        }
    }
}
