//! Sends the message of a session again, if it certainly did not arrive.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::send_link::{notify, own_student};
use crate::domain::{LINK_VALID, NotificationStatus, SessionId, TeacherId};
use crate::error::Error;
use crate::store::{SessionWithNames, Store, StoredSession};

/// One answer for a session that does not exist and for another teacher's: a teacher who tries numbers learns nothing.
const UNKNOWN: Error = Error::NotFound("You have no such lesson.");

/// Sends the message of one of the teacher's own sessions again. A second tap meanwhile, and one before the time that
/// Telegram named, send nothing.
pub(crate) async fn send_again(
    app: &App,
    teacher: &TeacherId,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = app.store().await?;
    let listed = store.find_session(id).await?.ok_or(UNKNOWN)?;
    if listed.session.teacher != *teacher {
        return Err(UNKNOWN);
    }

    let status = undelivered(app, &listed, now)?;
    let student = own_student(store, listed.session.student, teacher).await?;
    let pending = NotificationStatus::PendingAgain(now);
    let stored = stored_session(store, id, now, &pending).await?;
    let is_early = status.seconds_to_wait(now).is_some_and(|wait| wait > 0);

    // Guarded: only one of several requests takes the message, and only as it was read here.
    if is_early || store.record_sending_again(id, &status, &pending).await? == 0 {
        return Ok(());
    }

    let expires_at = listed.session.expires_at.unwrap_or(now + LINK_VALID);
    notify(app, store, &student, &stored, expires_at).await;

    Ok(())
}

/// Returns what became of the message, if it may be sent again.
fn undelivered(
    app: &App,
    listed: &SessionWithNames,
    now: DateTime<Utc>,
) -> Result<NotificationStatus, Error> {
    let rules = &app.config.rules;
    let awaits_student = listed.session.awaits_student(now, rules);
    let status = listed.notification.clone();

    status
        .filter(|status| awaits_student && status.may_send_again())
        .ok_or_else(|| {
            let text = "This message is not sent again: it may have arrived, or its link is no longer needed.";
            Error::Unprocessable(text.to_owned())
        })
}

async fn stored_session(
    store: &Store,
    id: SessionId,
    now: DateTime<Utc>,
    pending: &NotificationStatus,
) -> Result<StoredSession, Error> {
    let token = store.tracking_tokens(&[id]).await?.remove(&id);

    Ok(StoredSession {
        id,
        token: token.ok_or(UNKNOWN)?,
        sent_at: now,
        notification: Some(pending.clone()),
    })
}
