//! The heartbeat of a live session: the one statement that runs for every open page twice a minute.
//!
//! The rule of [`Session::is_only_prolonged_by`](crate::domain::Session::is_only_prolonged_by) says when it may run;
//! both texts write its conditions. The statement is static and prepared, and needs one round trip: it does not go
//! through `db/execute.rs`.

use chrono::{DateTime, NaiveDateTime, Utc};
#[cfg(feature = "sqlite")]
use sqlx::Row;
use sqlx::query::Query;
use sqlx::{Database, Encode, Type};

use crate::domain::{PageMessage, PlainHeartbeat, PresenceParameters, TrackingToken};
use crate::store::db::Dialect;
use crate::store::db::retry::retrying;
use crate::store::db::store::{Db, lend};
use crate::store::db::stored_time::column_time;
use crate::store::sessions::documents;
use crate::store::{Store, StoreError};

/// Writes the heartbeat on MySQL and MariaDB. `$ahead` follows each time that is stored in, or compared with, the row.
macro_rules! on_mysql {
    ($ahead:literal) => {
        concat!(
            "UPDATE wpos_zoom_links
    SET revision = revision + 0 * LAST_INSERT_ID(
          GREATEST(0, TIMESTAMPDIFF(SECOND, clicked_at, ?",
            $ahead,
            ") - CAST(uncounted_seconds AS SIGNED))),
        documents = JSON_SET(documents, ?, ?, ?, ?, ?, ?),
        last_activity_at = ?",
            $ahead,
            "
    WHERE tracking_token = ? AND COALESCE(session_status, 'active') = 'active'
      AND IF(clicked_at >= '1971-01-01 00:00:00', last_activity_at, NULL) < ?",
            $ahead,
            "
      AND IF(clicked_at >= '1971-01-01 00:00:00', last_activity_at, NULL) >= ?",
            $ahead,
            "
      AND IF(meeting_until IS NULL, lesson_started_at IS NULL, TRUE)
      AND JSON_EXTRACT(documents, ?) + 0 < ?
      AND JSON_CONTAINS_PATH(documents, 'all', ?, ?)
      AND JSON_EXTRACT(documents, ?) + 0 >= COALESCE(
          JSON_EXTRACT(documents, CONCAT('$._gaps[', JSON_LENGTH(documents, '$._gaps') - 1, '][1]')) + 0, 0)"
        )
    };
}

/// The same on `SQLite`. A time stands between `$before` and `$after`.
#[cfg(feature = "sqlite")]
macro_rules! on_sqlite {
    ($before:literal, $after:literal) => {
        concat!(
            "UPDATE wpos_zoom_links
    SET documents = JSON_SET(documents, ?, ?, ?, ?, ?, ?),
        last_activity_at = ",
            $before,
            "?",
            $after,
            "
    WHERE tracking_token = ? AND COALESCE(session_status, 'active') = 'active' AND clicked_at >= '1971-01-01 00:00:00'
      AND last_activity_at < ",
            $before,
            "?",
            $after,
            "
      AND last_activity_at >= ",
            $before,
            "?",
            $after,
            "
      AND (meeting_until IS NOT NULL OR lesson_started_at IS NULL)
      AND JSON_EXTRACT(documents, ?) < ?
      AND JSON_TYPE(documents, ?) IS NOT NULL AND JSON_TYPE(documents, ?) IS NOT NULL
      AND JSON_EXTRACT(documents, ?) >= COALESCE(JSON_EXTRACT(documents, '$._gaps[#-1][1]'), 0)
    RETURNING MAX(0, unixepoch(last_activity_at) - unixepoch(clicked_at) - uncounted_seconds)"
        )
    };
}

/// The heartbeat on MySQL and MariaDB. Public so that measurements of the bare statement measure this one.
///
/// `LAST_INSERT_ID(x)` hands x back with the statement's own answer: no second round trip.
/// The conditions stand in functions so that no index but the token's fits: otherwise the optimizer at times walks
/// the newest activity, and locks other sessions' rows. `$._gaps[last]` would need MariaDB 10.9.
pub const HEARTBEAT_ON_MYSQL: &str = on_mysql!("");

/// [`HEARTBEAT_ON_MYSQL`] where sessions are stored by the school's clock. A session that another program opened matches
/// never, and goes the long way.
const HEARTBEAT_BY_SCHOOL_ON_MYSQL: &str = on_mysql!(" + INTERVAL session_minutes_ahead MINUTE");

/// Returns the heartbeat for the clock of the setting.
pub(crate) fn heartbeat_on_mysql(dialect: Dialect) -> &'static str {
    if dialect.clocks.session.is_utc() {
        HEARTBEAT_ON_MYSQL
    } else {
        HEARTBEAT_BY_SCHOOL_ON_MYSQL
    }
}

#[cfg(feature = "sqlite")]
fn heartbeat_on_sqlite(dialect: Dialect) -> &'static str {
    if dialect.clocks.session.is_utc() {
        on_sqlite!("", "")
    } else {
        on_sqlite!("datetime(", ", session_minutes_ahead || ' minutes')")
    }
}

impl Store {
    /// Moves the last activity of a live session to `now`: one statement on one row by its unique token.
    ///
    /// Returns the seconds of presence. `None`: the message is no heartbeat, or it does more than prolong the session.
    /// Then nothing was changed.
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

        // May run twice: once the number is stored, the statement matches no row, and the caller takes the long way.
        match &self.db {
            Db::MySql(pool) => {
                let text = heartbeat_on_mysql(self.dialect());
                let done = retrying(|| async {
                    let query = sqlx::query(text).bind(column_time(now));
                    let query = values.bind(query, token);
                    lend!(pool, connection => query.execute(connection).await)
                })
                .await?;

                let seconds = i64::try_from(done.last_insert_id()).unwrap_or_default();
                Ok((done.rows_affected() > 0).then_some(seconds))
            }
            #[cfg(feature = "sqlite")]
            Db::Sqlite(pool) => {
                let text = heartbeat_on_sqlite(self.dialect());
                retrying(|| async {
                    let query = values.bind(sqlx::query(text), token);
                    let row = lend!(pool, connection => query.fetch_optional(connection).await)?;
                    row.map(|row| row.try_get(0)).transpose()
                })
                .await
            }
        }
    }
}

/// The values of the statement's placeholders.
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
    /// Two paths that must exist. They lead to the tap and the phone if the heartbeat repeats these, and otherwise to
    /// the number, which every open document has.
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

    /// Binds the placeholders from `JSON_SET` on, in the order of both texts.
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
        let now = column_time(self.now);

        query
            .bind(self.seq.as_str())
            .bind(self.number)
            .bind(self.ticks_path.as_str())
            .bind(self.ticks)
            .bind(self.seen.as_str())
            .bind(self.now.timestamp())
            .bind(now)
            .bind(token.as_str())
            .bind(now)
            .bind(column_time(self.heard_since))
            .bind(self.seq.as_str())
            .bind(self.newer_than)
            .bind(self.tap.as_str())
            .bind(self.phone.as_str())
            .bind(self.seen.as_str())
    }
}
