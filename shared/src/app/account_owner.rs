//! An administrator's word about whose an account of Zoom is: recorded once, it ties the host of every lesson, those of
//! the last month included. It can be taken back.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::host_questions::MEASURED_ANEW;
use crate::app::measure_anew::reconcile_at_once;
use crate::app::meeting::Meeting;
use crate::domain::{AccountOwner, MEETING_SPAN, SessionId, account_id};
use crate::error::Error;
use crate::store::Store;

/// Records whose an account is that was in the meeting of a session.
pub(crate) async fn confirm_account(
    app: &App,
    session: SessionId,
    owner: &AccountOwner,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = app.store().await?;
    let found = store.find_session_by_id(session).await?;
    let session = found.ok_or(Error::NotFound("There is no such session."))?;

    let meeting = store.find_meeting_of(session.id).await?;
    let (Some(meeting), Some(sent_at)) = (meeting, session.sent_at) else {
        return Err(not_in_meeting());
    };
    let meeting = Meeting::load(store, &meeting, sent_at - MEETING_SPAN).await?;

    // Only what the page asked: nobody's account becomes a teacher's by a form that was made up.
    let is_teacher_of_meeting = meeting
        .sessions
        .iter()
        .any(|lesson| lesson.teacher == owner.teacher);
    if !meeting.evidence.has_account(&owner.account) || !is_teacher_of_meeting {
        return Err(not_in_meeting());
    }

    if store
        .record_confirmed_account(Some(&session), owner, now)
        .await?
    {
        tracing::info!(session.id = session.id.0, "A Zoom account was confirmed");
    }

    measure_anew(app, store, &owner.account, now).await
}

/// Records which teacher a user of the school's account at Zoom is.
pub(crate) async fn confirm_user(
    app: &App,
    owner: &AccountOwner,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = app.store().await?;
    check_user(store, owner).await?;

    if store.record_confirmed_account(None, owner, now).await? {
        tracing::info!("A user of the Zoom account was confirmed");
    }

    measure_anew(app, store, &owner.account, now).await
}

/// Records that a user is not the teacher that the user seems to be.
pub(crate) async fn refuse_user(
    app: &App,
    owner: &AccountOwner,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = app.store().await?;
    check_user(store, owner).await?;

    let user = account_id(&owner.account);
    Ok(store.refuse_zoom_user(user, &owner.teacher, now).await?)
}

/// Admits only users that Zoom listed, and teachers that the school has.
async fn check_user(store: &Store, owner: &AccountOwner) -> Result<(), Error> {
    let users = store.list_zoom_users().await?;
    let is_user = users
        .iter()
        .any(|user| owner.account == format!("u:{}", user.id));
    let teacher = owner.teacher.0.as_str();
    let is_teacher = store.teacher_names([teacher]).await?.contains_key(teacher);

    if is_user && is_teacher {
        Ok(())
    } else {
        Err(Error::Unprocessable(
            "Zoom does not list this user any more, or there is no such teacher. Load the page again."
                .to_owned(),
        ))
    }
}

/// Takes back what was said about an account. Nothing happens if it was taken back before.
pub(crate) async fn withdraw_account(
    app: &App,
    owner: &AccountOwner,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = app.store().await?;
    let confirmed = store.list_confirmed_accounts().await?;
    let confirmed = confirmed.into_iter().find(|confirmed| {
        confirmed.owner.account == owner.account && confirmed.owner.teacher == owner.teacher
    });
    let Some(confirmed) = confirmed else {
        return Ok(());
    };

    if store
        .delete_confirmed_account(confirmed.session, owner, now)
        .await?
    {
        tracing::info!("The confirmation of a Zoom account was taken back");
    }

    measure_anew(app, store, &owner.account, now).await
}

fn not_in_meeting() -> Error {
    Error::Unprocessable(
        "This account was not in the meeting of this teacher’s lesson. Load the page again."
            .to_owned(),
    )
}

/// Measures the lessons anew around which an account was.
async fn measure_anew(
    app: &App,
    store: &Store,
    account: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let pending = store
        .enqueue_meetings_of_account(account, now - MEASURED_ANEW, now)
        .await?;
    reconcile_at_once(app, store, &pending, now).await;

    Ok(())
}
