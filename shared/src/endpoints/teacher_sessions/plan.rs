//! `?report=plan`: the lessons of a month or a day that did not go as the timetable says.

use std::collections::HashMap;

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Value, json as object};

use crate::app::App;
use crate::app::plan_report::{Listed, PlanLists, PlanNames, PlanReport};
use crate::clock::rfc3339;
use crate::domain::{ComparedLesson, LateRule, OddSlot, PlannedLesson, SentLink};
use crate::endpoints::plan_query::plan_query;
use crate::error::Error;
use crate::http::json;

/// Answers with the report that the parameters name.
pub(super) async fn answer(
    app: &App,
    parameters: &HashMap<String, String>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    if parameters
        .get("format")
        .is_some_and(|format| format != "json")
    {
        return Err(Error::BadRequest("`format` must be json.".to_owned()));
    }

    let query = plan_query(parameters, app.calendar().day_of(now))?;
    let report = PlanReport::read(app, query, now).await?;
    let rule = match report.lists {
        Some(_) => LateRule::Timetable,
        None => LateRule::Sent,
    };
    let mut body = lists(&report.lists.unwrap_or_default(), &report.names);
    body["from"] = report.period.first.to_string().into();
    body["to"] = report.period.last.to_string().into();
    body["lateRule"] = rule.as_str().into();
    body["timestamp"] = rfc3339(now).into();

    Ok(json(StatusCode::OK, &body))
}

fn lists(lists: &PlanLists, names: &PlanNames) -> Value {
    object!({
        "plannedNotHeld": list(&lists.not_held, |lesson| not_held(lesson, names)),
        "heldNotPlanned": list(&lists.unplanned, |link| unplanned(link, names)),
        "lateStarts": list(&lists.late, |lesson| late(lesson, names)),
        "oddSlots": list(&lists.odd, odd),
    })
}

/// A list with the number of all, because it may be cut off.
fn list<T>(listed: &Listed<T>, show: impl Fn(&T) -> Value) -> Value {
    object!({
        "count": listed.count,
        "items": listed.shown.iter().map(show).collect::<Vec<Value>>(),
    })
}

fn not_held(lesson: &PlannedLesson, names: &PlanNames) -> Value {
    object!({
        "plannedTime": rfc3339(lesson.starts_at),
        "studentId": lesson.student.0,
        "studentName": names.students.get(&lesson.student.0),
        "teacherId": lesson.teacher.0,
        "teacherName": names.teachers.get(&lesson.teacher.0),
    })
}

fn unplanned(link: &SentLink, names: &PlanNames) -> Value {
    object!({
        "id": link.session.0,
        "sentTime": rfc3339(link.sent_at),
        "studentId": link.student.0,
        "studentName": names.students.get(&link.student.0),
        "teacherId": link.teacher.0,
        "teacherName": names.teachers.get(&link.teacher.0),
    })
}

fn late(lesson: &ComparedLesson, names: &PlanNames) -> Value {
    let mut item = lesson
        .first_link()
        .map_or(Value::Null, |link| unplanned(link, names));
    item["plannedTime"] = rfc3339(lesson.lesson.starts_at).into();
    item["linkDelayMinutes"] = lesson.link_delay().map(|delay| delay.num_minutes()).into();
    item["classDelayMinutes"] = lesson
        .student_delay()
        .map(|delay| delay.num_minutes())
        .into();

    item
}

fn odd(slot: &OddSlot) -> Value {
    object!({ "id": slot.id, "column": slot.column, "text": slot.text })
}
