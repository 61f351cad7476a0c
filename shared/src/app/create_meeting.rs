//! Creates a meeting for one lesson, with a place of its own for the student where Zoom gives one.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use crate::app::App;
use crate::app::zoom_connection::{NoAccess, PERSONS_PATIENCE, TeacherAccess, refused};
use crate::config::Secret;
use crate::domain::ZoomLink;
use crate::error::Error;
use crate::random;
use crate::zoom::{
    DELETE_MEETING, MeetingAtZoom, MeetingToCreate, OLDER_WRITING, REGISTER, Registration,
    ZoomApiError,
};

/// A meeting that was created for a lesson.
pub(crate) struct NewMeeting {
    /// The key of the lesson.
    pub(crate) key: String,
    pub(crate) number: String,
    /// The student's link.
    pub(crate) link: ZoomLink,
    /// Zoom's id of the student's registration.
    pub(crate) registrant: Option<String>,
    pub(crate) start_url: Option<Secret>,
}

/// All calls together: a person waits, and a message is still to be sent.
const PATIENCE: Duration = Duration::from_secs(6);
const KEY_DIGITS: usize = 32;
/// What others in the meeting read of the student. Zoom learns no name.
const STUDENTS_NAME: &str = "Student";

/// Creates the meeting.
pub(crate) async fn create_meeting(
    app: &App,
    access: &TeacherAccess,
    now: DateTime<Utc>,
) -> Result<NewMeeting, Error> {
    let key = random::hex(KEY_DIGITS);
    let created = tokio::time::timeout(PATIENCE, create(app, access, &key, now)).await;

    created
        .unwrap_or(Err(ZoomApiError::Unreachable))
        .map_err(|error| explain(&error))
}

async fn create(
    app: &App,
    access: &TeacherAccess,
    key: &str,
    now: DateTime<Utc>,
) -> Result<NewMeeting, ZoomApiError> {
    let may_register =
        access.connection.may_be_licensed() && access.connection.may(REGISTER, OLDER_WRITING);
    if may_register {
        match create_with_place(app, access, key, now).await {
            Ok(Some(meeting)) => return Ok(meeting),
            // Without a place of its own the student uses the link for everybody, in a meeting where nobody registers.
            Ok(None) | Err(ZoomApiError::Refused { .. } | ZoomApiError::WrongPlan) => {}
            Err(error) => return Err(error),
        }
    }

    let made = ask_for_meeting(app, access, key, false, now).await?;
    NewMeeting::of(key, &made, None).ok_or(ZoomApiError::NotZoom(200))
}

/// Creates a meeting in which the student has a place. `None`: there is none, and no such meeting.
async fn create_with_place(
    app: &App,
    access: &TeacherAccess,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Option<NewMeeting>, ZoomApiError> {
    let made = ask_for_meeting(app, access, key, true, now).await?;
    // As it is for free users, and in accounts that do not have registration.
    if !made.takes_registrations {
        return Ok(NewMeeting::of(key, &made, None));
    }

    let calls = access.calls(app);
    let zoom = access
        .zoom(app, &calls)
        .until(Instant::now() + PERSONS_PATIENCE);
    let registration = zoom
        .register_student(&made.number, key, STUDENTS_NAME)
        .await;
    let meeting = match registration {
        Ok(registration) => NewMeeting::of(key, &made, Some(registration)),
        Err(error) => {
            tracing::warn!(%error, "Zoom registered no student");
            None
        }
    };

    if meeting.is_none() {
        delete_meeting(app, access, &made.number).await;
    }
    Ok(meeting)
}

async fn ask_for_meeting(
    app: &App,
    access: &TeacherAccess,
    key: &str,
    with_registration: bool,
    now: DateTime<Utc>,
) -> Result<MeetingAtZoom, ZoomApiError> {
    let calls = access.calls(app);
    let zoom = access
        .zoom(app, &calls)
        .until(Instant::now() + PERSONS_PATIENCE);
    let meeting = MeetingToCreate {
        topic: &app.config.school_name,
        starts_at: now,
        key,
        with_registration,
    };

    zoom.create_meeting(&meeting).await
}

/// Deletes a meeting that no lesson needs, if the teacher's app may. Otherwise it stays in the teacher's list at Zoom.
pub(crate) async fn delete_meeting(app: &App, access: &TeacherAccess, number: &str) {
    if !access.connection.may(DELETE_MEETING, OLDER_WRITING) {
        return;
    }

    let calls = access.calls(app);
    let zoom = access
        .zoom(app, &calls)
        .until(Instant::now() + PERSONS_PATIENCE);
    if let Err(error) = zoom.delete_meeting(number).await {
        tracing::warn!(%error, "A meeting that no lesson needs stays at Zoom");
    }
}

impl NewMeeting {
    /// `None`: the link is none that a student can use.
    fn of(key: &str, made: &MeetingAtZoom, registration: Option<Registration>) -> Option<Self> {
        let url = registration
            .as_ref()
            .map_or(&made.join_url, |registration| &registration.join_url);

        Some(Self {
            key: key.to_owned(),
            number: made.number.clone(),
            link: url.expose().parse().ok()?,
            registrant: registration.map(|registration| registration.id),
            start_url: made.start_url.clone(),
        })
    }
}

/// Says what a teacher can do.
fn explain(error: &ZoomApiError) -> Error {
    tracing::warn!(%error, "Zoom created no meeting for a lesson");

    refused(match error {
        ZoomApiError::Disconnected => return NoAccess::Broken.into(),
        ZoomApiError::DailyLimit(_) => {
            "Zoom lets you create 100 meetings a day, and today's are used up. Paste a link instead."
        }
        ZoomApiError::MissingScope(_) => {
            "The school's app may not create meetings for you. Paste a link instead, and tell the school office."
        }
        _ => "Zoom did not create a meeting. Paste a link instead.",
    })
}
