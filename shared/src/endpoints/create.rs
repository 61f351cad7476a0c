//! `POST /api/teachers/students/{id}/zoom`: a teacher posts a link, the student gets a message.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::app::send_link::{LinkToSend, SentLink, send_link};
use crate::auth::Principal;
use crate::domain::{Cause, LINK_VALID, NotificationStatus, StudentId, ZoomLink};
use crate::error::Error;
use crate::http::{Body, Endpoint, json, rfc3339};

/// The endpoint. Its time covers the message's 7 seconds.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "create",
    path: "/api/teachers/students/{id}/zoom",
    methods: &["POST"],
    also: &[],
    timeout_seconds: 9,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, post(handle))
}

/// A caller's own `tracking_token` is not even read.
#[derive(Debug, Deserialize)]
struct CreateRequest {
    link: String,
    /// RFC 3339, or date and time by the school's clock. Default: 48 hours from now.
    expiration_date: Option<String>,
}

#[derive(Debug, Serialize)]
struct CreateAnswer {
    id: i64,
    tracking_token: String,
    tracking_url: String,
    notification_sent: bool,
    notification_method: Option<&'static str>,
    notification_error: Option<&'static str>,
    student_name: String,
    sent_time: String,
}

const MAX_EXPIRATION: TimeDelta = TimeDelta::days(366);

async fn handle(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Body<CreateRequest>, Error>,
) -> Result<Response, Error> {
    let now = app.clock.now();
    // Who asks comes first: a stranger learns nothing about what would have been accepted.
    let Principal::Teacher(teacher) = app.authenticate(&headers, now, true)? else {
        return Err(Error::Forbidden(
            "Only the student's teacher may send a link.",
        ));
    };
    let student: StudentId = id
        .parse()
        .map_err(|invalid| Error::BadRequest(format!("The student id {invalid}.")))?;
    let Body(request) = body?;

    let link: ZoomLink = request.link.parse()?;
    let expires_at = expiration(&app, request.expiration_date.as_deref(), now)?;
    let sending = send_link(
        &app,
        LinkToSend {
            teacher,
            student,
            link,
            expires_at,
            sent_at: now,
        },
    )
    .await?;

    let status = if sending.is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };

    Ok(json(status, &answer(&app, sending)))
}

fn answer(app: &App, sending: SentLink) -> CreateAnswer {
    let SentLink {
        student, stored, ..
    } = sending;
    let sent = stored.notification == Some(NotificationStatus::Sent);
    let has_bot = stored.notification != Some(NotificationStatus::Failed(Cause::NotConfigured));
    let name = stored.notification.map_or("", NotificationStatus::as_str);

    CreateAnswer {
        id: stored.id.0,
        tracking_token: stored.token.as_str().to_owned(),
        tracking_url: app.tracking_url(&stored.token),
        notification_sent: sent,
        notification_method: has_bot.then_some("telegram"),
        notification_error: (!sent).then_some(name),
        student_name: student.name,
        sent_time: rfc3339(stored.sent_at),
    }
}

fn expiration(app: &App, text: Option<&str>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let Some(text) = text else {
        return Ok(now + LINK_VALID);
    };
    let local = |format| {
        app.calendar()
            .instant(NaiveDateTime::parse_from_str(text, format).ok()?)
    };
    let at = DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| at.to_utc())
        .or_else(|| ["%FT%H:%M", "%FT%T", "%F %T"].into_iter().find_map(local))
        .ok_or_else(|| {
            Error::BadRequest(
                "`expiration_date` must be a time such as 2026-11-23T18:00:00Z.".to_owned(),
            )
        })?;

    if at <= now || at > now + MAX_EXPIRATION {
        return Err(Error::Unprocessable(
            "`expiration_date` must lie within the next 366 days.".to_owned(),
        ));
    }

    Ok(at)
}
