//! A teacher connects Zoom: leaves for Zoom's page to agree, and comes back with a code.

use chrono::{DateTime, SubsecRound, Utc};
use tokio::time::Instant;

use super::new_tokens::{next_tokens, stored_tokens};
use crate::app::App;
use crate::app::host_questions::MEASURED_ANEW;
use crate::app::zoom_calls::ZoomCalls;
use crate::domain::{AccountPlan, TeacherId};
use crate::error::Error;
use crate::store::{ConnectOutcome, NewZoomConnection, Store, ZoomConnection};
use crate::zoom::{
    ConnectState, Grant, GrantError, InvalidState, OwnUser, ZoomApiError, ZoomOauth,
};

/// What Zoom sends a teacher back with.
#[derive(Debug, Default)]
pub(crate) struct ConnectAnswer {
    pub(crate) code: Option<String>,
    pub(crate) state: Option<String>,
}

/// Why a teacher is not connected after all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    /// The teacher, or an administrator of the teacher's account, did not agree.
    #[error("not agreed")]
    Declined,
    /// It took longer than ten minutes, or the code was used already.
    #[error("too late")]
    Expired,
    /// It is no answer to what this teacher began.
    #[error("not begun here by this teacher")]
    Foreign,
    /// Another teacher has connected the same user of Zoom.
    #[error("connected by another teacher")]
    Taken,
    /// Zoom could not be asked, or refused.
    #[error("Zoom did not answer as expected")]
    Unavailable,
    /// The rest.
    #[error(transparent)]
    Other(#[from] Error),
}

const NO_APP: Error = Error::NotFound("This school has no app by which Zoom is connected.");

/// Returns the page of Zoom on which the teacher agrees.
pub(crate) fn begin_connecting(
    app: &App,
    teacher: TeacherId,
    now: DateTime<Utc>,
) -> Result<String, Error> {
    let oauth = app.zoom_oauth.as_ref().ok_or(NO_APP)?;
    let state = oauth.begin(&ConnectState {
        teacher,
        begun_at: now.trunc_subsecs(0),
    });

    Ok(oauth.authorize_url(&state))
}

/// Exchanges the code, asks who the teacher is at Zoom, and stores the connection.
pub(crate) async fn finish_connecting(
    app: &App,
    teacher: &TeacherId,
    answer: ConnectAnswer,
    now: DateTime<Utc>,
) -> Result<(), ConnectError> {
    let oauth = app.zoom_oauth.as_ref().ok_or(NO_APP)?;
    let store = app.store().await.map_err(Error::from)?;
    let sealed = answer.state.ok_or(ConnectError::Foreign)?;
    let state = oauth.read_state(&sealed, teacher, now).map_err(|reason| {
        tracing::warn!(%reason, "An answer of Zoom to a teacher's connection was refused");
        match reason {
            InvalidState::Expired => ConnectError::Expired,
            InvalidState::Unknown | InvalidState::OfAnother => ConnectError::Foreign,
        }
    })?;

    // A browser that asks twice: the code was used, and Zoom may end what it gave for it if the code comes again.
    if is_done(store, &state).await? {
        return Ok(());
    }
    // Zoom names the reason for its page alone.
    let code = answer.code.ok_or(ConnectError::Declined)?;

    let grant = match oauth.exchange(&code, &sealed).await {
        Ok(grant) => grant,
        Err(GrantError::Ended) if is_done(store, &state).await? => return Ok(()),
        Err(GrantError::Ended) => return Err(ConnectError::Expired),
        Err(error @ (GrantError::UnknownApp | GrantError::Failed(_))) => {
            tracing::warn!(%error, "A teacher's code could not be exchanged");
            return Err(ConnectError::Unavailable);
        }
    };
    let user = own_user(app, &grant).await.map_err(|error| {
        tracing::warn!(%error, "Zoom did not say who a teacher is");
        ConnectError::Unavailable
    })?;

    store_connection(oauth, store, teacher, &grant, user, now).await
}

/// Tells whether this authorisation has led to a connection already.
async fn is_done(store: &Store, state: &ConnectState) -> Result<bool, ConnectError> {
    let found = store.find_zoom_connection(&state.teacher).await;
    let found = found.map_err(Error::from)?;

    Ok(found.is_some_and(|connection| {
        connection.broken_at.is_none() && connection.connected_at >= state.begun_at
    }))
}

async fn own_user(app: &App, grant: &Grant) -> Result<OwnUser, ZoomApiError> {
    // Whose call it is shows only in the answer.
    let calls = ZoomCalls::of_account(app, "unknown".to_owned(), AccountPlan::Paid);
    let zoom = app
        .zoom
        .as_teacher((&grant.tokens.access, &grant.scopes), &calls);

    zoom.until(Instant::now() + super::PERSONS_PATIENCE)
        .find_own_user()
        .await
}

async fn store_connection(
    oauth: &ZoomOauth,
    store: &Store,
    teacher: &TeacherId,
    grant: &Grant,
    user: OwnUser,
    now: DateTime<Utc>,
) -> Result<(), ConnectError> {
    let tokens = stored_tokens(oauth, teacher, grant, now);
    let new = NewZoomConnection {
        teacher: teacher.clone(),
        zoom_user: user.id,
        account: user.account,
        plan: user.plan,
        scopes: tokens.scopes,
        sealed_tokens: tokens.sealed,
        token_until: tokens.until,
    };

    let outcome = store.record_zoom_connection(&new, now).await;
    match outcome.map_err(Error::from)? {
        ConnectOutcome::Connected => {
            tracing::info!(plan = new.plan, "A teacher connected Zoom");
            measure_anew(store, &new.zoom_user, now).await;
            Ok(())
        }
        ConnectOutcome::OfAnother(other) => {
            renew_for_other(oauth, store, &other, grant, now).await?;
            Err(ConnectError::Taken)
        }
    }
}

/// Has the sweep measure the lessons of the last month anew in which this user of Zoom was: now it is known who that is.
async fn measure_anew(store: &Store, zoom_user: &str, now: DateTime<Utc>) {
    let account = format!("u:{zoom_user}");
    let since = now - MEASURED_ANEW;
    if let Err(error) = store
        .enqueue_meetings_of_account(&account, since, now)
        .await
    {
        tracing::warn!(%error, "Lessons of a teacher who connected Zoom are not measured anew");
    }
}

/// Gives the tokens to the teacher who has connected this user of Zoom: by agreeing once more the user has ended the
/// tokens of before, and that teacher must not have to connect again because of it.
async fn renew_for_other(
    oauth: &ZoomOauth,
    store: &Store,
    other: &ZoomConnection,
    grant: &Grant,
    now: DateTime<Utc>,
) -> Result<(), ConnectError> {
    let tokens = next_tokens(oauth, other, grant, now);
    let stored = store.record_zoom_tokens(other, &tokens).await;
    stored.map_err(Error::from)?;

    Ok(())
}
