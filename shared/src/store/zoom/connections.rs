//! Teachers who let this system act for them at Zoom.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::config::Secret;
use crate::domain::TeacherId;
use crate::store::db::statement::Statement;
use crate::store::db::transaction::Transaction;
use crate::store::{Store, StoreError};

/// A teacher who connected Zoom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoomConnection {
    /// Who.
    pub teacher: TeacherId,
    /// Zoom's id of the user.
    pub zoom_user: String,
    /// The account that the user belongs to.
    pub account: String,
    /// Zoom's type of the user: 1 is free, 2 is licensed. `None`: Zoom did not say.
    pub plan: Option<i64>,
    /// What the tokens are good for of what is looked at, separated by spaces.
    pub scopes: String,
    /// The tokens; empty if the connection is broken.
    pub sealed_tokens: Secret,
    /// Until when the token for calls is good.
    pub token_until: DateTime<Utc>,
    /// Counts the tokens that were stored.
    pub generation: i64,
    /// When the teacher connected.
    pub connected_at: DateTime<Utc>,
    /// Since when nothing can be done in the teacher's name.
    pub broken_at: Option<DateTime<Utc>>,
    /// Why not. `None`, too, where another version wrote a cause that this one does not know.
    pub broken_cause: Option<BrokenCause>,
}

impl ZoomConnection {
    /// Zoom's type of a user who pays nothing: without registration, and without lists of participants.
    const FREE: i64 = 1;

    /// Tells whether the user has a licence, or may have one.
    #[must_use]
    pub fn may_be_licensed(&self) -> bool {
        self.plan != Some(Self::FREE)
    }

    /// Tells whether the tokens are good for this: by its name of today, or of the older kind.
    #[must_use]
    pub fn may(&self, scope: &str, older: &str) -> bool {
        self.scopes
            .split(' ')
            .any(|granted| granted == scope || granted == older)
    }
}

/// Why nothing can be done in a teacher's name any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenCause {
    /// Zoom takes the tokens no longer: they were lost or used twice, or an administrator of Zoom ended them.
    Refused,
    /// The teacher removed the app at Zoom.
    Deauthorized,
    /// The app's secret was changed, so the tokens cannot be opened.
    Unreadable,
}

impl BrokenCause {
    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Deauthorized => "deauthorized",
            Self::Unreadable => "unreadable",
        }
    }

    fn from_stored(name: &str) -> Option<Self> {
        [Self::Refused, Self::Deauthorized, Self::Unreadable]
            .into_iter()
            .find(|cause| cause.as_str() == name)
    }
}

/// A connection to be stored.
#[derive(Clone, Debug)]
pub struct NewZoomConnection {
    /// Who.
    pub teacher: TeacherId,
    /// Zoom's id of the user.
    pub zoom_user: String,
    /// The account that the user belongs to.
    pub account: String,
    /// Zoom's type of the user, if it is known.
    pub plan: Option<i64>,
    /// What the tokens are good for.
    pub scopes: String,
    /// The tokens.
    pub sealed_tokens: Secret,
    /// Until when the token for calls is good.
    pub token_until: DateTime<Utc>,
}

/// The result of storing a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectOutcome {
    /// It is stored.
    Connected,
    /// Nothing is stored: the same user of Zoom is connected by another teacher.
    OfAnother(Box<ZoomConnection>),
}

/// More teachers than any school has.
const MAX_CONNECTIONS: i64 = 10_000;

const COLUMNS: &str = "teacher, zoom_user, account_id, plan, scopes, sealed_tokens, token_until, generation, \
    connected_at, broken_at, broken_cause";

#[derive(sqlx::FromRow)]
struct ConnectionRow {
    teacher: String,
    zoom_user: String,
    account_id: String,
    plan: Option<i64>,
    scopes: String,
    sealed_tokens: String,
    token_until: NaiveDateTime,
    generation: i64,
    connected_at: NaiveDateTime,
    broken_at: Option<NaiveDateTime>,
    broken_cause: Option<String>,
}

impl ConnectionRow {
    fn into_connection(self) -> ZoomConnection {
        let cause = self.broken_cause.as_deref();

        ZoomConnection {
            teacher: TeacherId(self.teacher),
            zoom_user: self.zoom_user,
            account: self.account_id,
            plan: self.plan,
            scopes: self.scopes,
            sealed_tokens: Secret::new(self.sealed_tokens),
            token_until: self.token_until.and_utc(),
            generation: self.generation,
            connected_at: self.connected_at.and_utc(),
            broken_at: self.broken_at.map(|at| at.and_utc()),
            broken_cause: cause.and_then(BrokenCause::from_stored),
        }
    }
}

impl Store {
    /// Finds a teacher's connection.
    pub async fn find_zoom_connection(
        &self,
        teacher: &TeacherId,
    ) -> Result<Option<ZoomConnection>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM zoom_connections WHERE teacher = ?");
        let sql = Statement::new(sql).bind(teacher);
        let row: Option<ConnectionRow> = self.db.fetch_optional(sql).await?;

        Ok(row.map(ConnectionRow::into_connection))
    }

    /// Lists all connections, whole and broken, by their teachers.
    pub async fn list_zoom_connections(&self) -> Result<Vec<ZoomConnection>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM zoom_connections ORDER BY teacher LIMIT ?");
        let sql = Statement::new(sql).bind(MAX_CONNECTIONS);
        let rows: Vec<ConnectionRow> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(ConnectionRow::into_connection)
            .collect())
    }

    /// Lists the teachers who connected Zoom, each with Zoom's id of the user. A broken connection counts: who the user
    /// is has been shown all the same.
    pub async fn list_connected_users(&self) -> Result<Vec<(TeacherId, String)>, StoreError> {
        let sql = Statement::new("SELECT teacher, zoom_user FROM zoom_connections LIMIT ?");
        let rows: Vec<(String, String)> = self.db.fetch_all(sql.bind(MAX_CONNECTIONS)).await?;

        Ok(rows
            .into_iter()
            .map(|(teacher, user)| (TeacherId(teacher), user))
            .collect())
    }

    /// Stores a connection in place of the teacher's earlier one, and of another teacher's with the same user of Zoom
    /// that is broken.
    pub async fn record_zoom_connection(
        &self,
        new: &NewZoomConnection,
        now: DateTime<Utc>,
    ) -> Result<ConnectOutcome, StoreError> {
        let delete = Statement::new(
            "DELETE FROM zoom_connections
            WHERE teacher = ? OR (zoom_user = ? AND broken_at IS NOT NULL)",
        );
        let insert = Statement::new(
            "INSERT INTO zoom_connections
            (teacher, zoom_user, account_id, plan, scopes, sealed_tokens, token_until, generation, connected_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)",
        );
        let insert = insert
            .bind(&new.teacher)
            .bind(new.zoom_user.as_str())
            .bind(new.account.as_str())
            .bind(new.plan)
            .bind(new.scopes.as_str())
            .bind(new.sealed_tokens.expose())
            .bind(new.token_until)
            .bind(now);

        let mut transaction = Transaction::new(self.dialect());
        transaction.push(&delete.bind(&new.teacher).bind(new.zoom_user.as_str()));
        transaction.push(&insert);

        match transaction.run(&self.db).await {
            Ok(_) => Ok(ConnectOutcome::Connected),
            // A key of the table tells it, so that of two teachers at the same moment only one is connected.
            Err(StoreError::DuplicateKey) => {
                let other = self.find_connection_of_user(&new.zoom_user).await?;
                let other = other.ok_or(StoreError::Contended)?;
                Ok(ConnectOutcome::OfAnother(Box::new(other)))
            }
            Err(error) => Err(error),
        }
    }

    async fn find_connection_of_user(
        &self,
        zoom_user: &str,
    ) -> Result<Option<ZoomConnection>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM zoom_connections WHERE zoom_user = ?");
        let sql = Statement::new(sql).bind(zoom_user);
        let row: Option<ConnectionRow> = self.db.fetch_optional(sql).await?;

        Ok(row.map(ConnectionRow::into_connection))
    }

    /// Counts the connections that are broken.
    pub(crate) async fn count_broken_connections(&self) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM zoom_connections WHERE broken_at IS NOT NULL";
        let row: Option<(i64,)> = self.db.fetch_optional(Statement::new(sql)).await?;

        Ok(row.map_or(0, |(count,)| count))
    }

    /// Deletes a teacher's connection. Returns whether there was one.
    pub async fn delete_zoom_connection(&self, teacher: &TeacherId) -> Result<bool, StoreError> {
        let sql = Statement::new("DELETE FROM zoom_connections WHERE teacher = ?");
        let deleted = self.db.execute(sql.bind(teacher).repeatable()).await?;

        Ok(deleted > 0)
    }
}
