//! Sending a student a link: the one way in which sessions come to be, whoever asks for it.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::{NotificationStatus, StudentId, TeacherId, ZoomLink, check_send_limits};
use crate::error::Error;
use crate::store::{CreateOutcome, NewSession, Store, StoreError, StoredSession, Student};
use crate::telegram::LessonMessage;

/// What a teacher asks for.
pub(crate) struct LinkToSend {
    pub(crate) teacher: TeacherId,
    pub(crate) student: StudentId,
    pub(crate) link: ZoomLink,
    pub(crate) expires_at: DateTime<Utc>,
    /// Now.
    pub(crate) sent_at: DateTime<Utc>,
}

/// What became of it: the session as stored, with the outcome of its message.
pub(crate) struct SentLink {
    pub(crate) student: Student,
    pub(crate) stored: StoredSession,
    /// False for the same link again: nothing was stored and no message sent.
    pub(crate) is_new: bool,
}

/// Stores a session of the teacher's own student and sends the message, unless both happened a moment ago.
pub(crate) async fn send_link(app: &App, order: LinkToSend) -> Result<SentLink, Error> {
    let store = app.store().await?;
    let student = own_student(store, order.student, &order.teacher).await?;
    let expires_at = order.expires_at;

    match insert(app, store, order).await? {
        CreateOutcome::New(mut stored) => {
            let id = stored.id.0;
            tracing::info!(
                session.id = id,
                student.id = student.id.0,
                "Session {id} created"
            );

            stored.notification = Some(notify(app, store, &student, &stored, expires_at).await);
            Ok(SentLink {
                student,
                stored,
                is_new: true,
            })
        }
        CreateOutcome::Repeat(stored) => Ok(SentLink {
            student,
            stored,
            is_new: false,
        }),
        CreateOutcome::TooMany { retry_after } => Err(Error::TooMany {
            text: "Too many links for this student. Please wait.",
            retry_after,
        }),
    }
}

async fn own_student(store: &Store, id: StudentId, teacher: &TeacherId) -> Result<Student, Error> {
    let student = store
        .find_student(id)
        .await?
        .ok_or(Error::NotFound("There is no such student."))?;

    if student.teacher.as_ref() != Some(teacher) {
        return Err(Error::Forbidden("This is not your student."));
    }

    Ok(student)
}

async fn insert(app: &App, store: &Store, order: LinkToSend) -> Result<CreateOutcome, Error> {
    let token = app.fresh_token();
    let LinkToSend {
        teacher,
        student,
        link,
        expires_at,
        sent_at,
    } = order;

    let mut new = NewSession {
        student,
        teacher,
        link,
        token,
        expires_at,
        sent_at,
    };

    let judge = |recent: &[_]| check_send_limits(recent, &new.link, sent_at);
    match store.create_session(&new, judge).await {
        // The token exists already: the database refuses it, and another one is drawn, once.
        Err(StoreError::DuplicateKey) => {
            new.token = app.fresh_token();
            Ok(store
                .create_session(&new, |recent| check_send_limits(recent, &new.link, sent_at))
                .await?)
        }
        result => Ok(result?),
    }
}

/// Sends the message and notes what became of it. The session is stored already and stays, whatever happens.
async fn notify(
    app: &App,
    store: &Store,
    student: &Student,
    stored: &StoredSession,
    expires_at: DateTime<Utc>,
) -> NotificationStatus {
    let url = app.tracking_url(&stored.token);
    let message = LessonMessage {
        school: &app.config.school_name,
        student: &student.name,
        teacher: student.teacher_name.as_deref(),
        sent_at: stored.sent_at,
        expires_at,
        days: app.calendar(),
        tracking_url: &url,
    };
    let status = match app
        .telegram
        .send(student.chat_id.as_deref(), &message)
        .await
    {
        Ok(()) => NotificationStatus::Sent,
        Err(cause) => {
            let id = stored.id.0;
            tracing::warn!(
                session.id = id,
                cause = cause.as_str(),
                "Message of session {id} was not delivered"
            );

            NotificationStatus::Failed(cause)
        }
    };
    if let Err(error) = store
        .record_notification(stored.id, status, app.clock.now())
        .await
    {
        tracing::warn!(session.id = stored.id.0, %error, "Outcome of a message could not be stored");
    }
    status
}
