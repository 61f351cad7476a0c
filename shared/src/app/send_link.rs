//! Sends a student a link. Every session begins here.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::lesson_package::find_lesson_package;
use crate::app::personal_meeting::find_meeting_number;
use crate::domain::{
    LessonPackage, NotificationStatus, StudentId, TeacherId, ZoomLink, check_send_limits,
};
use crate::error::Error;
use crate::store::{CreateOutcome, NewSession, Store, StoreError, StoredSession, Student};
use crate::telegram::LessonMessage;

/// The link that a teacher sends.
pub(crate) struct LinkToSend {
    pub(crate) teacher: TeacherId,
    pub(crate) student: StudentId,
    pub(crate) link: ZoomLink,
    pub(crate) expires_at: DateTime<Utc>,
    /// Now.
    pub(crate) sent_at: DateTime<Utc>,
    /// The key of the lesson, if its meeting was created for it.
    pub(crate) lesson_key: Option<String>,
}

/// The session as stored, with the outcome of its message.
pub(crate) struct SentLink {
    pub(crate) student: Student,
    pub(crate) stored: StoredSession,
    /// The number of the meeting, as far as it is known.
    pub(crate) meeting: Option<String>,
    /// False if the same link was sent a moment ago: then nothing is stored and no message sent.
    pub(crate) is_new: bool,
}

/// Stores a session of the teacher's own student and sends the message, unless both happened a moment ago.
pub(crate) async fn send_link(app: &App, order: LinkToSend) -> Result<SentLink, Error> {
    let store = app.store().await?;
    let student = own_student(store, order.student, &order.teacher).await?;
    let expires_at = order.expires_at;
    let lesson_key = order.lesson_key.clone();
    let meeting = find_meeting_number(store, &order.teacher, &order.link).await?;

    match insert(app, store, order, meeting.clone()).await? {
        CreateOutcome::New(mut stored) => {
            let id = stored.id.0;
            tracing::info!(
                session.id = id,
                student.id = student.id.0,
                "Session {id} created"
            );

            // Before the message, which takes seconds: a second tap meanwhile finds the lesson by it.
            if let Some(key) = lesson_key
                && let Err(error) = store.record_session_of_meeting(&key, stored.id).await
            {
                tracing::warn!(%error, session.id = id, "The meeting of a session could not be recorded as its own");
            }

            stored.notification = Some(notify(app, store, &student, &stored, expires_at).await);
            Ok(SentLink {
                student,
                stored,
                meeting,
                is_new: true,
            })
        }
        CreateOutcome::Repeat(stored) => Ok(SentLink {
            student,
            stored,
            meeting,
            is_new: false,
        }),
        CreateOutcome::TooMany { retry_after } => Err(Error::TooMany {
            text: "Too many links for this student. Please wait.",
            retry_after,
        }),
    }
}

/// Returns the student, if it is the teacher's.
pub(crate) async fn own_student(
    store: &Store,
    id: StudentId,
    teacher: &TeacherId,
) -> Result<Student, Error> {
    let student = store
        .find_student(id)
        .await?
        .ok_or(Error::NotFound("There is no such student."))?;

    // Byte by byte: the database's collation takes `USTAZ1` for `ustaz1`. A student without a teacher is nobody's.
    if student.teacher.as_ref() != Some(teacher) {
        return Err(Error::Forbidden("This is not your student."));
    }

    Ok(student)
}

async fn insert(
    app: &App,
    store: &Store,
    order: LinkToSend,
    meeting: Option<String>,
) -> Result<CreateOutcome, Error> {
    let LinkToSend {
        teacher,
        student,
        link,
        expires_at,
        sent_at,
        lesson_key: _,
    } = order;
    let package = find_lesson_package(app, store, student, sent_at).await?;
    let mut new = NewSession {
        student,
        teacher,
        link,
        meeting,
        package,
        token: app.fresh_token(),
        expires_at,
        sent_at,
    };

    let mut outcome = create(store, &new).await;
    if let Err(StoreError::DuplicateKey) = outcome {
        // The token exists already. Another one is drawn, once: two such accidents in a row do not happen with 128
        // random bits, so a second refusal comes from a key of another program.
        new.token = app.fresh_token();
        outcome = create(store, &new).await;
    }

    if matches!(outcome, Err(StoreError::RefusedRow(_))) && new.package != LessonPackage::default()
    {
        // Of the values, these two are for other programs alone: a column that does not fit must not cost a lesson.
        new.package = LessonPackage::default();
        outcome = create(store, &new).await;
        if outcome.is_ok() {
            tracing::warn!(
                student.id = new.student.0,
                "A lesson was stored without its package, which the columns refuse"
            );
        }
    }

    match outcome {
        Err(StoreError::RefusedRow(reason)) => Err(refused(&new, &reason)),
        Err(StoreError::DuplicateKey) => Err(refused(&new, TAKEN_BY_ANOTHER_KEY)),
        outcome => Ok(outcome?),
    }
}

/// What a teacher reads where another program's unique key of the lessons' table refuses a lesson.
const TAKEN_BY_ANOTHER_KEY: &str = "A unique key of the lessons' table, which another program has, allows no second \
    lesson like this one. Use another link, or have that key removed.";

fn refused(new: &NewSession, reason: &str) -> Error {
    tracing::warn!(
        student.id = new.student.0,
        reason,
        "The school's database refused a lesson"
    );

    Error::Unprocessable(format!("The lesson was not stored. {reason}"))
}

async fn create(store: &Store, new: &NewSession) -> Result<CreateOutcome, StoreError> {
    let check = |recent: &[_]| check_send_limits(recent, &new.link, new.sent_at);
    store.create_session(new, check).await
}

/// Sends the message and records its outcome. The session is stored already and stays, whatever happens.
pub(crate) async fn notify(
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
    let now = app.clock.now();
    let pending = stored.notification.as_ref();
    let pending = pending.unwrap_or(&NotificationStatus::Pending);
    let status = app.telegram.send(&student.chat, &message, now).await;

    // The request has not failed: the teacher is told the cause, and can send the link without the bot.
    let id = stored.id.0;
    if let Some(cause) = status.cause() {
        tracing::warn!(
            session.id = id,
            cause = cause.as_str(),
            "Message of session {id} was not delivered"
        );
    }

    // If this fails, the row stays `pending`, which the teacher's page soon shows as an unknown outcome.
    let recorded = store.record_notification(stored.id, pending, &status, app.clock.now());
    if let Err(error) = recorded.await {
        tracing::warn!(session.id = id, %error, "Outcome of a message could not be stored");
    }

    status
}
