//! The reports that were imported (`zoom_imports`).

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::domain::{Day, ImportId};
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

/// The condition for an import whose events are read: it was neither replaced nor taken back.
pub(crate) const IS_READ: &str = "replaced_by IS NULL AND undone_at IS NULL";

/// One school day of a meeting, as the file of a report told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoomImport {
    /// Its number.
    pub id: ImportId,
    /// When it was imported.
    pub imported_at: DateTime<Utc>,
    /// The name of the file, without its folder.
    pub file_name: String,
    /// The SHA-256 of the file, as 64 hexadecimal digits.
    pub file_sha256: String,
    /// The SHA-256 of its events, as 64 hexadecimal digits.
    pub reading_sha256: String,
    /// The meeting's number.
    pub meeting: String,
    /// The school day.
    pub day: Day,
    /// The number of stays.
    pub stays: i64,
    /// The time of its first event.
    pub first_event_at: DateTime<Utc>,
    /// The time of its last event.
    pub last_event_at: DateTime<Utc>,
    /// Whether its events are read.
    pub state: ImportState,
}

/// Whether the events of an import are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// They are.
    Read,
    /// A later import stands for the same day, or for the same file.
    ReplacedBy(ImportId),
    /// Somebody took it back at this time.
    Undone(DateTime<Utc>),
}

#[derive(sqlx::FromRow)]
struct ImportRow {
    id: i64,
    imported_at: NaiveDateTime,
    file_name: String,
    file_sha256: String,
    reading_sha256: String,
    meeting_id: String,
    school_day: NaiveDate,
    stays: i64,
    first_event_at: NaiveDateTime,
    last_event_at: NaiveDateTime,
    replaced_by: Option<i64>,
    undone_at: Option<NaiveDateTime>,
}

impl Store {
    /// Lists imports, the newest first.
    pub async fn list_zoom_imports(&self, limit: i64) -> Result<Vec<ZoomImport>, StoreError> {
        let sql = select_imports("ORDER BY id DESC LIMIT ?").bind(limit);
        self.read_imports(sql).await
    }

    /// Lists the imports of a meeting whose events are read, the oldest first.
    pub async fn list_read_imports(
        &self,
        meeting: &str,
        limit: i64,
    ) -> Result<Vec<ZoomImport>, StoreError> {
        let sql = select_imports(&format!(
            "WHERE meeting_id = ? AND {IS_READ} ORDER BY id LIMIT ?"
        ));
        self.read_imports(sql.bind(meeting).bind(limit)).await
    }

    /// Returns one import.
    pub async fn find_zoom_import(&self, id: ImportId) -> Result<Option<ZoomImport>, StoreError> {
        let sql = select_imports("WHERE id = ?").bind(id);
        Ok(self.read_imports(sql).await?.pop())
    }

    pub(super) async fn read_imports(&self, sql: Statement) -> Result<Vec<ZoomImport>, StoreError> {
        let rows: Vec<ImportRow> = self.db.fetch_all(sql).await?;
        Ok(rows.into_iter().map(ImportRow::into_import).collect())
    }
}

/// Begins a read of imports. `rest` follows the table's name.
pub(super) fn select_imports(rest: &str) -> Statement {
    Statement::new(format!(
        "SELECT id, imported_at, file_name, file_sha256, reading_sha256, meeting_id, school_day, stays,
            first_event_at, last_event_at, replaced_by, undone_at
        FROM zoom_imports
        {rest}"
    ))
}

impl ImportRow {
    fn into_import(self) -> ZoomImport {
        let state = match (self.undone_at, self.replaced_by) {
            (Some(at), _) => ImportState::Undone(at.and_utc()),
            (None, Some(by)) => ImportState::ReplacedBy(ImportId(by)),
            (None, None) => ImportState::Read,
        };

        ZoomImport {
            id: ImportId(self.id),
            imported_at: self.imported_at.and_utc(),
            file_name: self.file_name,
            file_sha256: self.file_sha256,
            reading_sha256: self.reading_sha256,
            meeting: self.meeting_id,
            day: Day::from(self.school_day),
            stays: self.stays,
            first_event_at: self.first_event_at.and_utc(),
            last_event_at: self.last_event_at.and_utc(),
            state,
        }
    }
}
