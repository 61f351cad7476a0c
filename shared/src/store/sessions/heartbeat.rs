//! Keeping a live session alive: the one statement that runs for every open page twice a minute.
//!
//! When it may run is the rule of [`Session::is_only_prolonged_by`](crate::domain::Session::is_only_prolonged_by):
//! both texts write its conditions.

use chrono::{DateTime, NaiveDateTime, Utc};
#[cfg(feature = "sqlite")]
use sqlx::Row;
use sqlx::query::Query;
use sqlx::{Database, Encode, Type};

use super::documents;
use crate::domain::{PageMessage, PlainHeartbeat, PresenceParameters, TrackingToken};
use crate::store::db::error::retrying;
use crate::store::sessions::row::column;
use crate::store::{Db, Store, StoreError, lend};

/// The heartbeat on MySQL and MariaDB. Public so that measurements of the bare statement measure this one.
///
/// `LAST_INSERT_ID(x)` hands x back with the statement's own answer: no second round trip.
/// The conditions stand in functions so that no index but the token's fits: at times the optimizer would rather
/// walk the newest signs of life, and lock other sessions' rows. `$._gaps[last]` would need MariaDB 10.9.
pub const HEARTBEAT_ON_MYSQL: &str = "UPDATE wpos_zoom_links
    SET revision = revision + 0 * LAST_INSERT_ID(
          GREATEST(0, TIMESTAMPDIFF(SECOND, clicked_at, ?) - uncounted_seconds)),
        documents = JSON_SET(documents, ?, ?, ?, ?, ?, ?),
        last_activity_at = ?
    WHERE tracking_token = ? AND COALESCE(session_status, 'active') = 'active'
      AND IF(clicked_at IS NULL, NULL, last_activity_at) < ?
      AND IF(clicked_at IS NULL, NULL, last_activity_at) >= ?
      AND IF(meeting_until IS NULL, lesson_started_at IS NULL, TRUE)
      AND JSON_EXTRACT(documents, ?) + 0 < ?
      AND JSON_CONTAINS_PATH(documents, 'all', ?, ?)
      AND JSON_EXTRACT(documents, ?) + 0 >= COALESCE(
          JSON_EXTRACT(documents, CONCAT('$._gaps[', JSON_LENGTH(documents, '$._gaps') - 1, '][1]')) + 0, 0)";

#[cfg(feature = "sqlite")]
const HEARTBEAT_ON_SQLITE: &str = "UPDATE wpos_zoom_links
    SET documents = JSON_SET(documents, ?, ?, ?, ?, ?, ?),
        last_activity_at = ?
    WHERE tracking_token = ? AND COALESCE(session_status, 'active') = 'active' AND clicked_at IS NOT NULL
      AND last_activity_at < ?
      AND last_activity_at >= ?
      AND (meeting_until IS NOT NULL OR lesson_started_at IS NULL)
      AND JSON_EXTRACT(documents, ?) < ?
      AND JSON_TYPE(documents, ?) IS NOT NULL AND JSON_TYPE(documents, ?) IS NOT NULL
      AND JSON_EXTRACT(documents, ?) >= COALESCE(JSON_EXTRACT(documents, '$._gaps[#-1][1]'), 0)
    RETURNING MAX(0, unixepoch(last_activity_at) - unixepoch(clicked_at) - uncounted_seconds)";

impl Store {
    /// Moves the last sign of life of a live session to `now`: one statement on one row by its unique token.
    ///
    /// Returns the seconds of presence. `None`: the message is no heartbeat, or does more than to prolong the
    /// session; then nothing was changed.
    pub async fn record_heartbeat(
        &self,
        token: &TrackingToken,
        message: &PageMessage,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<Option<i64>, StoreError> {
        let Some(heartbeat) = PlainHeartbeat::of(message) else {
            return Ok(None);
        };
        let values = Values::new(&heartbeat, now, rules);

        let seconds = match &self.db {
            Db::MySql(pool) => {
                let send = || async {
                    let query =
                        values.bind(sqlx::query(HEARTBEAT_ON_MYSQL).bind(column(now)), token);
                    lend!(pool, connection => query.execute(connection).await)
                };
                let done = retrying(send).await?;
                (done.rows_affected() > 0)
                    .then(|| i64::try_from(done.last_insert_id()).unwrap_or_default())
            }
            #[cfg(feature = "sqlite")]
            Db::Sqlite(pool) => {
                let send = || async {
                    let query = values.bind(sqlx::query(HEARTBEAT_ON_SQLITE), token);
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

/// What the statement's `?` stand for.
#[derive(Debug)]
struct Values {
    now: DateTime<Utc>,
    heard_since: DateTime<Utc>,
    number: i64,
    newer_than: i64,
    ticks: i64,
    /// JSON paths of the document's members.
    seq: String,
    ticks_path: String,
    seen: String,
    /// Paths that must exist: of the tap and of the phone where the heartbeat repeats them, else of the number,
    /// which every open document has.
    tap: String,
    phone: String,
}

impl Values {
    fn new(heartbeat: &PlainHeartbeat<'_>, now: DateTime<Utc>, rules: &PresenceParameters) -> Self {
        // A document's name is letters, digits and hyphens, or ours: nothing that could end the quotes.
        let name = documents::name(heartbeat.document);
        let path = |member: &str| format!("$.\"{name}\".{member}");

        Self {
            now,
            heard_since: PlainHeartbeat::heard_since(now, rules),
            number: i64::from(heartbeat.number),
            newer_than: i64::from(heartbeat.newer_than),
            ticks: i64::from(heartbeat.ticks),
            seq: path("seq"),
            ticks_path: path("ticks"),
            seen: path("seen"),
            tap: path(if heartbeat.repeats_tap { "taps" } else { "seq" }),
            phone: path(if heartbeat.on_phone { "phone" } else { "seq" }),
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
        let (seq, seen) = (self.seq.as_str(), self.seen.as_str());
        let now = column(self.now);

        let query = query.bind(seq).bind(self.number);
        let query = query.bind(self.ticks_path.as_str()).bind(self.ticks);
        let query = query.bind(seen).bind(self.now.timestamp()).bind(now);
        let query = query
            .bind(token.as_str())
            .bind(now)
            .bind(column(self.heard_since));

        let query = query.bind(seq).bind(self.newer_than);
        query
            .bind(self.tap.as_str())
            .bind(self.phone.as_str())
            .bind(seen)
    }
}
