//! Whether the database has what this program needs.

use crate::store::migrate::migrations::MIGRATIONS;
use crate::store::{Store, StoreError, lend, with_connection};

/// Something that `session-tracking validate` looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFinding {
    /// What was looked for.
    pub what: String,
    /// Whether it is there.
    pub present: bool,
}

/// Tables and columns that statements name.
const COLUMNS: [(&str, &[&str]); 13] = [
    (
        "wpos_zoom_links",
        &[
            "id",
            "studentid",
            "ustazid",
            "link",
            "tracking_token",
            "clicked_at",
            "sent_time",
            "report",
            "expiration_date",
            "session_ended_at",
            "session_duration_minutes",
            "session_status",
            "last_activity_at",
            "session_duration_seconds",
            "duration_low_seconds",
            "duration_high_seconds",
            "duration_source",
            "end_reason",
            "zoom_meeting_id",
            "notification_status",
            "notified_at",
            "uncounted_seconds",
            "revision",
            "documents",
            "away_seconds",
            "meeting_until",
            "together_seconds",
            "lesson_started_at",
            "no_show",
            "class_started_at",
            "class_ended_at",
            "teacher_seen_at",
        ],
    ),
    (
        "wpos_wpdatatable_23",
        &["wdt_ID", "name", "chat_id", "ustaz"],
    ),
    ("wpos_wpdatatable_24", &["ustazid", "ustazname", "password"]),
    ("admin", &["id", "name", "username", "passcode", "role"]),
    (
        "session_events",
        &[
            "id",
            "session_id",
            "event_at",
            "received_at",
            "party",
            "source",
            "kind",
            "document_id",
            "sequence_number",
            "detail",
            "dedupe_key",
        ],
    ),
    (
        "session_day_figures",
        &[
            "timezone",
            "whole_school",
            "teacher",
            "day",
            "status",
            "sessions",
            "seconds",
            "late",
            "grade_a",
            "grade_b",
            "grade_c",
            "under_5",
            "under_15",
            "under_30",
            "under_45",
            "under_60",
            "under_90",
            "longer",
        ],
    ),
    ("session_days_summed", &["timezone", "day", "counted_at"]),
    (
        "sweep_runs",
        &[
            "id",
            "started_at",
            "closed",
            "failed",
            "remaining",
            "processing_ms",
        ],
    ),
    ("request_errors", &["hour", "route", "status", "errors"]),
    (
        "zoom_events",
        &[
            "id",
            "account_id",
            "meeting_id",
            "meeting_uuid",
            "kind",
            "event_at",
            "received_at",
            "connection",
            "person",
            "is_host",
            "source",
            "dedupe_key",
        ],
    ),
    (
        "zoom_meetings_to_count",
        &["meeting_id", "oldest_event_at", "count_after", "changes"],
    ),
    (
        "zoom_accounts",
        &["account_id", "teacher", "first_event_at", "last_event_at"],
    ),
    ("sign_in_attempts", &["id", "bucket", "tried_at"]),
];

/// Indexes of `wpos_zoom_links` by their columns, whatever their names.
const INDEXES: [&str; 8] = [
    "tracking_token",
    "session_status,last_activity_at",
    "session_status,clicked_at,id",
    "ustazid,clicked_at",
    "clicked_at,id",
    "clicked_at,sent_time",
    "studentid,sent_time",
    "zoom_meeting_id,sent_time",
];

impl Store {
    /// Refuses a database that lacks a migration this program knows.
    ///
    /// A newer schema is accepted: migrations only add, so that functions can be rolled back without it.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        let needed = MIGRATIONS.len().try_into().unwrap_or(i64::MAX);
        let found = self.schema_version().await?;
        if found < needed {
            Err(StoreError::Schema { found, needed })
        } else {
            Ok(())
        }
    }

    /// Returns the newest migration applied, 0 for none.
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        const SQL: &str =
            "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success = TRUE";
        let version: sqlx::Result<(i64,)> = with_connection!(&self.db, connection => sqlx::query_as(SQL).fetch_one(connection).await);
        match version {
            Ok((version,)) => Ok(version),
            Err(sqlx::Error::Database(error)) if is_missing_table(error.as_ref()) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Looks for every column and index that the statements use.
    pub async fn inspect_schema(&self) -> Result<Vec<SchemaFinding>, StoreError> {
        let mut findings = Vec::new();
        for (table, columns) in COLUMNS {
            let present = self.columns_of(table).await?;
            for column in columns {
                let there = present.iter().any(|name| name.eq_ignore_ascii_case(column));
                findings.push(SchemaFinding {
                    what: format!("column {table}.{column}"),
                    present: there,
                });
            }
        }

        let present = self.indexes().await?;
        for columns in INDEXES {
            let there = present
                .iter()
                .any(|index| index.eq_ignore_ascii_case(columns));
            findings.push(SchemaFinding {
                what: format!("index on wpos_zoom_links ({columns})"),
                present: there,
            });
        }

        Ok(findings)
    }

    pub(crate) async fn columns_of(&self, table: &str) -> Result<Vec<String>, StoreError> {
        let names: Vec<(String,)> = match &self.db {
            crate::store::Db::MySql(pool) => {
                const SQL: &str = "SELECT CAST(column_name AS CHAR) FROM information_schema.columns
                    WHERE table_schema = DATABASE() AND table_name = ?";
                lend!(pool, connection => sqlx::query_as(SQL).bind(table).fetch_all(connection).await)?
            }
            #[cfg(feature = "sqlite")]
            crate::store::Db::Sqlite(pool) => {
                const SQL: &str = "SELECT name FROM pragma_table_info(?)";
                lend!(pool, connection => sqlx::query_as(SQL).bind(table).fetch_all(connection).await)?
            }
        };

        Ok(names.into_iter().map(|(name,)| name).collect())
    }

    async fn indexes(&self) -> Result<Vec<String>, StoreError> {
        let indexes: Vec<(String,)> = match &self.db {
            crate::store::Db::MySql(pool) => {
                const SQL: &str =
                    "SELECT CAST(GROUP_CONCAT(column_name ORDER BY seq_in_index) AS CHAR)
                    FROM information_schema.statistics
                    WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links'
                    GROUP BY index_name";
                lend!(pool, connection => sqlx::query_as(SQL).fetch_all(connection).await)?
            }
            #[cfg(feature = "sqlite")]
            crate::store::Db::Sqlite(pool) => {
                const SQL: &str =
                    "SELECT (SELECT GROUP_CONCAT(name, ',') FROM pragma_index_info(i.name))
                    FROM pragma_index_list('wpos_zoom_links') i";
                lend!(pool, connection => sqlx::query_as(SQL).fetch_all(connection).await)?
            }
        };

        Ok(indexes.into_iter().map(|(columns,)| columns).collect())
    }
}

fn is_missing_table(error: &dyn sqlx::error::DatabaseError) -> bool {
    // SQLSTATE 42S02 on MySQL; SQLite only has words.
    error.code().as_deref() == Some("42S02") || error.message().contains("no such table")
}
