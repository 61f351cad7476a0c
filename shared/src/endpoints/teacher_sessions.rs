//! `GET /api/admin/teacher-sessions`: every session, its figures and the evidence behind them.

pub(super) mod item;
mod query;

use std::collections::HashMap;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde_json::{Value, json as object};

use self::item::SessionItem;
use self::query::{Format, ListQuery};
use super::csv::csv_answer;
use super::page_message::rfc3339;
use crate::app::App;
use crate::domain::{Evidence, Segment, SessionId, Status, Timeline, minutes, why};
use crate::error::Error;
use crate::http::json;
use crate::routes::Endpoint;
use crate::store::{Filter, Statistics};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "teacher-sessions",
    path: "/api/admin/teacher-sessions",
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
    let query = ListQuery::parse(&parameters, app.school_days())?;
    if let Some(id) = query.session {
        return one(&app, id, now).await;
    }
    let filter = query.filter(&app).await?;
    match query.format {
        Format::Json => list(&app, &filter, &query, now).await,
        Format::Csv => csv_answer(app, filter, now).await,
    }
}

async fn list(app: &App, filter: &Filter, query: &ListQuery, now: DateTime<Utc>) -> Result<Response, Error> {
    let (store, rules) = (app.store().await?, &app.config.rules);
    let (listed, next) = store.list_sessions(filter, query.cursor, query.limit, now, rules).await?;
    let statistics = store.sum_up_sessions(filter, app.school_days(), now, rules).await?;
    let sessions: Vec<SessionItem> =
        listed.into_iter().map(|one| SessionItem::new(one, now, rules)).collect();
    let body = object!({
        "sessions": sessions,
        "statistics": summary(&statistics),
        "nextCursor": next.map(|cursor| cursor.to_string()),
        "timestamp": rfc3339(now),
    });
    Ok(json(StatusCode::OK, &body))
}

/// Over all sessions that match. Averages are over those that were opened.
fn summary(statistics: &Statistics) -> Value {
    let opened = statistics.opened();
    let average = if opened == 0 { 0 } else { (statistics.seconds() + opened / 2) / opened };
    let breakdown: serde_json::Map<String, Value> = statistics
        .by_status
        .iter()
        .map(|one| (one.status.as_str().to_owned(), one.sessions.into()))
        .collect();
    object!({
        "totalSessions": statistics.sessions(),
        "averageDuration": minutes(average),
        "averageDurationSeconds": average,
        "totalDuration": minutes(statistics.seconds()),
        "totalDurationSeconds": statistics.seconds(),
        "statusBreakdown": breakdown,
    })
}

/// One session with its evidence, the segments folded from it, and the reason for its figures in words.
async fn one(app: &App, id: SessionId, now: DateTime<Utc>) -> Result<Response, Error> {
    let (store, rules) = (app.store().await?, &app.config.rules);
    let unknown = Error::NotFound("There is no such session.");
    let mut listed = store.find_session(id).await?.ok_or(unknown)?;
    let evidence = store.list_evidence(id).await?;
    let settled = listed.session.clone().settle(now, rules);
    let evidence: Vec<Evidence> = evidence.into_iter().chain(settled.evidence).collect();
    listed.session = settled.session;
    let presence = listed.session.presence();
    let timeline = presence.map_or_else(Timeline::default, |one| Timeline::of(one, &evidence, rules));
    let why = why(&listed.session, &timeline, rules, app.school_days());
    let spans = |segments: &[Segment]| segments.iter().map(item::segment).collect::<Vec<Value>>();
    let body = object!({
        "session": SessionItem::new(listed, now, rules),
        "evidence": evidence.iter().map(item::evidence).collect::<Vec<Value>>(),
        "segments": spans(&timeline.segments),
        "away": spans(&timeline.away),
        "offline": spans(&timeline.offline),
        "hidden": spans(&timeline.hidden),
        "why": why,
    });
    Ok(json(StatusCode::OK, &body))
}

/// Names of the statuses, for messages.
fn status_names() -> String {
    Status::ALL.map(Status::as_str).join(", ")
}
