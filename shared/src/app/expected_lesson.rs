//! Notes what is to be expected of a lesson once its page is open: what fills in an end that nobody will tell.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::{ExpectedLesson, PlannedHour, Session};
use crate::store::{Store, StoreError};

/// Notes what is to be expected of a session. A failure is logged and changes nothing: the next message of the page
/// that is more than a heartbeat tries again.
pub(crate) async fn expect_lesson(app: &App, store: &Store, session: &Session) {
    let Some(presence) = session.presence() else {
        return;
    };
    // Not the message's time: a page that was opened before this was noted may tell the end of its lesson.
    let opened = presence.clicked_at;

    if let Err(error) = note_expected(app, store, session, opened).await {
        tracing::warn!(session.id = session.id.0, %error, "What to expect of a lesson could not be noted");
    }
}

async fn note_expected(
    app: &App,
    store: &Store,
    session: &Session,
    opened: DateTime<Utc>,
) -> Result<(), StoreError> {
    let earlier = store
        .expected_by_earlier_lessons(session, opened, app.calendar())
        .await?
        .unwrap_or_else(ExpectedLesson::assumed);
    let expected = match planned_hour(app, store, session, opened).await? {
        Some(hour) => earlier.planned(hour),
        None => earlier,
    };

    store.record_expected_lesson(session.id, &expected).await
}

/// Finds the hour that the timetable has for a lesson whose page was opened.
async fn planned_hour(
    app: &App,
    store: &Store,
    session: &Session,
    opened: DateTime<Utc>,
) -> Result<Option<PlannedHour>, StoreError> {
    let timetable = store.find_timetable_of_teacher(&session.teacher).await?;
    let whose = (&session.teacher, session.student);

    Ok(timetable.and_then(|timetable| timetable.hour_of(whose, opened, app.calendar())))
}
