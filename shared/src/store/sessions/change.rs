//! Changing one session, whatever its rivals do.

use chrono::{DateTime, Utc};

use crate::domain::{Session, SessionChange, SessionId, TrackingToken};
use crate::store::db::retry::backoff;
use crate::store::db::transaction::Transaction;
use crate::store::sessions::ledger;
use crate::store::sessions::row_update::update_session;
use crate::store::statistics::invalidation::invalidate_days;
use crate::store::{Store, StoreError};

/// What became of a session that a message was applied to.
#[derive(Clone, Debug)]
pub struct AppliedChange {
    /// The session as it is now.
    pub session: Session,
    /// Whether the message changed it.
    pub changed: bool,
}

/// The key by which a session is looked up.
#[derive(Clone, Copy, Debug)]
pub enum SessionKey<'a> {
    /// The token that its pages know.
    Token(&'a TrackingToken),
    /// The id of its row.
    Id(SessionId),
}

impl<'a> From<&'a TrackingToken> for SessionKey<'a> {
    fn from(token: &'a TrackingToken) -> Self {
        Self::Token(token)
    }
}

impl From<SessionId> for SessionKey<'_> {
    fn from(id: SessionId) -> Self {
        Self::Id(id)
    }
}

/// Tries before a write gives up. Of all rivals that change one session, one succeeds in each round.
const ATTEMPTS: u32 = 20;

impl Store {
    /// Applies `rule` to a session and stores the result. When a rival was faster, `rule` is applied again to the
    /// session as it is then. `None`: there is no such session.
    pub async fn change_session<'k, E: From<StoreError>>(
        &self,
        key: impl Into<SessionKey<'k>>,
        now: DateTime<Utc>,
        rule: impl Fn(Session) -> Result<SessionChange, E>,
    ) -> Result<Option<AppliedChange>, E> {
        let key = key.into();
        for attempt in 0..ATTEMPTS {
            let Some(before) = self.find_session_by_key(key).await? else {
                return Ok(None);
            };

            let change = rule(before.clone())?;
            // A write would raise `revision` and make rivals read the session again for nothing.
            if change.session == before {
                return Ok(Some(AppliedChange {
                    session: before,
                    changed: false,
                }));
            }

            if self.record_change(&before, &change, now).await? {
                return Ok(Some(AppliedChange {
                    session: change.session,
                    changed: true,
                }));
            }

            // One rival succeeds in each round, so many short pauses serve better than a few long ones.
            tokio::time::sleep(backoff(attempt / 4)).await;
        }

        Err(StoreError::Contended.into())
    }

    async fn find_session_by_key(
        &self,
        key: SessionKey<'_>,
    ) -> Result<Option<Session>, StoreError> {
        match key {
            SessionKey::Token(token) => self.find_session_by_token(token).await,
            SessionKey::Id(id) => self.find_session_by_id(id).await,
        }
    }

    /// Stores a change and its evidence in one transaction, unless the session is no longer as it was read. Returns
    /// whether it did.
    async fn record_change(
        &self,
        before: &Session,
        change: &SessionChange,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut transaction = Transaction::new(self.dialect());
        // The evidence must follow directly: its insert asks how many rows this statement matched.
        transaction.push(&update_session(self.dialect(), before, &change.session));

        if !change.evidence.is_empty() {
            let evidence = change.evidence.iter().map(|evidence| (before.id, evidence));
            transaction.push(&ledger::insert_after_match(self.dialect(), evidence));
        }

        // In the same transaction, so that a day's sums never outlive the change.
        if let Some(invalidate) = invalidate_days([&change.session], now) {
            transaction.push(&invalidate);
        }

        // If an answer is lost, the second try matches no row, and the caller reads the session again.
        let matched = transaction.run(&self.db).await?;
        Ok(matched.first().is_some_and(|rows| *rows > 0))
    }
}
