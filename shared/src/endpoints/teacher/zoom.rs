//! What a teacher does with Zoom on the page, and where Zoom leads back to.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::form::ZoomWish;
use super::view::render;
use super::{ENDPOINT, ONLY_TEACHERS};
use crate::app::App;
use crate::app::send_new_meeting::{MeetingToSend, send_new_meeting};
use crate::app::start_in_zoom::find_start_url;
use crate::app::zoom_connection::{
    ConnectAnswer, ConnectError, begin_connecting, disconnect, finish_connecting,
};
use crate::auth::{Credentials, Principal};
use crate::domain::{LINK_VALID, SessionId, StudentId, TeacherId};
use crate::endpoints::staff;
use crate::error::Error;
use crate::pages::teacher::ZoomOutcome;
use crate::pages::teacher::page::{Notice, Refusal};

/// What Zoom leads back with. It is an answer of another site: nothing of it is shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ZoomAnswer {
    code: Option<String>,
    state: Option<String>,
}

/// Answers a teacher who comes back from Zoom's page. The browser goes on with the teachers' page, so that the code does
/// not stay in the address.
pub(super) async fn show_connected(
    State(app): State<App>,
    uri: Uri,
    credentials: Credentials,
    query: Result<Query<ZoomAnswer>, QueryRejection>,
) -> Response {
    let now = app.clock.now();
    let principal = credentials.principal(now);
    let (role, home) = staff::error_frame(&principal, ENDPOINT.path);

    let answer = query.map_or_else(|_| ZoomAnswer::default(), |Query(answer)| answer);
    let work = Box::pin(finish(&app, principal, answer, now));
    let result = staff::with_deadline(ENDPOINT.timeout_seconds, work).await;

    staff::into_page(&app, role, home, &uri, result)
}

async fn finish(
    app: &App,
    principal: Result<Principal, Error>,
    answer: ZoomAnswer,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let teacher = principal?.teacher(ONLY_TEACHERS)?;
    let answer = ConnectAnswer {
        code: answer.code,
        state: answer.state,
    };

    let outcome = match finish_connecting(app, &teacher, answer, now).await {
        Ok(()) => ZoomOutcome::Connected,
        Err(ConnectError::Declined) => ZoomOutcome::Declined,
        Err(ConnectError::Expired) => ZoomOutcome::Expired,
        Err(ConnectError::Foreign) => ZoomOutcome::Foreign,
        Err(ConnectError::Taken) => ZoomOutcome::Taken,
        Err(ConnectError::Unavailable) => ZoomOutcome::Unavailable,
        Err(ConnectError::Other(error)) => return Err(error),
    };

    Ok(back_with(outcome))
}

fn back_with(outcome: ZoomOutcome) -> Response {
    staff::see_other(&format!("{}?zoom={}", ENDPOINT.path, outcome.as_str()))
}

/// Does what a form wants of Zoom.
pub(super) async fn grant_wish(
    app: &App,
    teacher: TeacherId,
    wish: ZoomWish,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    match wish {
        ZoomWish::Connect => {
            let page = begin_connecting(app, teacher, now)?;
            Ok(staff::see_other(&page))
        }
        ZoomWish::Disconnect => {
            disconnect(app, &teacher).await?;
            Ok(back_with(ZoomOutcome::Disconnected))
        }
        ZoomWish::NewMeeting(student) => begin_class(app, teacher, student, now).await,
        ZoomWish::Start(session) => start_meeting(app, &teacher, session, now).await,
    }
}

async fn begin_class(
    app: &App,
    teacher: TeacherId,
    student: StudentId,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let order = MeetingToSend {
        teacher: teacher.clone(),
        student,
        expires_at: now + LINK_VALID,
        sent_at: now,
    };

    match send_new_meeting(app, order).await {
        Ok(meeting) => {
            let id = meeting.sent.stored.id;
            Ok(staff::see_other(&format!("{}?sent={id}", ENDPOINT.path)))
        }
        // The page is shown again, with the field for a link.
        Err(error) if error.status().is_client_error() => {
            let refusal = Refusal {
                student,
                link: String::new(),
                error,
            };
            render(app, &teacher, now, Notice::Refused(refusal)).await
        }
        Err(error) => Err(error),
    }
}

async fn start_meeting(
    app: &App,
    teacher: &TeacherId,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    match find_start_url(app, teacher, session).await {
        Ok(url) => Ok(staff::see_other(url.expose())),
        Err(error @ Error::Unprocessable(_)) => {
            render(app, teacher, now, Notice::NotStarted(session, error)).await
        }
        Err(error) => Err(error),
    }
}
