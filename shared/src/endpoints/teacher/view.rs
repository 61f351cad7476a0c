//! Reads and answers the page of a teacher's own students.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::domain::{SessionId, TeacherId};
use crate::error::Error;
use crate::pages::page;
use crate::pages::teacher::page::{Notice, TeacherPage, cards, frame};
use crate::pages::teacher::personal::personal_links;
use crate::pages::teacher::{TodaysSession, ZoomState};
use crate::store::{Filter, OwnStudent, PagePosition, SessionWithNames, SortOrder, Store};

/// Lessons that began longer ago are not shown after midnight.
const ACROSS_MIDNIGHT: TimeDelta = TimeDelta::hours(4);
/// More sessions than any teacher holds on one day; of more, the newest are shown.
const MAX_SESSIONS: usize = 500;

/// Answers with the page. Its status is that of the error which the notice tells, if it tells one.
pub(super) async fn render(
    app: &App,
    teacher: &TeacherId,
    now: DateTime<Utc>,
    notice: Notice,
) -> Result<Response, Error> {
    let students = app.store().await?.list_students_of(teacher).await?;
    let notice = check_student(notice, &students)?;
    let lessons = list_lessons(app, teacher, now).await?;
    let connection = app.store().await?.find_zoom_connection(teacher).await?;
    let said = app.store().await?.list_personal_meetings(teacher).await?;

    let error = match &notice {
        Notice::Refused(refusal) => Some(&refusal.error),
        Notice::NotEnded(_, error) | Notice::NotStarted(_, error) => Some(error),
        Notice::NumberRefused(refused) => Some(&refused.error),
        Notice::Nothing | Notice::Sent(_) | Notice::Zoom(_) => None,
    };
    let status = error.map_or(StatusCode::OK, Error::status);
    let retry_after = error.and_then(Error::retry_after);

    let frame = frame(&app.config, &notice);
    let mut response = page(
        status,
        &frame,
        &TeacherPage {
            frame: &frame,
            days: app.calendar(),
            now,
            personal: personal_links(said, &lessons),
            cards: cards(students, lessons),
            zoom: ZoomState::of(&app.config, connection.as_ref()),
            notice,
        },
    );

    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }

    Ok(response)
}

/// Refuses a notice about a student who is not the teacher's: no form of the page could show it.
fn check_student(notice: Notice, students: &[OwnStudent]) -> Result<Notice, Error> {
    let refusal = match notice {
        Notice::Refused(refusal) => refusal,
        Notice::Nothing
        | Notice::Sent(_)
        | Notice::NotEnded(..)
        | Notice::NumberRefused(_)
        | Notice::Zoom(_)
        | Notice::NotStarted(..) => {
            return Ok(notice);
        }
    };

    if students.iter().any(|student| student.id == refusal.student) {
        return Ok(Notice::Refused(refusal));
    }

    // What else is wrong with the form is not told about somebody else's student.
    Err(match refusal.error {
        Error::NotFound(text) => Error::NotFound(text),
        _ => Error::Forbidden("This is not your student."),
    })
}

/// Lists today's sessions, by the school's calendar, and yesterday's that still go on, settled as a sweep would settle
/// them.
async fn list_lessons(
    app: &App,
    teacher: &TeacherId,
    now: DateTime<Utc>,
) -> Result<Vec<TodaysSession>, Error> {
    let store = app.store().await?;
    let calendar = app.calendar();
    let rules = &app.config.rules;

    let today = calendar.start(calendar.day_of(now));
    // A class may cross midnight.
    let from = today.min(now - ACROSS_MIDNIGHT);
    let sessions = list_sessions(app, store, teacher, from, now).await?;

    let ids: Vec<SessionId> = sessions.iter().map(|listed| listed.session.id).collect();
    let tokens = store.tracking_tokens(&ids).await?;
    let created = store.list_created_meetings_of(&ids).await?;
    let created: BTreeSet<SessionId> = created.iter().filter_map(|one| one.session).collect();

    let mut lessons = Vec::new();
    for listed in sessions {
        let is_of_today = listed.session.time().is_some_and(|at| at >= today);
        let url = tokens
            .get(&listed.session.id)
            .map(|token| app.tracking_url(token));
        let session = listed.session.settle(now, rules).session;
        let notification = listed.notification.as_ref();
        let lesson = TodaysSession::new(&session, notification, url, calendar, now, rules)
            .with_own_meeting(created.contains(&session.id));

        if is_of_today || lesson.awaits_end() {
            lessons.push(lesson);
        }
    }

    Ok(lessons)
}

async fn list_sessions(
    app: &App,
    store: &Store,
    teacher: &TeacherId,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<SessionWithNames>, Error> {
    let filter = Filter {
        teacher: Some(teacher.clone()),
        from: Some(from),
        ..Filter::default()
    };
    let page = store
        .list_sessions(
            &filter,
            SortOrder::default(),
            PagePosition::First,
            MAX_SESSIONS,
            now,
            &app.config.rules,
        )
        .await?;

    // Byte by byte: the database's collation takes `USTAZ1` for `ustaz1`.
    let mut sessions = page.sessions;
    sessions.retain(|listed| listed.session.teacher == *teacher);

    Ok(sessions)
}
