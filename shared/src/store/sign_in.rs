//! Tries to sign in, by bucket: the keyed hash of an account or of a client address.

use chrono::{DateTime, NaiveDateTime, Utc};
use futures_util::TryStreamExt;
use sqlx::mysql::MySqlQueryResult;

use super::{Store, StoreError, with_connection};
use crate::store::db::error::retrying;
use crate::store::db::statement::{Statement, Value};
use crate::store::db::transaction::Transaction;
use crate::store::sessions::row::column;

/// A try as recorded.
#[derive(Debug)]
pub struct SignInAttempt {
    ids: Vec<i64>,
    tries: Vec<(String, DateTime<Utc>)>,
}

impl SignInAttempt {
    /// Returns the times of a bucket's tries, this one included.
    #[must_use]
    pub fn tries_of(&self, bucket: &str) -> Vec<DateTime<Utc>> {
        self.tries
            .iter()
            .filter(|(of, _)| of == bucket)
            .map(|(_, at)| *at)
            .collect()
    }
}

/// Old rows deleted at a time.
const OLD_ROWS: i64 = 200;
/// Ids of one try are few; lists of this length make few different statements.
const IDS_STEP: usize = 2;
const OLD_IDS_STEP: usize = 50;

impl Store {
    /// Records a try in each of its buckets, then returns it with all their tries since then.
    ///
    /// The rows are committed before anything is counted: of many tries at once, each sees all that came before it,
    /// so no more than the limit can find themselves within it, and none waits for another's lock.
    pub async fn record_sign_in_attempt(
        &self,
        buckets: &[String],
        now: DateTime<Utc>,
        since: DateTime<Utc>,
    ) -> Result<SignInAttempt, StoreError> {
        let mut transaction = Transaction::new(self.dialect());
        for bucket in buckets {
            let mut sql =
                Statement::new("INSERT INTO sign_in_attempts (bucket, tried_at) VALUES (");
            sql.value(bucket.as_str())
                .push(", ")
                .value(column(now))
                .push(")");

            transaction.push(&sql);
        }

        let mut recent =
            Statement::new("SELECT bucket, tried_at FROM sign_in_attempts WHERE bucket IN ");
        recent.list(
            buckets.iter().map(|bucket| Value::from(bucket.as_str())),
            IDS_STEP,
        );

        recent.push(" AND tried_at > ").value(column(since));
        let record = || async {
            with_connection!(&self.db, connection => {
                let results = sqlx::raw_sql(transaction.committed_text()).execute_many(&mut *connection);
                let ids: Vec<i64> = results.map_ok(|result| result.inserted_id()).try_collect().await?;
                let rows: Vec<(String, NaiveDateTime)> =
                    recent.clone().query_as().fetch_all(connection).await?;

                Ok((ids, rows))
            })
        };

        let (ids, rows) = retrying(record).await?;
        // The first result is that of BEGIN.
        let ids = ids.into_iter().skip(1).take(buckets.len()).collect();
        let tries = rows
            .into_iter()
            .map(|(bucket, at)| (bucket, at.and_utc()))
            .collect();

        Ok(SignInAttempt { ids, tries })
    }

    /// Takes a try back: it was refused unheard, or the password was right. Returns the rows deleted.
    pub async fn withdraw_sign_in_attempt(
        &self,
        attempt: &SignInAttempt,
    ) -> Result<u64, StoreError> {
        self.delete_attempts(&attempt.ids, IDS_STEP).await
    }

    /// Forgets all tries of a bucket. Returns the rows deleted.
    pub async fn delete_sign_in_attempts(&self, bucket: &str) -> Result<u64, StoreError> {
        const SQL: &str = "DELETE FROM sign_in_attempts WHERE bucket = ?";
        retrying(|| async {
            with_connection!(&self.db, connection => sqlx::query(SQL).bind(bucket).execute(connection).await.map(|done| done.rows_affected()))
        })
        .await
    }

    /// Deletes some of the tries before a time. Returns how many.
    pub async fn delete_old_sign_in_attempts(
        &self,
        before: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        // By their keys, so that no lock lies on the end of the index where others insert.
        const SQL: &str =
            "SELECT id FROM sign_in_attempts WHERE tried_at < ? ORDER BY tried_at LIMIT ?";

        let old: Vec<(i64,)> = retrying(|| async {
            with_connection!(&self.db, connection => {
                let query = sqlx::query_as(SQL).bind(column(before)).bind(OLD_ROWS);
                query.fetch_all(connection).await
            })
        })
        .await?;

        let ids: Vec<i64> = old.into_iter().map(|(id,)| id).collect();
        self.delete_attempts(&ids, OLD_IDS_STEP).await
    }

    async fn delete_attempts(&self, ids: &[i64], step: usize) -> Result<u64, StoreError> {
        if ids.is_empty() {
            return Ok(0);
        }

        let mut sql = Statement::new("DELETE FROM sign_in_attempts WHERE id IN ");
        sql.list(ids.iter().copied().map(Value::from), step);

        retrying(|| async {
            with_connection!(&self.db, connection => sql.clone().query().execute(connection).await.map(|done| done.rows_affected()))
        })
        .await
    }
}

/// What each driver calls differently.
trait Inserted {
    /// The key that the statement's row got.
    fn inserted_id(&self) -> i64;
}

impl Inserted for MySqlQueryResult {
    fn inserted_id(&self) -> i64 {
        i64::try_from(self.last_insert_id()).unwrap_or_default()
    }
}

#[cfg(feature = "sqlite")]
impl Inserted for sqlx::sqlite::SqliteQueryResult {
    fn inserted_id(&self) -> i64 {
        self.last_insert_rowid()
    }
}
