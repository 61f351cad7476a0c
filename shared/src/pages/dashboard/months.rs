//! The report on a month, teacher by teacher.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Days;

use super::frame::frame;
use super::link::Link;
use super::months_columns::{MonthCell, cells, heads};
use crate::app::session_selection::AskedDays;
use crate::app::teacher_months::{TeacherMonth, TeacherMonths};
use crate::config::Config;
use crate::domain::{Day, LATE_AFTER, LATE_AGAINST_PLAN, LateRule, Period};
use crate::pages::staff::names;
use crate::pages::{Frame, page, paths};

/// The page.
#[derive(Debug, Template)]
#[template(path = "dashboard/months.html")]
struct MonthsPage<'a> {
    frame: &'a Frame,
    /// `2026-11`.
    month: String,
    title: String,
    heads: Vec<&'static str>,
    rows: Vec<MonthRow>,
    total: MonthRow,
    previous: String,
    next: Option<String>,
    csv: String,
    late_rule: LateRule,
    /// What counts as late by that rule.
    late_minutes: i64,
    /// The lessons that did not go as planned; none without a timetable.
    plan: Option<String>,
}

/// One teacher, or the sum.
#[derive(Debug)]
struct MonthRow {
    name: String,
    /// The teacher's sessions.
    link: Option<String>,
    cells: Vec<MonthCell>,
}

/// The head of the names' column.
const TEACHER_HEAD: &str = "Teacher";

/// Answers with the report. A month after `today` cannot be turned to.
pub(crate) fn months(config: &Config, report: &TeacherMonths, today: Day) -> Response {
    let period = report.period;
    let title = period.first.date().format("%B %Y").to_string();
    let frame = frame(config, format!("Teachers in {title}"));

    let next = Period::month((period.last.date() + Days::new(1)).into());
    let csv = Link::at(paths::SESSION_LIST)
        .with("report", "teachers")
        .with("month", &month_name(period))
        .with("format", "csv");

    let months = MonthsPage {
        frame: &frame,
        month: month_name(period),
        title,
        heads: heads(report.rule()),
        rows: report
            .teachers
            .iter()
            .map(|teacher| row(teacher, period))
            .collect(),
        total: MonthRow {
            name: "All".to_owned(),
            link: None,
            cells: cells(&report.total, report.total_plan, None),
        },
        previous: month_link(Period::month(period.first.before())),
        next: (next.first <= today).then(|| month_link(next)),
        csv: csv.to_string(),
        late_rule: report.rule(),
        late_minutes: match report.rule() {
            LateRule::Timetable => LATE_AGAINST_PLAN.num_minutes(),
            LateRule::Sent => LATE_AFTER.num_minutes(),
        },
        plan: report
            .total_plan
            .map(|_| Link::to_plan(period, None).to_string()),
    };

    page(StatusCode::OK, &frame, &months)
}

fn month_name(month: Period) -> String {
    month.first.date().format("%Y-%m").to_string()
}

pub(super) fn month_link(month: Period) -> String {
    Link::home()
        .with("view", "months")
        .with("month", &month_name(month))
        .to_string()
}

fn row(teacher: &TeacherMonth, period: Period) -> MonthRow {
    let days = AskedDays::Dates(Some(period.first), Some(period.last));
    let sessions = Link::home().for_days(days).for_teacher(&teacher.id);
    // A filter by an empty teacher counts as none: the link would lead to everybody's sessions.
    let has_teacher = !teacher.id.0.is_empty();
    let lessons = Link::to_plan(period, Some(&teacher.id)).to_string();

    MonthRow {
        name: names::teacher(Some(&teacher.name), &teacher.id),
        link: has_teacher.then(|| sessions.to_string()),
        cells: cells(
            &teacher.tallies,
            teacher.plan,
            has_teacher.then_some(lessons.as_str()),
        ),
    }
}
