//! Keeping a live session alive: the one statement that runs for every open page twice a minute.

use chrono::{DateTime, NaiveDateTime, Utc};
#[cfg(feature = "sqlite")]
use sqlx::Row;
use sqlx::query::Query;
use sqlx::{Database, Encode, Type};

use super::documents;
use crate::domain::{Message, Rules, Signal, TrackingToken};
use crate::store::db::error::retrying;
use crate::store::sessions::row::column;
use crate::store::{Db, Store, StoreError, lend};

impl Store {
    /// Moves the last sign of life of a live session to `now`: one statement on one row by its unique token.
    ///
    /// Returns the seconds of presence, or `None` when the message is no heartbeat, or the session is not simply
    /// live (never opened, over, or silent for longer than `rules` counts), or its document is unknown, closed,
    /// silent for longer, or has sent a newer message, or there was a sign of life within this second already:
    /// then nothing was changed.
    pub async fn record_heartbeat(
        &self,
        token: &TrackingToken,
        message: &Message,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Option<i64>, StoreError> {
        if message.signal != Signal::Heartbeat {
            return Ok(None);
        }
        let beat = Beat::new(message, now, rules);
        let seconds = match &self.db {
            Db::MySql(pool) => {
                // LAST_INSERT_ID(x) hands x back with the statement's own answer: no second round trip.
                // The conditions stand in functions so that no index but the token's fits: at times the
                // optimizer would rather walk the newest signs of life, and lock other sessions' rows.
                const SQL: &str = "UPDATE wpos_zoom_links
                    SET revision = revision + 0 * LAST_INSERT_ID(
                          GREATEST(0, TIMESTAMPDIFF(SECOND, clicked_at, ?) - uncounted_seconds)),
                        documents = JSON_SET(documents, ?, ?, ?, ?, ?, ?),
                        last_activity_at = ?
                    WHERE tracking_token = ? AND COALESCE(session_status, 'active') = 'active'
                      AND GREATEST(clicked_at, last_activity_at) < ?
                      AND GREATEST(clicked_at, last_activity_at) >= ?
                      AND JSON_EXTRACT(documents, ?) + 0 < ?
                      AND JSON_EXTRACT(documents, ?) + 0 >= ?";
                let send = || async {
                    let query = beat.bind(sqlx::query(SQL).bind(column(now)), token);
                    lend!(pool, connection => query.execute(connection).await)
                };
                let done = retrying(send).await?;
                (done.rows_affected() > 0).then(|| i64::try_from(done.last_insert_id()).unwrap_or_default())
            }
            #[cfg(feature = "sqlite")]
            Db::Sqlite(pool) => {
                const SQL: &str = "UPDATE wpos_zoom_links
                    SET documents = JSON_SET(documents, ?, ?, ?, ?, ?, ?),
                        last_activity_at = ?
                    WHERE tracking_token = ? AND session_status = 'active' AND clicked_at IS NOT NULL
                      AND last_activity_at < ? AND last_activity_at >= ?
                      AND JSON_EXTRACT(documents, ?) < ? AND JSON_EXTRACT(documents, ?) >= ?
                    RETURNING MAX(0, unixepoch(last_activity_at) - unixepoch(clicked_at) - uncounted_seconds)";
                let send = || async {
                    let query = beat.bind(sqlx::query(SQL), token);
                    lend!(pool, connection => query.fetch_optional(connection).await)?
                        .map(|row| row.try_get(0))
                        .transpose()
                };
                retrying(send).await?
            }
        };
        Ok(seconds)
    }
}

/// A heartbeat as the short way writes it.
#[derive(Debug)]
struct Beat {
    now: DateTime<Utc>,
    /// Neither the session nor the document was last heard of before.
    not_silent: DateTime<Utc>,
    /// JSON paths of the document's members.
    seq: String,
    ticks: String,
    seen: String,
    /// The message's number; 0 for a page that does not number its messages, whose every message counts.
    number: i64,
    /// The document's last number must lie below this.
    newer_than: i64,
    ticks_so_far: i64,
}

impl Beat {
    fn new(message: &Message, now: DateTime<Utc>, rules: &Rules) -> Self {
        // A document's name is letters, digits and hyphens, or ours: nothing that could end the quotes.
        let name = documents::name(message.document.as_ref());
        let path = |member: &str| format!("$.\"{name}\".{member}");
        let number = i64::from(message.sequence.unwrap_or(0));
        Self {
            now,
            not_silent: now - rules.silence,
            seq: path("seq"),
            ticks: path("ticks"),
            seen: path("seen"),
            number,
            newer_than: number.max(1),
            ticks_so_far: i64::from(message.ticks),
        }
    }

    /// Binds all that follows `JSON_SET`.
    fn bind<'q, DB: Database>(
        &'q self,
        query: Query<'q, DB, DB::Arguments>,
        token: &'q TrackingToken,
    ) -> Query<'q, DB, DB::Arguments>
    where
        i64: Encode<'q, DB> + Type<DB>,
        &'q str: Encode<'q, DB> + Type<DB>,
        NaiveDateTime: Encode<'q, DB> + Type<DB>,
    {
        let (seq, ticks, seen) = (self.seq.as_str(), self.ticks.as_str(), self.seen.as_str());
        let query = query.bind(seq).bind(self.number).bind(ticks).bind(self.ticks_so_far);
        let query = query.bind(seen).bind(self.now.timestamp()).bind(column(self.now));
        let query = query.bind(token.as_str()).bind(column(self.now)).bind(column(self.not_silent));
        query.bind(seq).bind(self.newer_than).bind(seen).bind(self.not_silent.timestamp())
    }
}
