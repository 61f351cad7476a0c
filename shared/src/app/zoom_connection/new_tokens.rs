//! Tokens that were issued just now, and what is stored of them.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::TeacherId;
use crate::random;
use crate::store::{Store, StoreError, StoredTokens, ZoomConnection};
use crate::zoom::{Grant, ZoomOauth, scopes_of_use};

/// What became of a pair that was to be stored.
pub(super) enum Fate {
    /// It is stored.
    Kept,
    /// The teacher has disconnected meanwhile.
    Disconnected,
    /// The connection is broken meanwhile.
    Broken,
    /// There is a newer pair: the teacher has connected again meanwhile.
    Replaced,
}

/// Without the new pair the connection is broken, so a database that is away for a moment is waited for: 3 seconds, which
/// the lease lasts longer than.
const TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Returns what is stored of a pair that was issued for a teacher.
pub(super) fn stored_tokens(
    oauth: &ZoomOauth,
    teacher: &TeacherId,
    grant: &Grant,
    now: DateTime<Utc>,
) -> StoredTokens {
    StoredTokens {
        sealed: oauth.seal_tokens(&grant.tokens, teacher),
        scopes: scopes_of_use(&grant.scopes),
        until: now + TimeDelta::seconds(grant.seconds.into()),
    }
}

/// Returns what is stored of a pair that follows the one of a connection.
pub(super) fn next_tokens(
    oauth: &ZoomOauth,
    connection: &ZoomConnection,
    grant: &Grant,
    now: DateTime<Utc>,
) -> StoredTokens {
    let mut tokens = stored_tokens(oauth, &connection.teacher, grant, now);
    // A server may leave out what has not changed (RFC 6749, 5.1).
    if grant.scopes.is_empty() {
        tokens.scopes.clone_from(&connection.scopes);
    }

    tokens
}

/// Stores the pair that follows the one of a connection.
pub(super) async fn record_next_tokens(
    store: &Store,
    connection: &ZoomConnection,
    tokens: &StoredTokens,
) -> Result<Fate, StoreError> {
    let mut tries = 1;
    loop {
        match try_to_record(store, connection, tokens).await {
            Err(error) if tries < TRIES => {
                tracing::warn!(%error, "A teacher's new tokens could not be stored yet");
                tokio::time::sleep(random::jittered(FIRST_PAUSE * 2_u32.pow(tries - 1))).await;
                tries += 1;
            }
            result => return result,
        }
    }
}

async fn try_to_record(
    store: &Store,
    connection: &ZoomConnection,
    tokens: &StoredTokens,
) -> Result<Fate, StoreError> {
    if store.record_zoom_tokens(connection, tokens).await? {
        return Ok(Fate::Kept);
    }

    let stored = store.find_zoom_connection(&connection.teacher).await?;
    Ok(match stored {
        None => Fate::Disconnected,
        // Of an earlier try the answer was lost, and not the write.
        Some(stored) if stored.sealed_tokens == tokens.sealed => Fate::Kept,
        Some(stored) if stored.broken_at.is_some() => Fate::Broken,
        Some(_) => Fate::Replaced,
    })
}
