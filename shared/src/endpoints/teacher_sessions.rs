//! `GET /api/admin/teacher-sessions`: every session, its figures and the evidence behind them.

pub(crate) mod item;

use std::collections::HashMap;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde_json::{Value, json as object};

use self::item::SessionItem;
use crate::app::App;
use crate::app::export::{csv_answer, csv_file};
use crate::app::session_record::SessionRecord;
use crate::app::teacher_months::{MonthFigures, TeacherMonth, TeacherMonths, parse_month};
use crate::domain::{Interval, OpenPhases, SessionId, Status, Tallies, minutes};
use crate::endpoints::list_query::{Format, ListQuery};
use crate::error::Error;
use crate::http::{Endpoint, json, rfc3339};
use crate::pages::paths;
use crate::store::{Filter, GroupBy, Statistics};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "teacher-sessions",
    path: paths::SESSION_LIST,
    methods: &["GET", "HEAD"],
    also: &[],
    timeout_seconds: 28,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, get(handle))
}

async fn handle(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Result<Response, Error> {
    let now = app.clock.now();
    app.require_admin(&headers, now)?;
    let Query(parameters) =
        parameters.map_err(|_| Error::BadRequest("The query cannot be read.".to_owned()))?;

    if let Some(report) = parameters.get("report") {
        return teachers(&app, report, &parameters, now).await;
    }

    let query = ListQuery::parse(&parameters)?;
    if let Some(id) = query.session {
        return one(&app, id, now).await;
    }

    let filter = query.filter(&app, now).await?;
    match query.format {
        Format::Json => list(&app, &filter, &query, now).await,
        Format::Csv => csv_answer(app, filter, now).await,
    }
}

async fn list(
    app: &App,
    filter: &Filter,
    query: &ListQuery,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let (store, rules) = (app.store().await?, &app.config.rules);
    let page = store
        .list_sessions(
            filter,
            query.order,
            query.turn.clone(),
            query.limit,
            now,
            rules,
        )
        .await?;

    let statistics = store
        .compute_statistics(filter, GroupBy::Total, app.calendar(), now, rules)
        .await?;
    let sessions: Vec<SessionItem> = page
        .sessions
        .into_iter()
        .map(|one| SessionItem::new(one, now, rules))
        .collect();
    let body = object!({
        "sessions": sessions,
        "statistics": summary(&statistics),
        "nextCursor": page.next.map(|cursor| cursor.to_string()),
        "previousCursor": page.previous.map(|cursor| cursor.to_string()),
        "timestamp": rfc3339(now),
    });

    Ok(json(StatusCode::OK, &body))
}

/// Over all sessions that match. Averages are over those that were opened.
fn summary(statistics: &Statistics) -> Value {
    let (total, average) = (statistics.total.all(), statistics.total.average_seconds());
    let count = |status: Status| statistics.total.of(status).sessions.into();
    let breakdown: serde_json::Map<String, Value> = Status::ALL
        .into_iter()
        .map(|status| (status.as_str().to_owned(), count(status)))
        .collect();
    let OpenPhases { live, away, idle } = statistics.open;

    object!({
        "totalSessions": total.sessions,
        "averageDuration": minutes(average),
        "averageDurationSeconds": average,
        "totalDuration": minutes(total.seconds),
        "totalDurationSeconds": total.seconds,
        "statusBreakdown": breakdown,
        "openBreakdown": { "live": live, "away": away, "idle": idle },
        "gradeBreakdown": { "A": total.grade_a, "B": total.grade_b, "C": total.grade_c },
        "lengths": total.lengths,
        "lateStarts": total.late,
    })
}

/// The report on a month, teacher by teacher.
async fn teachers(
    app: &App,
    report: &str,
    parameters: &HashMap<String, String>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    if report != "teachers" {
        return Err(Error::BadRequest("`report` must be teachers.".to_owned()));
    }

    let asked = parameters.get("month").map(String::as_str);
    let format = parameters
        .get("format")
        .map_or(Ok(Format::Json), |text| Format::parse(text))?;
    let period = parse_month(asked, app.calendar().day_of(now))?;
    let report = TeacherMonths::read(app, period, now).await?;

    match format {
        Format::Csv => Ok(csv_file("teachers.csv", Body::from(report.csv()?))),
        Format::Json => {
            let teacher = |one: &TeacherMonth| {
                let mut item = figures_of(&one.tallies);
                item["teacherId"] = one.id.0.as_str().into();
                item["teacherName"] = one.name.as_str().into();

                item
            };
            let body = object!({
                "month": period.first.date().format("%Y-%m").to_string(),
                "teachers": report.teachers.iter().map(teacher).collect::<Vec<Value>>(),
                "total": figures_of(&report.total),
                "timestamp": rfc3339(now),
            });

            Ok(json(StatusCode::OK, &body))
        }
    }
}

fn figures_of(tallies: &Tallies) -> Value {
    MonthFigures::of(tallies)
        .named()
        .into_iter()
        .map(|(name, figure)| (name.to_owned(), Value::from(figure)))
        .collect::<serde_json::Map<String, Value>>()
        .into()
}

/// One session with its evidence, the segments folded from it, and the reason for its figures in words.
async fn one(app: &App, id: SessionId, now: DateTime<Utc>) -> Result<Response, Error> {
    let SessionRecord {
        listed,
        evidence,
        timeline,
        in_meeting,
        why,
    } = SessionRecord::read(app, id, now).await?;

    let spans = |segments: &[Interval]| segments.iter().map(item::segment).collect::<Vec<Value>>();
    let body = object!({
        "session": SessionItem::new(listed, now, &app.config.rules),
        "evidence": evidence.iter().map(item::evidence).collect::<Vec<Value>>(),
        "segments": spans(&timeline.segments),
        "away": spans(&timeline.away),
        "offline": spans(&timeline.offline),
        "hidden": spans(&timeline.hidden),
        "inMeeting": in_meeting.iter().map(item::in_meeting).collect::<Vec<Value>>(),
        "why": why,
    });

    Ok(json(StatusCode::OK, &body))
}
