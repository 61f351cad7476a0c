//! `GET /api/admin/teacher-sessions`: every session, its figures and the evidence behind them.

mod csv;
mod item;
mod months;
mod plan;

use std::collections::HashMap;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde_json::{Value, json as object};

use crate::app::App;
use crate::app::plan::SessionPlans;
use crate::app::session_item::SessionItem;
use crate::app::session_record::SessionRecord;
use crate::auth::Credentials;
use crate::clock::rfc3339;
use crate::domain::{Interval, LateRule, OpenPhases, SessionId, Status, minutes};
use crate::endpoints::list_query::{Format, ListQuery};
use crate::error::Error;
use crate::http::{Endpoint, Query, json};
use crate::pages::paths;
use crate::store::{Filter, GroupBy, Statistics, UnreadableRow};

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
    credentials: Credentials,
    parameters: Result<Query<HashMap<String, String>>, Error>,
) -> Result<Response, Error> {
    let now = app.clock.now();
    // The sender is checked before the query: a stranger learns nothing about its parameters.
    credentials.principal(now)?.admin()?;
    let Query(parameters) = parameters?;

    if let Some(report) = parameters.get("report") {
        return months::answer(&app, report, &parameters, now).await;
    }

    let query = ListQuery::parse(&parameters)?;
    if let Some(id) = query.session {
        return show_session(&app, id, now).await;
    }

    let filter = query.filter(&app, now).await?;
    match query.format {
        Format::Json => list(&app, &filter, &query, now).await,
        Format::Csv => csv::answer(&app, filter, now).await,
    }
}

async fn list(
    app: &App,
    filter: &Filter,
    query: &ListQuery,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let store = app.store().await?;
    let rules = &app.config.rules;
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
    let plans = SessionPlans::read(
        store,
        page.sessions.iter().map(|listed| &listed.session),
        app.calendar(),
    )
    .await?;
    let sessions: Vec<SessionItem> = page
        .sessions
        .into_iter()
        .map(|session| SessionItem::new(session, &plans, now, rules))
        .collect();
    let body = object!({
        "sessions": sessions,
        "unreadable": unreadable(&page.unreadable),
        "statistics": summary(&statistics),
        "nextCursor": page.next.map(|cursor| cursor.to_string()),
        "previousCursor": page.previous.map(|cursor| cursor.to_string()),
        "timestamp": rfc3339(now),
    });

    Ok(json(StatusCode::OK, &body))
}

/// Names the sessions in this place of the list whose rows cannot be read.
fn unreadable(rows: &[UnreadableRow]) -> Vec<Value> {
    rows.iter()
        .map(|row| object!({ "id": row.key, "reason": row.reason }))
        .collect()
}

/// Sums up all sessions that match. Averages are over those that were opened.
fn summary(statistics: &Statistics) -> Value {
    let total = statistics.total.all();
    let average = statistics.total.average_seconds();
    let mut breakdown = serde_json::Map::new();
    for status in Status::ALL {
        let sessions = statistics.total.of(status).sessions;
        breakdown.insert(status.as_str().to_owned(), sessions.into());
    }
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
        // The sums of past days keep no figure against the timetable.
        "lateRule": LateRule::Sent.as_str(),
    })
}

/// Answers with one session, its evidence, the segments folded from it, and the reason for its figures in words.
async fn show_session(app: &App, id: SessionId, now: DateTime<Utc>) -> Result<Response, Error> {
    let SessionRecord {
        listed,
        evidence,
        timeline,
        in_meeting,
        why,
        plans,
    } = SessionRecord::read(app, id, now).await?;

    let body = object!({
        "session": SessionItem::new(listed, &plans, now, &app.config.rules),
        "evidence": evidence.iter().map(item::evidence).collect::<Vec<Value>>(),
        "segments": segments(&timeline.segments),
        "away": segments(&timeline.away),
        "offline": segments(&timeline.offline),
        "hidden": segments(&timeline.hidden),
        "inMeeting": in_meeting.iter().map(item::in_meeting).collect::<Vec<Value>>(),
        "why": why,
    });

    Ok(json(StatusCode::OK, &body))
}

fn segments(segments: &[Interval]) -> Vec<Value> {
    segments.iter().map(item::segment).collect()
}
