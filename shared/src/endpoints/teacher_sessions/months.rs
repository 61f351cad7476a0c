//! The reports: `?report=teachers`, what each teacher did in a month; `?report=plan` is in `plan.rs`.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Value, json as object};

use super::csv::csv_file;
use super::plan;
use crate::app::App;
use crate::app::month_figures::MonthFigures;
use crate::app::teacher_months::{TeacherMonth, TeacherMonths, parse_month};
use crate::clock::rfc3339;
use crate::domain::{PlanTally, Tallies};
use crate::endpoints::list_query::Format;
use crate::error::Error;
use crate::http::json;

/// Answers with the report that the parameters name.
pub(super) async fn answer(
    app: &App,
    report: &str,
    parameters: &HashMap<String, String>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    match report {
        "teachers" => {}
        "plan" => return plan::answer(app, parameters, now).await,
        _ => {
            let message = "`report` must be teachers or plan.".to_owned();
            return Err(Error::BadRequest(message));
        }
    }

    let format = parameters
        .get("format")
        .map_or(Ok(Format::Json), |text| Format::parse(text))?;
    let asked = parameters.get("month").map(String::as_str);
    let period = parse_month(asked, app.calendar().day_of(now))?;
    let report = TeacherMonths::read(app, period, now).await?;

    match format {
        Format::Csv => Ok(csv_file("teachers.csv", Body::from(report.csv()?))),
        Format::Json => Ok(json(StatusCode::OK, &body(&report, now))),
    }
}

fn body(report: &TeacherMonths, now: DateTime<Utc>) -> Value {
    object!({
        "month": report.period.first.date().format("%Y-%m").to_string(),
        "teachers": report.teachers.iter().map(teacher).collect::<Vec<Value>>(),
        "total": figures_of(&report.total, report.total_plan),
        "lateRule": report.rule().as_str(),
        "timestamp": rfc3339(now),
    })
}

fn teacher(teacher: &TeacherMonth) -> Value {
    let mut item = figures_of(&teacher.tallies, teacher.plan);
    item["teacherId"] = teacher.id.0.as_str().into();
    item["teacherName"] = teacher.name.as_str().into();

    item
}

fn figures_of(tallies: &Tallies, plan: Option<PlanTally>) -> Value {
    MonthFigures::of(tallies, plan)
        .named()
        .into_iter()
        .map(|(name, figure)| (name.to_owned(), Value::from(figure)))
        .collect::<serde_json::Map<String, Value>>()
        .into()
}
