//! The time zone of a connection to MySQL. It matters to `TIMESTAMP` columns alone: the server converts their times
//! from and to it, and this system writes and reads UTC.

use sqlx::Row;
use sqlx::mysql::MySqlConnection;
use tokio::sync::OnceCell;

/// Whether the school's tables have `TIMESTAMP` columns; unset: not asked yet.
#[derive(Debug, Default)]
pub(crate) struct SessionZone(OnceCell<bool>);

const COUNT_TIMESTAMPS: &str = "SELECT COUNT(*)
    FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name IN ('wpos_zoom_links', 'wpos_ustaz_occupied_times')
      AND data_type = 'timestamp'";

impl SessionZone {
    /// Prepares a new connection. Asks once a process, and sets the zone only where it matters: most schools have no
    /// such column, and to set it takes each connection a round trip.
    pub(crate) async fn set_up(&self, connection: &mut MySqlConnection) -> sqlx::Result<()> {
        let is_needed = self.0.get_or_try_init(|| has_timestamps(connection)).await;

        if *is_needed? {
            sqlx::raw_sql("SET time_zone = '+00:00'")
                .execute(connection)
                .await?;
        }

        Ok(())
    }
}

async fn has_timestamps(connection: &mut MySqlConnection) -> sqlx::Result<bool> {
    let row = sqlx::raw_sql(COUNT_TIMESTAMPS)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}
