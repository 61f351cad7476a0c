//! Records a teacher's report: a class begins, ends, is not held, or the teacher's tab is still open.

use chrono::{DateTime, Days, NaiveTime, Utc};

use crate::app::App;
use crate::app::sent_lessons::{LessonsSent, reconcile_sent_since};
use crate::domain::{InvalidClassEnd, SchoolCalendar, Session, SessionId, TeacherId};
use crate::error::Error;
use crate::store::Store;

/// A teacher's report about a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClassReportInput {
    Started,
    /// Now, or by the school's clock.
    Ended(Option<NaiveTime>),
    /// It was not held.
    Denied,
    /// The tab is still there.
    Seen,
}

/// Records a report on one of the teacher's own sessions. Returns the session as it was before.
pub(crate) async fn record_class_report(
    app: &App,
    teacher: &TeacherId,
    id: SessionId,
    report: ClassReportInput,
    now: DateTime<Utc>,
) -> Result<Session, Error> {
    let store = app.store().await?;
    let session = find_own_session(store, id, teacher, now).await?;
    let rules = &app.config.rules;

    match report {
        // Every open tab repeats this, so it is no event for the log.
        ClassReportInput::Seen => {
            store.record_teacher_seen(id, now).await?;
            return Ok(session);
        }
        ClassReportInput::Started => {
            store
                .change_session(id, now, |session| Ok::<_, Error>(session.start_class(now)))
                .await?;
        }
        ClassReportInput::Ended(time) => end_class(app, store, &session, time, now).await?,
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
        said = ?report,
        "The teacher's word for session {id}"
    );

    Ok(session)
}

async fn find_own_session(
    store: &Store,
    id: SessionId,
    teacher: &TeacherId,
    now: DateTime<Utc>,
) -> Result<Session, Error> {
    // One answer for a session that does not exist, is another teacher's, or is too old: a teacher who tries other
    // numbers learns nothing.
    const UNKNOWN: Error = Error::NotFound("You have no such lesson today.");
    let session = store.find_session_by_id(id).await?.ok_or(UNKNOWN)?;

    if session.teacher == *teacher && session.accepts_class_report(now) {
        Ok(session)
    } else {
        Err(UNKNOWN)
    }
}

async fn end_class(
    app: &App,
    store: &Store,
    session: &Session,
    time: Option<NaiveTime>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let rules = &app.config.rules;
    let reported_end = match time {
        Some(time) => Some(latest_instant(app.calendar(), time, now)?),
        None => None,
    };

    // Nobody teaches two students at a time, so the teacher's next class bounds this one.
    let began_at = [session.class_report.started_at, session.began_at()]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(now);
    let next = store.next_class(session, began_at).await?;

    store
        .change_session(session.id, now, |session| {
            session
                .end_class(reported_end, next, now, rules)
                .map_err(Error::from)
        })
        .await?;

    if session.is_denied_unopened() {
        // There was a class after all, so Zoom's word counts again.
        measure_by_zoom(app, store, session, now).await?;
    }

    Ok(())
}

async fn measure_by_zoom(
    app: &App,
    store: &Store,
    session: &Session,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let meeting = store.find_meeting_of(session.id).await?;
    let (Some(meeting), Some(since)) = (meeting, session.sent_at) else {
        return Ok(());
    };

    let lessons = LessonsSent {
        meeting: &meeting,
        since,
        silence_counts_of: None,
    };
    Box::pin(reconcile_sent_since(app, store, lessons, now)).await?;

    Ok(())
}

/// Returns the latest moment with that time of day that is not in the future.
fn latest_instant(
    calendar: &SchoolCalendar,
    time: NaiveTime,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, InvalidClassEnd> {
    let today = calendar.day_of(now).date();
    // After midnight a teacher may enter the end of a class that began yesterday.
    let yesterday = today.checked_sub_days(Days::new(1));

    [Some(today), yesterday]
        .into_iter()
        .flatten()
        .filter_map(|date| calendar.instant(date.and_time(time)))
        .find(|at| *at <= now)
        .ok_or(InvalidClassEnd::InFuture)
}
