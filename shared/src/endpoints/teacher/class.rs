//! "Start class", "End class", "There was no class", and the signs of life of the teacher's tab.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Days, NaiveTime, Utc};

use super::ENDPOINT;
use crate::app::App;
use crate::domain::{InvalidClassEnd, SchoolCalendar, Session, SessionId, TeacherId};
use crate::endpoints::staff;
use crate::error::Error;

/// What a teacher says of a class.
#[derive(Clone, Debug)]
pub(crate) enum ClassReportInput {
    Started,
    /// Now, or by the school's clock.
    Ended(Option<NaiveTime>),
    /// It was not held.
    Denied,
    /// The tab is still there.
    Seen,
}

/// Takes the teacher's word for one of the teacher's own sessions.
pub(crate) async fn take(
    app: &App,
    teacher: &TeacherId,
    id: SessionId,
    said: ClassReportInput,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let store = app.store().await?;
    let found = store.find_session(id).await?.map(|listed| listed.session);
    let own = |session: &Session| session.teacher == *teacher && session.accepts_class_report(now);
    let Some(session) = found.filter(own) else {
        return Err(Error::NotFound("You have no such lesson today."));
    };

    let rules = &app.config.rules;
    match said {
        ClassReportInput::Seen => {
            store.record_teacher_seen(id, now).await?;
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        ClassReportInput::Started => {
            store
                .change_session(id, now, |session| Ok::<_, Error>(session.start_class(now)))
                .await?;
        }
        ClassReportInput::Ended(time) => {
            let at = time
                .map(|time| latest(app.calendar(), time, now))
                .transpose()?;
            let began = [session.class_report.started_at, session.began_at()]
                .into_iter()
                .flatten()
                .min()
                .unwrap_or(now);
            let next = store.next_class(&session, began).await?;
            let end =
                |session: Session| session.end_class(at, next, now, rules).map_err(Error::from);

            store.change_session(id, now, end).await?;
        }
        ClassReportInput::Denied => {
            store
                .change_session(id, now, |session| {
                    Ok::<_, Error>(session.deny_class(now, rules))
                })
                .await?;
        }
    }

    tracing::info!(
        session.id = id.0,
        ?said,
        "The teacher's word for session {id}"
    );

    Ok(staff::see_other(&format!(
        "{}#student-{}",
        ENDPOINT.path, session.student
    )))
}

/// The latest moment with that time of day that is not in the future.
fn latest(
    days: &SchoolCalendar,
    time: NaiveTime,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Error> {
    let today = days.day_of(now).date();
    let at = |date: chrono::NaiveDate| days.instant(date.and_time(time));
    let candidates = [Some(today), today.checked_sub_days(Days::new(1))]
        .into_iter()
        .flatten();
    let past = candidates.filter_map(at).find(|at| *at <= now);

    past.ok_or_else(|| InvalidClassEnd::InFuture.into())
}

impl From<InvalidClassEnd> for Error {
    fn from(invalid: InvalidClassEnd) -> Self {
        Self::Unprocessable(invalid.to_string())
    }
}
