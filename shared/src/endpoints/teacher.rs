//! `/teacher`: GET shows a teacher's own students and today's sessions; the page's forms send a link, and say when a
//! class begins and ends.

mod class;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde::Deserialize;

use self::class::ClassReportInput;
use super::staff;
use crate::app::App;
use crate::app::send_link::{LinkToSend, send_link};
use crate::auth::Principal;
use crate::domain::{LINK_VALID, SessionId, StudentId, TeacherId, ZoomLink};
use crate::error::Error;
use crate::http::{Endpoint, Form};
use crate::pages::teacher::TodaysSession;
use crate::pages::teacher::page::{Notice, Refusal, TeacherPage, cards, frame};
use crate::pages::{page, paths};
use crate::store::{Filter, PagePosition, SessionWithNames, SortOrder};

/// The endpoint. Its time covers the message's 7 seconds.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "teacher",
    path: paths::TEACHER,
    methods: &["GET", "HEAD", "POST"],
    also: &[],
    timeout_seconds: 9,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, get(show).post(apply_form))
}

#[derive(Debug, Deserialize)]
struct PageQuery {
    /// The session that was sent just now.
    sent: Option<String>,
}

#[derive(Deserialize)]
struct TeachersForm {
    #[serde(default)]
    action: Action,
    /// To whom a link is sent.
    #[serde(default)]
    student: String,
    #[serde(default)]
    link: String,
    /// Whose class it is.
    #[serde(default)]
    session: String,
    /// `18:59`, by the school's clock.
    #[serde(default)]
    ended_at: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Action {
    #[default]
    Send,
    StartClass,
    EndClass,
    /// There was no class.
    NoClass,
    /// Sent by the page while a class runs.
    Seen,
}

impl TeachersForm {
    /// What is said of which class; `None`: a link is to be sent.
    fn said(&self) -> Result<Option<(SessionId, ClassReportInput)>, Error> {
        let said = match self.action {
            Action::Send => return Ok(None),
            Action::StartClass => ClassReportInput::Started,
            Action::Seen => ClassReportInput::Seen,
            Action::NoClass => ClassReportInput::Denied,
            Action::EndClass if self.ended_at.is_empty() => ClassReportInput::Ended(None),
            Action::EndClass => {
                let time = NaiveTime::parse_from_str(&self.ended_at, "%H:%M");
                let invalid = |_| Error::BadRequest("The time must be like 18:59.".to_owned());
                ClassReportInput::Ended(Some(time.map_err(invalid)?))
            }
        };

        let id = self
            .session
            .parse()
            .map_err(|_| Error::BadRequest("The lesson's id is not a number.".to_owned()))?;

        Ok(Some((SessionId(id), said)))
    }
}

/// Lessons that began so long before are over.
const ACROSS_MIDNIGHT: TimeDelta = TimeDelta::hours(4);
/// More sessions than any teacher holds on one day; of more, the newest are shown.
const MAX_SESSIONS: usize = 500;

async fn show(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> Response {
    let now = app.clock.now();
    let sent = query.ok().and_then(|Query(query)| query.sent?.parse().ok());
    let told = sent.map_or(Notice::Nothing, |id| Notice::Sent(SessionId(id)));
    let who = app.authenticate(&headers, now, false);

    let (role, home) = staff::error_frame(&who, ENDPOINT.path);
    let result = match teacher(who) {
        Ok(teacher) => {
            staff::with_deadline(
                ENDPOINT.timeout_seconds,
                Box::pin(render(&app, &teacher, now, told)),
            )
            .await
        }
        Err(error) => Err(error),
    };

    staff::into_page(&app, role, home, &uri, result)
}

async fn apply_form(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    form: Result<Form<TeachersForm>, Error>,
) -> Response {
    let now = app.clock.now();
    let who = app.authenticate(&headers, now, true);
    let (role, home) = staff::error_frame(&who, ENDPOINT.path);
    let result = match teacher(who) {
        Ok(teacher) => {
            staff::with_deadline(
                ENDPOINT.timeout_seconds,
                Box::pin(told(&app, teacher, form, now)),
            )
            .await
        }
        Err(error) => Err(error),
    };

    staff::into_page(&app, role, home, &uri, result)
}

fn teacher(who: Result<Principal, Error>) -> Result<TeacherId, Error> {
    match who? {
        Principal::Teacher(teacher) => Ok(teacher),
        Principal::Admin(_) => Err(Error::Forbidden("This page is for teachers.")),
    }
}

/// Does what the form says. The browser goes on with a GET, so that a reload shows the outcome and repeats nothing.
async fn told(
    app: &App,
    teacher: TeacherId,
    form: Result<Form<TeachersForm>, Error>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let Form(form) = form?;
    let Some((id, said)) = form.said()? else {
        return send_link_and_return(app, teacher, form, now).await;
    };

    match class::take(app, &teacher, id, said, now).await {
        Err(error @ Error::Unprocessable(_)) => {
            render(app, &teacher, now, Notice::NotEnded(id, error)).await
        }
        result => result,
    }
}

async fn send_link_and_return(
    app: &App,
    teacher: TeacherId,
    form: TeachersForm,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let student: StudentId = form
        .student
        .parse()
        .map_err(|invalid| Error::BadRequest(format!("The student id {invalid}.")))?;
    match order(app, teacher.clone(), student, &form.link, now).await {
        Ok(id) => Ok(staff::see_other(&format!("{}?sent={id}", ENDPOINT.path))),
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

async fn order(
    app: &App,
    teacher: TeacherId,
    student: StudentId,
    link: &str,
    now: DateTime<Utc>,
) -> Result<SessionId, Error> {
    let link: ZoomLink = link.parse()?;
    let order = LinkToSend {
        teacher,
        student,
        link,
        expires_at: now + LINK_VALID,
        sent_at: now,
    };

    Ok(send_link(app, order).await?.stored.id)
}

/// The page of a teacher's own students.
async fn render(
    app: &App,
    teacher: &TeacherId,
    now: DateTime<Utc>,
    told: Notice,
) -> Result<Response, Error> {
    let students = app.store().await?.list_students_of(teacher).await?;
    let (mut status, mut retry_after) = (StatusCode::OK, None);
    let told = match told {
        // There is no form to say it at: not this teacher's student.
        Notice::Refused(refusal) if !students.iter().any(|one| one.id == refusal.student) => {
            // What is wrong with the link does not matter for somebody else's student.
            return Err(match refusal.error {
                Error::NotFound(text) => Error::NotFound(text),
                _ => Error::Forbidden("This is not your student."),
            });
        }
        Notice::Refused(refusal) => {
            (status, retry_after) = (refusal.error.status(), refusal.error.retry_after());
            Notice::Refused(refusal)
        }
        Notice::NotEnded(id, error) => {
            status = error.status();
            Notice::NotEnded(id, error)
        }
        told => told,
    };

    let lessons = lessons(app, teacher, now).await?;
    let frame = frame(&app.config, &told);
    let cards = cards(students, lessons);
    let mut response = page(
        status,
        &frame,
        &TeacherPage {
            frame: &frame,
            days: app.calendar(),
            now,
            cards,
            notice: told,
        },
    );

    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }

    Ok(response)
}

/// Today's sessions, by the school's calendar, and yesterday's whose end may still be told, settled as a sweep would
/// settle them.
async fn lessons(
    app: &App,
    teacher: &TeacherId,
    now: DateTime<Utc>,
) -> Result<Vec<TodaysSession>, Error> {
    let (store, rules, days) = (app.store().await?, &app.config.rules, app.calendar());
    let today = days.start(days.day_of(now));
    // A class may cross midnight.
    let from = Some(today.min(now - ACROSS_MIDNIGHT));
    let filter = Filter {
        teacher: Some(teacher.clone()),
        from,
        ..Filter::default()
    };

    let page = store
        .list_sessions(
            &filter,
            SortOrder::default(),
            PagePosition::First,
            MAX_SESSIONS,
            now,
            rules,
        )
        .await?;

    let mut listed = page.sessions;
    // Byte by byte: the database's collation takes `USTAZ1` for `ustaz1`.
    listed.retain(|one| one.session.teacher == *teacher);
    let ids: Vec<SessionId> = listed.iter().map(|one| one.session.id).collect();
    let tokens = store.tracking_tokens(&ids).await?;

    let lesson = |one: SessionWithNames| {
        let is_of_today = one.session.time().is_some_and(|at| at >= today);
        let url = tokens
            .get(&one.session.id)
            .map(|token| app.tracking_url(token));
        let session = one.session.settle(now, rules).session;
        let lesson = TodaysSession::new(&session, one.notification, url, days, now, rules);

        (is_of_today || lesson.awaits_end()).then_some(lesson)
    };

    Ok(listed.into_iter().filter_map(lesson).collect())
}
