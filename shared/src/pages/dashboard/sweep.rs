//! Closing idle sessions: the question before a sweep, and its outcome.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::frame::frame;
use super::link::Link;
use crate::app::SweepReport;
use crate::config::Config;
use crate::domain::{SessionId, StudentId, TeacherId};
use crate::pages::staff::labels::length;
use crate::pages::staff::{ShownInstant, names};
use crate::pages::{Frame, page};

/// The page.
#[derive(Debug, Template)]
#[template(path = "dashboard/sweep.html")]
struct SweepPage<'a> {
    frame: &'a Frame,
    /// How many sessions a sweep would close now.
    due: i64,
    idle_minutes: i64,
    done: Option<FinishedSweep>,
}

/// The outcome of a sweep.
#[derive(Debug)]
struct FinishedSweep {
    message: String,
    all_closed: bool,
    seconds: String,
    sessions: Vec<ClosedSessionRow>,
}

/// A session that the sweep closed.
#[derive(Debug)]
struct ClosedSessionRow {
    id: i64,
    link: String,
    student: String,
    teacher: String,
    ended: Option<ShownInstant>,
    duration: String,
}

/// The names of the people of some sessions, by id.
pub(crate) struct PeopleNames {
    pub(crate) students: HashMap<i64, String>,
    pub(crate) teachers: HashMap<String, String>,
}

/// Answers with how many sessions a sweep would close, and asks whether to do so.
pub(crate) fn question(config: &Config, due: i64) -> Response {
    sweep_page(config, due, None)
}

/// Answers with the outcome of a sweep. `due` is the number of sessions that are left.
pub(crate) fn outcome(
    config: &Config,
    report: &SweepReport,
    names: &PeopleNames,
    due: i64,
) -> Response {
    let milliseconds = u64::try_from(report.processing_time_ms).unwrap_or(u64::MAX);
    let seconds = format!("{}.{:02} s", milliseconds / 1000, milliseconds % 1000 / 10);
    let done = FinishedSweep {
        message: report.message.clone(),
        all_closed: report.success,
        seconds,
        sessions: closed_sessions(config, report, names),
    };

    sweep_page(config, due, Some(done))
}

fn closed_sessions(
    config: &Config,
    report: &SweepReport,
    names: &PeopleNames,
) -> Vec<ClosedSessionRow> {
    let mut rows = Vec::new();
    for closed in &report.details {
        let student_name = names.students.get(&closed.student_id);
        let teacher_name = names.teachers.get(&closed.teacher_id);
        let teacher = TeacherId(closed.teacher_id.clone());

        rows.push(ClosedSessionRow {
            id: closed.session_id,
            link: Link::to_session(SessionId(closed.session_id)).to_string(),
            student: names::student(
                student_name.map(String::as_str),
                StudentId(closed.student_id),
            ),
            teacher: names::teacher(teacher_name.map(String::as_str), &teacher),
            ended: closed
                .ended_at
                .map(|at| ShownInstant::of(at, &config.school_days)),
            duration: length(closed.duration_seconds),
        });
    }

    rows
}

fn sweep_page(config: &Config, due: i64, done: Option<FinishedSweep>) -> Response {
    let frame = frame(config, "Close idle sessions");
    let sweep = SweepPage {
        frame: &frame,
        due,
        idle_minutes: config.rules.idle_timeout.num_minutes(),
        done,
    };

    page(StatusCode::OK, &frame, &sweep)
}
