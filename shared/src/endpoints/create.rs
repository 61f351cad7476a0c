//! `POST /api/teachers/students/{id}/zoom`: a teacher posts a link, the student gets a message.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::app::personal_meeting::{CANNOT_BE_MATCHED, record_personal_meeting};
use crate::app::send_link::{LinkToSend, SentLink, send_link};
use crate::app::send_new_meeting::{MeetingToSend, send_new_meeting};
use crate::auth::Credentials;
use crate::clock::rfc3339;
use crate::config::Secret;
use crate::domain::{
    Cause, LINK_VALID, LONGEST_LINK_VALID, NotificationStatus, PersonalMeeting, SchoolCalendar,
    StudentId, ZoomLink,
};
use crate::error::Error;
use crate::http::{Body, Endpoint, json};
use crate::pages::teacher::Outcome;

/// The endpoint. Its time covers a teacher's token (4 seconds), a meeting that is created (6) and the message (7).
pub const ENDPOINT: Endpoint = Endpoint {
    name: "create",
    path: "/api/teachers/students/{id}/zoom",
    methods: &["POST"],
    also: &[],
    timeout_seconds: 18,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, post(handle))
}

/// A `tracking_token` in the request is not read.
#[derive(Debug, Deserialize)]
struct CreateRequest {
    /// Any text with one Zoom meeting in it: a link in any form that people paste, a whole invitation, or the meeting's
    /// number; at most 16,000 bytes. The plain link is stored. Without it, with null or with blanks alone a meeting is
    /// created for a teacher who connected Zoom.
    link: Option<String>,
    /// The number of the meeting that a personal link (`zoom.us/my/NAME`) leads to. It is kept for this teacher and link.
    meeting_number: Option<String>,
    /// RFC 3339, or date and time by the school's clock. Default: 48 hours from now.
    expiration_date: Option<String>,
}

impl CreateRequest {
    /// Returns the link. `None`: a meeting is to be created, which needs an app by which teachers connect Zoom.
    fn link_to_send(&self, app: &App) -> Result<Option<&str>, Error> {
        let link = self.link.as_deref();
        if app.zoom_oauth.is_some() {
            return Ok(link.filter(|link| !link.trim().is_empty()));
        }

        match link {
            Some(link) => Ok(Some(link)),
            None => Err(Error::BadRequest("`link` is missing.".to_owned())),
        }
    }

    /// Reads the number that is said for a personal link.
    fn personal_meeting(&self, link: &ZoomLink) -> Result<Option<PersonalMeeting>, Error> {
        let Some(number) = &self.meeting_number else {
            return Ok(None);
        };

        Ok(Some(PersonalMeeting::new(link, number)?))
    }
}

#[derive(Debug, Serialize)]
struct CreateAnswer {
    id: i64,
    tracking_token: String,
    tracking_url: String,
    notification_sent: bool,
    notification_method: Option<&'static str>,
    notification_error: Option<String>,
    /// What became of the message and what to do, in the words of the teachers' page.
    notification_text: String,
    /// Whether the message certainly did not arrive and may be sent again.
    notification_may_send_again: bool,
    /// For how long Telegram takes no more messages, if it said so.
    notification_retry_after_seconds: Option<i64>,
    student_name: String,
    sent_time: String,
    /// The number of the meeting by which Zoom's events are matched with the lesson.
    meeting_number: Option<String>,
    /// Says that Zoom's events cannot be matched with the lesson, and what to do.
    meeting_warning: Option<&'static str>,
    /// The link that starts a meeting that was just created, as its host: for the teacher alone, for two hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_url: Option<String>,
}

async fn handle(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    credentials: Credentials,
    body: Result<Body<CreateRequest>, Error>,
) -> Result<Response, Error> {
    let now = app.clock.now();
    // The sender is checked first: a stranger learns nothing about what would have been accepted.
    let teacher = credentials
        .principal(now)?
        .teacher("Only the student's teacher may send a link.")?;
    // Bytes such as `%FF` are no text, and no id.
    let Path(id) = path.map_err(|_| Error::BadRequest("The address cannot be read.".to_owned()))?;
    let student: StudentId = id
        .parse()
        .map_err(|invalid| Error::BadRequest(format!("The student id {invalid}.")))?;
    let Body(request) = body?;

    let expires_at = expiration(&app, request.expiration_date.as_deref(), now);
    let Some(link) = request.link_to_send(&app)? else {
        let order = MeetingToSend {
            teacher,
            student,
            expires_at: expires_at?,
            sent_at: now,
        };
        let made = Box::pin(send_new_meeting(&app, order)).await?;
        return Ok(respond(&app, made.sent, made.start_url, now));
    };

    let link = ZoomLink::find_in(link)?;
    let meeting = request.personal_meeting(&link)?;
    let expires_at = expires_at?;
    let order = LinkToSend {
        teacher,
        student,
        link,
        expires_at,
        sent_at: now,
        lesson_key: None,
    };
    let sent = send(&app, order, meeting).await?;

    Ok(respond(&app, sent, None, now))
}

fn respond(app: &App, sent: SentLink, start_url: Option<Secret>, now: DateTime<Utc>) -> Response {
    // A double click or a repeated request gets the first one's session, and the student no second message.
    let status = if sent.is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };

    let mut answer = answer(app, sent, now);
    answer.start_url = start_url.map(|url| url.expose().to_owned());

    json(status, &answer)
}

/// Sends the link, and keeps the number of its meeting if the teacher says one.
async fn send(
    app: &App,
    order: LinkToSend,
    meeting: Option<PersonalMeeting>,
) -> Result<SentLink, Error> {
    let (teacher, now) = (order.teacher.clone(), order.sent_at);
    let mut sent = send_link(app, order).await?;

    // Only now it is known that the teacher may send this. The session that was just stored uses the number, too.
    if let Some(meeting) = meeting {
        Box::pin(record_personal_meeting(app, &teacher, &meeting, now)).await?;
        sent.meeting = Some(meeting.number);
    }

    Ok(sent)
}

fn answer(app: &App, sent: SentLink, now: DateTime<Utc>) -> CreateAnswer {
    let SentLink {
        student,
        stored,
        meeting,
        ..
    } = sent;
    let status = stored.notification;
    let is_sent = status.as_ref().is_some_and(NotificationStatus::is_sent);
    let has_bot = status != Some(NotificationStatus::Failed(Cause::NotConfigured));
    let outcome = Outcome::of(status.as_ref(), Some(stored.sent_at), now);
    let may_send_again = status
        .as_ref()
        .is_some_and(NotificationStatus::may_send_again);
    let retry_after_seconds = status
        .as_ref()
        .and_then(|status| status.seconds_to_wait(now));
    let name = status.map_or_else(String::new, |status| status.as_str().to_owned());

    CreateAnswer {
        id: stored.id.0,
        tracking_token: stored.token.as_str().to_owned(),
        tracking_url: app.tracking_url(&stored.token),
        notification_sent: is_sent,
        notification_method: has_bot.then_some("telegram"),
        notification_error: (!is_sent).then_some(name),
        notification_text: outcome.text,
        notification_may_send_again: may_send_again,
        notification_retry_after_seconds: retry_after_seconds,
        student_name: student.name,
        sent_time: rfc3339(stored.sent_at),
        meeting_warning: meeting.is_none().then_some(CANNOT_BE_MATCHED),
        meeting_number: meeting,
        start_url: None,
    }
}

fn expiration(app: &App, text: Option<&str>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let Some(text) = text else {
        return Ok(now + LINK_VALID);
    };
    let at = parse_instant(text, app.calendar()).ok_or_else(|| {
        let problem = "`expiration_date` must be a time such as 2026-11-23T18:00:00Z.";
        Error::BadRequest(problem.to_owned())
    })?;

    if at <= now || at > now + LONGEST_LINK_VALID {
        let problem = "`expiration_date` must lie within the next 366 days.";
        return Err(Error::Unprocessable(problem.to_owned()));
    }

    Ok(at)
}

/// Parses RFC 3339, or date and time by the school's clock.
fn parse_instant(text: &str, calendar: &SchoolCalendar) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }

    ["%FT%H:%M", "%FT%T", "%F %T"]
        .into_iter()
        .filter_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .find_map(|local| calendar.instant(local))
}
