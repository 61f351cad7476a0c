//! What is needed to ask Zoom in a teacher's name: a token that is good, gone for by one process at a time.
//!
//! Why a lease. A pair of tokens can be used for the next pair once. If two processes did so, the second would be
//! refused, and the teacher would have to connect again. So whoever finds the token over takes the lease in the row,
//! asks, and stores the new pair before it uses it. The others wait for a moment and read the row again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use tokio::sync::Mutex;
use tracing::Instrument;

use super::calls::TeacherCalls;
use super::new_tokens::{Fate, next_tokens, record_next_tokens};
use crate::app::App;
use crate::config::Secret;
use crate::domain::TeacherId;
use crate::store::{BrokenCause, Store, StoreError, ZoomConnection};
use crate::zoom::{
    Grant, GrantError, TeacherToken, TeacherTokens, ZoomAccess, ZoomApiError, ZoomOauth,
};

/// Whose token can be used, and the token. If Zoom ends it early, the next question has another one.
pub(crate) struct TeacherAccess {
    pub(crate) connection: ZoomConnection,
    app: App,
    token: Mutex<UsableToken>,
}

struct UsableToken {
    value: Secret,
    generation: i64,
}

/// Why nothing can be done in a teacher's name.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAccess {
    /// The teacher has not connected Zoom, or this school has no app for it.
    #[error("Zoom is not connected.")]
    NotConnected,
    /// The connection is broken.
    #[error("Zoom is no longer connected. Connect it again.")]
    Broken,
    /// Zoom cannot be asked at the moment.
    #[error("Zoom does not answer at the moment.")]
    Unavailable,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A token is not used in its last minute.
const SPARE_TIME: TimeDelta = TimeDelta::minutes(1);
/// Longer than one question to Zoom takes, and storing its answer.
const LEASE: TimeDelta = TimeDelta::seconds(15);
const POLL: Duration = Duration::from_millis(200);
/// Looks at a row of which another process has the lease: 3 seconds.
const LOOKS: usize = 15;

impl TeacherAccess {
    /// Asks Zoom in the teacher's name.
    pub(crate) fn zoom<'a>(&'a self, app: &'a App, calls: &'a TeacherCalls<'a>) -> ZoomAccess<'a> {
        app.zoom.as_teacher((self, &self.connection.scopes), calls)
    }

    /// Counts the calls in the teacher's name.
    pub(crate) fn calls<'a>(&self, app: &'a App) -> TeacherCalls<'a> {
        TeacherCalls::of(app, &self.connection)
    }
}

impl TeacherToken for TeacherAccess {
    fn current(&self) -> BoxFuture<'_, Secret> {
        Box::pin(async { self.token.lock().await.value.clone() })
    }

    fn renew<'a>(&'a self, refused: &'a Secret) -> BoxFuture<'a, Result<(), ZoomApiError>> {
        Box::pin(async {
            let mut token = self.token.lock().await;
            if token.value == *refused {
                let teacher = &self.connection.teacher;
                let (_, next) = find_token(&self.app, teacher, Some(token.generation)).await?;
                *token = next;
            }

            Ok(())
        })
    }
}

impl From<NoAccess> for ZoomApiError {
    fn from(reason: NoAccess) -> Self {
        match reason {
            NoAccess::NotConnected | NoAccess::Broken => Self::Disconnected,
            NoAccess::Unavailable => Self::NoTokenNow,
            NoAccess::Store(error) => {
                tracing::warn!(%error, "A teacher's token could not be read");
                Self::NotCounted
            }
        }
    }
}

/// Returns what is needed to ask in a teacher's name.
pub(crate) async fn teacher_access(
    app: &App,
    teacher: &TeacherId,
) -> Result<TeacherAccess, NoAccess> {
    let (connection, token) = find_token(app, teacher, None).await?;

    Ok(TeacherAccess {
        connection,
        app: app.clone(),
        token: Mutex::new(token),
    })
}

/// Finds a token that can be used. `refused`: the generation of one that Zoom took no longer, though it was not over.
async fn find_token(
    app: &App,
    teacher: &TeacherId,
    refused: Option<i64>,
) -> Result<(ZoomConnection, UsableToken), NoAccess> {
    let oauth = app.zoom_oauth.as_ref().ok_or(NoAccess::NotConnected)?;
    let store = app.store().await?;

    for _ in 0..LOOKS {
        let now = app.clock.now();
        let connection = store.find_zoom_connection(teacher).await?;
        let connection = connection.ok_or(NoAccess::NotConnected)?;
        if connection.broken_at.is_some() {
            return Err(NoAccess::Broken);
        }

        let Ok(tokens) = oauth.open_tokens(&connection.sealed_tokens, teacher) else {
            return break_off(store, &connection, BrokenCause::Unreadable, now).await;
        };
        let is_good =
            now + SPARE_TIME < connection.token_until && refused != Some(connection.generation);
        if is_good {
            return Ok(usable(connection, tokens.access));
        }

        if store
            .lease_zoom_tokens(&connection, now + LEASE, now)
            .await?
        {
            // A task of its own: if whoever waits for it goes away, the new pair must be stored all the same.
            let renewal = renew(app.clone(), connection, tokens, now).in_current_span();
            let renewal = tokio::spawn(renewal);
            return renewal.await.unwrap_or(Err(NoAccess::Unavailable));
        }
        tokio::time::sleep(POLL).await;
    }

    Err(NoAccess::Unavailable)
}

/// Goes for the next pair, under the lease.
async fn renew(
    app: App,
    connection: ZoomConnection,
    tokens: TeacherTokens,
    now: DateTime<Utc>,
) -> Result<(ZoomConnection, UsableToken), NoAccess> {
    let oauth = app.zoom_oauth.as_ref().ok_or(NoAccess::NotConnected)?;
    let store = app.store().await?;

    match oauth.refresh(&tokens.refresh).await {
        Ok(grant) => keep(oauth, store, connection, grant, now).await,
        Err(GrantError::Ended) => break_off(store, &connection, BrokenCause::Refused, now).await,
        Err(error @ (GrantError::UnknownApp | GrantError::Failed(_))) => {
            tracing::warn!(%error, "A teacher's token could not be renewed");
            store.release_zoom_tokens(&connection).await?;
            Err(NoAccess::Unavailable)
        }
    }
}

/// Stores a new pair before it is used.
async fn keep(
    oauth: &ZoomOauth,
    store: &Store,
    connection: ZoomConnection,
    grant: Grant,
    now: DateTime<Utc>,
) -> Result<(ZoomConnection, UsableToken), NoAccess> {
    let tokens = next_tokens(oauth, &connection, &grant, now);
    match record_next_tokens(store, &connection, &tokens).await? {
        Fate::Kept => {}
        Fate::Broken => return Err(NoAccess::Broken),
        // By connecting again the teacher has ended this pair. To end it once more could end the new one.
        Fate::Replaced => return Err(NoAccess::Unavailable),
        Fate::Disconnected => {
            // Nobody keeps what was just issued.
            if let Err(error) = oauth.revoke(&grant.tokens.access).await {
                tracing::warn!(%error, "Tokens that nobody keeps could not be revoked");
            }
            return Err(NoAccess::NotConnected);
        }
    }

    let connection = ZoomConnection {
        sealed_tokens: tokens.sealed,
        scopes: tokens.scopes,
        token_until: tokens.until,
        generation: connection.generation + 1,
        ..connection
    };
    Ok(usable(connection, grant.tokens.access))
}

fn usable(connection: ZoomConnection, value: Secret) -> (ZoomConnection, UsableToken) {
    let generation = connection.generation;
    (connection, UsableToken { value, generation })
}

async fn break_off(
    store: &Store,
    connection: &ZoomConnection,
    cause: BrokenCause,
    now: DateTime<Utc>,
) -> Result<(ZoomConnection, UsableToken), NoAccess> {
    if store.break_zoom_connection(connection, cause, now).await? {
        let cause = cause.as_str();
        tracing::warn!(cause, "The connection of a teacher with Zoom is broken");
    }

    Err(NoAccess::Broken)
}
