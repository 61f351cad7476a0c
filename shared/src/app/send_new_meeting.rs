//! Sends a student the link of a meeting that is created for the lesson, in the name of a teacher who connected Zoom.
//!
//! Why a lease. Two taps at once must not make two meetings and two lessons. So one request at a time creates a meeting
//! for a teacher; the other one waits for a moment, and finds the first one's lesson.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::app::create_meeting::{NewMeeting, create_meeting, delete_meeting};
use crate::app::send_link::{LinkToSend, SentLink, own_student, send_link};
use crate::app::zoom_connection::{NoAccess, refused, teacher_access};
use crate::config::Secret;
use crate::domain::{REPEAT_WINDOW, SessionId, StudentId, TeacherId, time_until_next_link};
use crate::error::Error;
use crate::store::{NewCreatedMeeting, Store, StoredSession};

/// A lesson that begins without a link.
pub(crate) struct MeetingToSend {
    pub(crate) teacher: TeacherId,
    pub(crate) student: StudentId,
    pub(crate) expires_at: DateTime<Utc>,
    /// Now.
    pub(crate) sent_at: DateTime<Utc>,
}

/// The session as stored, and the link that starts its meeting.
pub(crate) struct SentMeeting {
    pub(crate) sent: SentLink,
    /// The teacher's alone. `None`: Zoom gave none, or the lesson was created a moment ago.
    pub(crate) start_url: Option<Secret>,
}

/// Longer than a meeting and its message take.
const LEASE: TimeDelta = TimeDelta::seconds(20);
const POLL: Duration = Duration::from_millis(200);
/// Looks for the lesson of another request: 6 seconds.
const LOOKS: usize = 30;

/// Creates the meeting and sends its link, unless both happened a moment ago.
pub(crate) async fn send_new_meeting(
    app: &App,
    order: MeetingToSend,
) -> Result<SentMeeting, Error> {
    let store = app.store().await?;
    own_student(store, order.student, &order.teacher).await?;
    if store.find_zoom_connection(&order.teacher).await?.is_none() {
        return Err(NoAccess::NotConnected.into());
    }

    for _ in 0..LOOKS {
        if let Some(sent) = find_repeat(store, &order).await? {
            return Ok(SentMeeting {
                sent,
                start_url: None,
            });
        }

        let now = app.clock.now();
        let until = now + LEASE;
        if store
            .lease_meeting_creation(&order.teacher, until, now)
            .await?
        {
            let teacher = order.teacher.clone();
            let result = Box::pin(create_and_send(app, store, order)).await;
            store.release_meeting_creation(&teacher).await?;

            return result;
        }
        tokio::time::sleep(POLL).await;
    }

    Err(refused(
        "Another class of yours is just being created. Load the page again.",
    ))
}

/// Finds the lesson that this teacher began with this student a moment ago.
async fn find_repeat(store: &Store, order: &MeetingToSend) -> Result<Option<SentLink>, Error> {
    let since = order.sent_at - REPEAT_WINDOW;
    let found = store
        .find_lesson_created_since(&order.teacher, order.student, since)
        .await?;
    let Some(id) = found else {
        return Ok(None);
    };
    let stored = stored_session(store, id).await?;

    Ok(Some(SentLink {
        student: own_student(store, order.student, &order.teacher).await?,
        meeting: store.find_meeting_of(id).await?,
        stored,
        is_new: false,
    }))
}

async fn stored_session(store: &Store, id: SessionId) -> Result<StoredSession, Error> {
    const GONE: Error = Error::NotFound("You have no such lesson.");
    let listed = store.find_session(id).await?.ok_or(GONE)?;
    let token = store.tracking_tokens(&[id]).await?.remove(&id);

    Ok(StoredSession {
        id,
        token: token.ok_or(GONE)?,
        sent_at: listed.session.sent_at.ok_or(GONE)?,
        notification: listed.notification,
    })
}

async fn create_and_send(
    app: &App,
    store: &Store,
    order: MeetingToSend,
) -> Result<SentMeeting, Error> {
    // The lesson of a rival may have been stored between the look for it and the lease.
    if let Some(sent) = find_repeat(store, &order).await? {
        return Ok(SentMeeting {
            sent,
            start_url: None,
        });
    }
    check_limits(store, &order).await?;

    let access = teacher_access(app, &order.teacher).await?;
    let meeting = create_meeting(app, &access, order.sent_at).await?;

    let result = store_and_send(app, store, &order, &meeting, &access.connection.zoom_user).await;
    if result.is_err() {
        delete_meeting(app, &access, &meeting.number).await;
    }

    Ok(SentMeeting {
        sent: result?,
        start_url: meeting.start_url,
    })
}

/// Refuses what the limits will not let be stored, before a meeting is created.
async fn check_limits(store: &Store, order: &MeetingToSend) -> Result<(), Error> {
    let recent = store
        .list_recent_links(&order.teacher, order.student, order.sent_at)
        .await?;

    match time_until_next_link(&recent, order.sent_at) {
        Some(retry_after) => Err(Error::TooMany {
            text: "Too many links for this student. Please wait.",
            retry_after,
        }),
        None => Ok(()),
    }
}

async fn store_and_send(
    app: &App,
    store: &Store,
    order: &MeetingToSend,
    meeting: &NewMeeting,
    zoom_user: &str,
) -> Result<SentLink, Error> {
    let created = NewCreatedMeeting {
        key: &meeting.key,
        meeting: meeting.link.meeting_id().unwrap_or(&meeting.number),
        teacher: &order.teacher,
        zoom_user,
        registrant: meeting.registrant.as_deref(),
    };
    store.insert_created_meeting(created, order.sent_at).await?;

    let link = LinkToSend {
        teacher: order.teacher.clone(),
        student: order.student,
        link: meeting.link.clone(),
        expires_at: order.expires_at,
        sent_at: order.sent_at,
        lesson_key: Some(meeting.key.clone()),
    };
    send_link(app, link).await
}
