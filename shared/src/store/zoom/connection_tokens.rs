//! The tokens of connections. Each pair may be used for the next one once, so of all processes only the one that holds
//! the lease in the row asks Zoom for it.
//!
//! A pair is named by when its teacher connected and by its generation. The generation alone would not do: whoever connects
//! again begins with the first one, and a question about the pair of before may be under way still.

use chrono::{DateTime, Utc};

use super::connections::{BrokenCause, ZoomConnection};
use crate::config::Secret;
use crate::domain::TeacherId;
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

/// Tokens that were issued, as they are stored.
#[derive(Clone, Debug)]
pub struct StoredTokens {
    /// The pair.
    pub sealed: Secret,
    /// What it is good for.
    pub scopes: String,
    /// Until when the token for calls is good.
    pub until: DateTime<Utc>,
}

impl Store {
    /// Takes the lease of a connection's tokens until `until`, if nobody has it and they are still those that were read.
    pub async fn lease_zoom_tokens(
        &self,
        connection: &ZoomConnection,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_connections
            SET refreshed_by_until = ?
            WHERE teacher = ? AND connected_at = ? AND generation = ? AND broken_at IS NULL
              AND (refreshed_by_until IS NULL OR refreshed_by_until <= ?)",
        );
        let sql = sql
            .bind(until)
            .bind(&connection.teacher)
            .bind(connection.connected_at)
            .bind(connection.generation)
            .bind(now);

        Ok(self.db.execute(sql).await? > 0)
    }

    /// Gives the lease back, without new tokens.
    pub async fn release_zoom_tokens(&self, connection: &ZoomConnection) -> Result<(), StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_connections
            SET refreshed_by_until = NULL
            WHERE teacher = ? AND connected_at = ? AND generation = ?",
        );
        let sql = sql
            .bind(&connection.teacher)
            .bind(connection.connected_at)
            .bind(connection.generation);

        self.db.execute(sql.repeatable()).await?;
        Ok(())
    }

    /// Stores the pair that followed the one that was read, and gives the lease back. Returns whether it did: the teacher
    /// may have disconnected meanwhile.
    pub async fn record_zoom_tokens(
        &self,
        connection: &ZoomConnection,
        tokens: &StoredTokens,
    ) -> Result<bool, StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_connections
            SET sealed_tokens = ?, scopes = ?, token_until = ?, generation = generation + 1, refreshed_by_until = NULL
            WHERE teacher = ? AND connected_at = ? AND generation = ? AND broken_at IS NULL",
        );
        let sql = sql
            .bind(tokens.sealed.expose())
            .bind(tokens.scopes.as_str())
            .bind(tokens.until)
            .bind(&connection.teacher)
            .bind(connection.connected_at)
            .bind(connection.generation);

        Ok(self.db.execute(sql).await? > 0)
    }

    /// Deletes the tokens that were read, because they are good for nothing any more.
    pub async fn break_zoom_connection(
        &self,
        connection: &ZoomConnection,
        cause: BrokenCause,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut sql = broken(cause, now);
        sql.push(" WHERE teacher = ")
            .value(&connection.teacher)
            .push(" AND connected_at = ")
            .value(connection.connected_at)
            .push(" AND generation = ")
            .value(connection.generation)
            .push(" AND broken_at IS NULL");

        Ok(self.db.execute(sql).await? > 0)
    }

    /// Deletes the tokens of a user of Zoom who removed the app at that time, unless the user has connected again since.
    /// Returns whose connection it was.
    pub async fn break_connection_of_user(
        &self,
        zoom_user: &str,
        removed_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut sql = broken(BrokenCause::Deauthorized, now);
        sql.push(" WHERE zoom_user = ")
            .value(zoom_user)
            .push(" AND connected_at <= ")
            .value(removed_at)
            .push(" AND broken_at IS NULL");

        Ok(self.db.execute(sql).await? > 0)
    }

    /// Lets one request at a time create a meeting for a teacher, until `until` at the latest.
    pub async fn lease_meeting_creation(
        &self,
        teacher: &TeacherId,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_connections
            SET creating_until = ?
            WHERE teacher = ? AND (creating_until IS NULL OR creating_until <= ?)",
        );

        Ok(self
            .db
            .execute(sql.bind(until).bind(teacher).bind(now))
            .await?
            > 0)
    }

    /// Lets the next request create a meeting.
    pub async fn release_meeting_creation(&self, teacher: &TeacherId) -> Result<(), StoreError> {
        let sql =
            Statement::new("UPDATE zoom_connections SET creating_until = NULL WHERE teacher = ?");
        self.db.execute(sql.bind(teacher).repeatable()).await?;

        Ok(())
    }
}

fn broken(cause: BrokenCause, now: DateTime<Utc>) -> Statement {
    Statement::new(
        "UPDATE zoom_connections
        SET sealed_tokens = '', generation = generation + 1, refreshed_by_until = NULL, broken_at = ?, broken_cause = ?",
    )
    .bind(now)
    .bind(cause.as_str())
}
