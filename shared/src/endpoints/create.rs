//! `POST /api/teachers/students/{id}/zoom`: a teacher posts a link, the student gets a message.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::page_message::rfc3339;
use crate::app::App;
use crate::auth::Principal;
use crate::domain::{LINK_VALID, StudentId, TeacherId, ZoomLink, admit};
use crate::error::Error;
use crate::http::{Body, json};
use crate::routes::Endpoint;
use crate::store::{Created, NewSession, Store, StoreError, Stored, Student};
use crate::telegram::{LessonMessage, Undelivered};

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
    notification_error: Option<String>,
    student_name: String,
    sent_time: String,
}

const SENT: &str = "sent";
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
        return Err(Error::Forbidden("Only the student's teacher may send a link."));
    };
    let student: StudentId =
        id.parse().map_err(|invalid| Error::BadRequest(format!("The student id {invalid}.")))?;
    let Body(request) = body?;
    let link: ZoomLink = request.link.parse()?;
    let expires_at = expiration(&app, request.expiration_date.as_deref(), now)?;
    let store = app.store().await?;
    let student = own_student(store, student, &teacher).await?;
    match insert(&app, store, &student, teacher, link, expires_at, now).await? {
        Created::New(stored) => {
            let id = stored.id.0;
            tracing::info!(session.id = id, student.id = student.id.0, "Session {id} created");
            let delivery = notify(&app, store, &student, &stored, expires_at).await;
            Ok(json(StatusCode::CREATED, &answer(&app, &student, &stored, delivery)))
        }
        Created::Repeat(stored) => {
            let status = stored.notification_status.clone();
            Ok(json(StatusCode::OK, &answer(&app, &student, &stored, status)))
        }
        Created::TooMany { retry_after } => {
            Err(Error::TooMany { text: "Too many links for this student. Please wait.", retry_after })
        }
    }
}

async fn own_student(store: &Store, id: StudentId, teacher: &TeacherId) -> Result<Student, Error> {
    let student = store.find_student(id).await?.ok_or(Error::NotFound("There is no such student."))?;
    if student.teacher.as_ref() != Some(teacher) {
        return Err(Error::Forbidden("This is not your student."));
    }
    Ok(student)
}

async fn insert(
    app: &App,
    store: &Store,
    student: &Student,
    teacher: TeacherId,
    link: ZoomLink,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Created, Error> {
    let token = app.fresh_token()?;
    let mut new = NewSession { student: student.id, teacher, link, token, expires_at, sent_at: now };
    let judge = |recent: &[_]| admit(recent, &new.link, now);
    match store.create_session(&new, judge).await {
        // The token exists already: the database refuses it, and another one is drawn, once.
        Err(StoreError::DuplicateKey) => {
            new.token = app.fresh_token()?;
            Ok(store.create_session(&new, |recent| admit(recent, &new.link, now)).await?)
        }
        result => Ok(result?),
    }
}

/// Sends the message and notes what became of it. The session is stored already and stays, whatever happens.
async fn notify(
    app: &App,
    store: &Store,
    student: &Student,
    stored: &Stored,
    expires_at: DateTime<Utc>,
) -> String {
    let url = app.tracking_url(&stored.token);
    let message = LessonMessage {
        school: &app.config.school_name,
        student: &student.name,
        teacher: student.teacher_name.as_deref(),
        sent_at: stored.sent_at,
        expires_at,
        days: app.school_days(),
        tracking_url: &url,
    };
    let delivery = match app.telegram.send(student.chat_id.as_deref(), &message).await {
        Ok(()) => SENT,
        Err(cause) => {
            let (id, cause) = (stored.id.0, cause.as_str());
            tracing::warn!(session.id = id, cause, "Message of session {id} was not delivered");
            cause
        }
    };
    if let Err(error) = store.record_notification(stored.id, delivery, app.clock.now()).await {
        tracing::warn!(session.id = stored.id.0, %error, "Outcome of a message could not be stored");
    }
    delivery.to_owned()
}

fn answer(app: &App, student: &Student, stored: &Stored, delivery: String) -> CreateAnswer {
    let sent = delivery == SENT;
    CreateAnswer {
        id: stored.id.0,
        tracking_token: stored.token.as_str().to_owned(),
        tracking_url: app.tracking_url(&stored.token),
        notification_sent: sent,
        notification_method: (delivery != Undelivered::NotConfigured.as_str()).then_some("telegram"),
        notification_error: (!sent).then_some(delivery),
        student_name: student.name.clone(),
        sent_time: rfc3339(stored.sent_at),
    }
}

fn expiration(app: &App, text: Option<&str>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let Some(text) = text else { return Ok(now + LINK_VALID) };
    let local = |format| app.school_days().instant(NaiveDateTime::parse_from_str(text, format).ok()?);
    let at = DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| at.to_utc())
        .or_else(|| ["%FT%H:%M", "%FT%T", "%F %T"].into_iter().find_map(local))
        .ok_or_else(|| {
            Error::BadRequest("`expiration_date` must be a time such as 2026-11-23T18:00:00Z.".to_owned())
        })?;
    if at <= now || at > now + MAX_EXPIRATION {
        return Err(Error::Unprocessable("`expiration_date` must lie within the next 366 days.".to_owned()));
    }
    Ok(at)
}
