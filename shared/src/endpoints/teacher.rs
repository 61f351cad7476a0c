//! `/teacher`: GET shows a teacher's own students and today's sessions; the page's forms send a link (again), report when a class
//! begins and ends, and save the number of a personal link's meeting.

mod form;
mod personal;
mod view;
mod zoom;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use self::form::TeacherForm;
use self::view::render;
use super::staff;
use crate::app::App;
use crate::app::class_report::{ClassReportInput, record_class_report};
use crate::app::send_again::send_again;
use crate::app::send_link::{LinkToSend, send_link};
use crate::auth::{Credentials, Principal};
use crate::domain::{LINK_VALID, SessionId, StudentId, TeacherId, ZoomLink};
use crate::error::Error;
use crate::http::{Endpoint, Form};
use crate::pages::paths;
use crate::pages::teacher::ZoomOutcome;
use crate::pages::teacher::page::{Notice, Refusal};

/// The endpoint. Its time covers a teacher's token (4 seconds), a meeting that is created (6) and the message (7).
pub const ENDPOINT: Endpoint = Endpoint {
    name: "teacher",
    path: paths::TEACHER,
    methods: &["GET", "HEAD", "POST"],
    also: &[(paths::ZOOM_CONNECTED, &["GET", "HEAD"])],
    timeout_seconds: 18,
    router,
};

fn router() -> Router<App> {
    Router::new()
        .route(ENDPOINT.path, get(show).post(post))
        .route(paths::ZOOM_CONNECTED, get(zoom::show_connected))
}

#[derive(Debug, Default, Deserialize)]
struct PageQuery {
    /// The session that was sent just now.
    sent: Option<String>,
    /// What became of the connection with Zoom.
    zoom: Option<String>,
}

async fn show(
    State(app): State<App>,
    uri: Uri,
    credentials: Credentials,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> Response {
    let now = app.clock.now();
    let principal = credentials.principal(now);
    let (role, home) = staff::error_frame(&principal, ENDPOINT.path);

    let query = query.map_or_else(|_| PageQuery::default(), |Query(query)| query);
    let page = Box::pin(show_page(&app, principal, query, now));
    let result = staff::with_deadline(ENDPOINT.timeout_seconds, page).await;

    staff::into_page(&app, role, home, &uri, result)
}

async fn show_page(
    app: &App,
    principal: Result<Principal, Error>,
    query: PageQuery,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let teacher = principal?.teacher(ONLY_TEACHERS)?;
    let sent = query.sent.and_then(|id| id.parse().ok());
    let notice = match (sent, query.zoom.as_deref().and_then(ZoomOutcome::of)) {
        (Some(id), _) => Notice::Sent(SessionId(id)),
        (None, Some(outcome)) => Notice::Zoom(outcome),
        (None, None) => Notice::Nothing,
    };

    render(app, &teacher, now, notice).await
}

async fn post(
    State(app): State<App>,
    uri: Uri,
    credentials: Credentials,
    form: Result<Form<TeacherForm>, Error>,
) -> Response {
    let now = app.clock.now();
    let principal = credentials.principal(now);
    let (role, home) = staff::error_frame(&principal, ENDPOINT.path);

    let outcome = Box::pin(apply_form(&app, principal, form, now));
    let result = staff::with_deadline(ENDPOINT.timeout_seconds, outcome).await;

    staff::into_page(&app, role, home, &uri, result)
}

/// The answer to an admin.
const ONLY_TEACHERS: &str = "This page is for teachers.";

/// Does what the form asks for. The browser goes on with a GET, so that a reload shows the outcome and repeats
/// nothing.
async fn apply_form(
    app: &App,
    principal: Result<Principal, Error>,
    form: Result<Form<TeacherForm>, Error>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let teacher = principal?.teacher(ONLY_TEACHERS)?;
    let Form(form) = form?;
    if form.has_personal_meeting() {
        return personal::save_number(app, &teacher, form, now).await;
    }

    if let Some(wish) = form.zoom_wish()? {
        return Box::pin(zoom::grant_wish(app, teacher, wish, now)).await;
    }

    if let Some(id) = form.session_to_send_again()? {
        Box::pin(send_again(app, &teacher, id, now)).await?;
        return Ok(staff::see_other(&format!("{}?sent={id}", ENDPOINT.path)));
    }

    let Some((id, report)) = form.class_report()? else {
        return send_link_and_return(app, teacher, form, now).await;
    };

    match record_class_report(app, &teacher, id, report, now).await {
        // The page's script sends it, and shows nothing of the answer.
        Ok(_) if report == ClassReportInput::Seen => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok(session) => {
            let card = format!("{}#student-{}", ENDPOINT.path, session.student);
            Ok(staff::see_other(&card))
        }
        Err(error @ Error::Unprocessable(_)) => {
            render(app, &teacher, now, Notice::NotEnded(id, error)).await
        }
        Err(error) => Err(error),
    }
}

async fn send_link_and_return(
    app: &App,
    teacher: TeacherId,
    form: TeacherForm,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let student = form.student()?;

    match send_to_student(app, teacher.clone(), student, &form.link, now).await {
        Ok(id) => Ok(staff::see_other(&format!("{}?sent={id}", ENDPOINT.path))),
        // The teacher can mend this, so the page is shown again with the link that was typed.
        Err(error) if error.status().is_client_error() => {
            let refusal = Refusal {
                student,
                link: form.link,
                error,
            };
            render(app, &teacher, now, Notice::Refused(refusal)).await
        }
        Err(error) => Err(error),
    }
}

/// Sends the link. Returns the session's id.
async fn send_to_student(
    app: &App,
    teacher: TeacherId,
    student: StudentId,
    link: &str,
    now: DateTime<Utc>,
) -> Result<SessionId, Error> {
    let link = ZoomLink::find_in(link)?;
    let order = LinkToSend {
        teacher,
        student,
        link,
        expires_at: now + LINK_VALID,
        sent_at: now,
        lesson_key: None,
    };

    Ok(send_link(app, order).await?.stored.id)
}
