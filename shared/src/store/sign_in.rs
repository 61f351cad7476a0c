//! Tries to sign in, by bucket: the keyed hash of an account or of a client address.

use chrono::{DateTime, NaiveDateTime, Utc};
use futures_util::TryStreamExt;
use sqlx::mysql::MySqlQueryResult;

use crate::store::db::retry::retrying;
use crate::store::db::statement::Statement;
use crate::store::db::store::with_connection;
use crate::store::db::transaction::Transaction;
use crate::store::{Store, StoreError};

/// A recorded try.
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
            .filter(|(tried, _)| tried == bucket)
            .map(|(_, at)| *at)
            .collect()
    }
}

/// The number of old rows that are deleted at a time.
const OLD_ROWS: i64 = 200;
/// One try has few ids: lists of a multiple of this length make few different statements.
const IDS_STEP: usize = 2;
const OLD_IDS_STEP: usize = 50;

impl Store {
    /// Records a try in each of its buckets, then returns it with all tries in them since `since`.
    ///
    /// The rows are committed before anything is counted. Of many tries at once, each sees all that came before it:
    /// no more tries than the limit find themselves within it, and none waits for another's lock.
    pub async fn record_sign_in_attempt(
        &self,
        buckets: &[String],
        now: DateTime<Utc>,
        since: DateTime<Utc>,
    ) -> Result<SignInAttempt, StoreError> {
        let mut insert = Transaction::new(self.dialect());
        for bucket in buckets {
            insert.push(&insert_attempt(bucket, now));
        }
        let select = select_attempts(buckets, since);
        // If an answer is lost, the second try leaves one row too many: the limit then comes earlier, never later.
        let (ids, rows) = retrying(|| self.insert_and_select(&insert, &select)).await?;

        Ok(SignInAttempt {
            // The first result is that of BEGIN.
            ids: ids.into_iter().skip(1).take(buckets.len()).collect(),
            tries: rows
                .into_iter()
                .map(|(bucket, at)| (bucket, at.and_utc()))
                .collect(),
        })
    }

    async fn insert_and_select(
        &self,
        insert: &Transaction,
        select: &Statement,
    ) -> sqlx::Result<(Vec<i64>, Vec<(String, NaiveDateTime)>)> {
        with_connection!(&self.db, connection => {
            let results = sqlx::raw_sql(insert.committed_text()).execute_many(&mut *connection);
            let ids = results.map_ok(|result| result.inserted_id()).try_collect().await?;
            let rows = select.clone().query_as().fetch_all(connection).await?;

            Ok((ids, rows))
        })
    }

    /// Withdraws a try: it was rejected without a check, or the password was right. Returns the rows deleted.
    pub async fn withdraw_sign_in_attempt(
        &self,
        attempt: &SignInAttempt,
    ) -> Result<u64, StoreError> {
        self.delete_attempts(&attempt.ids, IDS_STEP).await
    }

    /// Deletes all tries of a bucket. Returns the rows deleted.
    pub async fn delete_sign_in_attempts(&self, bucket: &str) -> Result<u64, StoreError> {
        let sql = Statement::new("DELETE FROM sign_in_attempts WHERE bucket = ?").bind(bucket);
        self.db.execute(sql.repeatable()).await
    }

    /// Deletes some of the tries before a time. Returns the rows deleted.
    pub async fn delete_old_sign_in_attempts(
        &self,
        before: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        // By their keys, so that no lock lies on the end of the index where others insert.
        let sql = Statement::new(
            "SELECT id
            FROM sign_in_attempts
            WHERE tried_at < ?
            ORDER BY tried_at
            LIMIT ?",
        );
        let sql = sql.bind(before).bind(OLD_ROWS);
        let rows: Vec<(i64,)> = self.db.fetch_all(sql.repeatable()).await?;

        let ids: Vec<i64> = rows.into_iter().map(|(id,)| id).collect();
        self.delete_attempts(&ids, OLD_IDS_STEP).await
    }

    async fn delete_attempts(&self, ids: &[i64], step: usize) -> Result<u64, StoreError> {
        if ids.is_empty() {
            return Ok(0);
        }

        let mut sql = Statement::new("DELETE FROM sign_in_attempts WHERE id IN ");
        sql.list(ids.iter().copied(), step);
        self.db.execute(sql.repeatable()).await
    }
}

fn insert_attempt(bucket: &str, now: DateTime<Utc>) -> Statement {
    Statement::new("INSERT INTO sign_in_attempts (bucket, tried_at) VALUES (?, ?)")
        .bind(bucket)
        .bind(now)
}

fn select_attempts(buckets: &[String], since: DateTime<Utc>) -> Statement {
    let mut sql = Statement::new("SELECT bucket, tried_at FROM sign_in_attempts WHERE bucket IN ");
    sql.list(buckets.iter().map(String::as_str), IDS_STEP)
        .push(" AND tried_at > ")
        .value(since);

    sql
}

/// The key of an inserted row, which each driver calls differently.
trait Inserted {
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
