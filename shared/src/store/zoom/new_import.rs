//! The statements by which an import is stored.

use chrono::{DateTime, Utc};

use crate::domain::{ReportedDay, ReportedFile};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::zoom::event_insert::{EventOrigin, insert_event};
use crate::store::zoom::imports::IS_READ;

/// Readings are compared with lists of a multiple of this length, so that there are few statements.
const READINGS_STEP: usize = 5;
/// The longest name that the column holds.
const MAX_NAME: usize = 190;

/// An import that is about to be stored.
pub(super) struct NewImport<'a> {
    pub(super) file: &'a ReportedFile,
    pub(super) day: &'a ReportedDay,
    /// Its own key.
    pub(super) key: &'a str,
}

impl NewImport<'_> {
    /// Inserts the import, unless a rival has just imported the same.
    pub(super) fn insert(&self, dialect: Dialect, now: DateTime<Utc>) -> Statement {
        let name: String = self.file.name.chars().take(MAX_NAME).collect();
        let stays = i64::try_from(self.day.stays().len()).unwrap_or(i64::MAX);

        // Named, because a derived table may not have two columns of one name.
        Statement::new(format!(
            "{}zoom_imports
            (import_key, imported_at, file_name, file_sha256, reading_sha256, meeting_id, school_day, stays,
             first_event_at, last_event_at)
            SELECT * FROM (
              SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e, ? AS f, ? AS g, ? AS h, ? AS i, ? AS j) AS new_import
            WHERE NOT EXISTS (
              SELECT 1 FROM zoom_imports
              WHERE meeting_id = ? AND school_day = ? AND file_sha256 = ? AND reading_sha256 = ? AND {IS_READ})",
            dialect.insert_ignore
        ))
        .bind(self.key)
        .bind(now)
        .bind(name.as_str())
        .bind(self.file.sha256.as_str())
        .bind(self.day.reading_sha256.as_str())
        .bind(self.file.meeting.as_str())
        .bind(self.day.day)
        .bind(stays)
        .bind(self.day.first_at())
        .bind(self.day.last_at())
        .bind(self.file.meeting.as_str())
        .bind(self.day.day)
        .bind(self.file.sha256.as_str())
        .bind(self.day.reading_sha256.as_str())
    }

    /// Marks what this import stands for now. If it was not inserted, nothing changes, because there is no such id.
    pub(super) fn replace_earlier(&self) -> Statement {
        let readings = self.file.days.iter().map(|day| day.reading_sha256.as_str());
        // A derived table, because MySQL does not read the table that it changes.
        let mut sql = Statement::new(format!(
            "UPDATE zoom_imports
            SET replaced_by = (
              SELECT id FROM (SELECT id FROM zoom_imports WHERE import_key = ?) AS new_import)
            WHERE meeting_id = ? AND import_key <> ? AND {IS_READ}
              AND (school_day = ? OR file_sha256 = ? AND reading_sha256 NOT IN ",
        ))
        .bind(self.key)
        .bind(self.file.meeting.as_str())
        .bind(self.key)
        .bind(self.day.day)
        .bind(self.file.sha256.as_str());
        sql.list(readings, READINGS_STEP).push(")");

        sql
    }

    pub(super) fn insert_events(&self, dialect: Dialect, now: DateTime<Utc>) -> Vec<Statement> {
        let mut statements = Vec::new();
        for (number, event) in self.day.events.iter().enumerate() {
            let dedupe_key = format!("{}{number:032x}", self.key);
            let origin = EventOrigin {
                source: "report",
                dedupe_key: &dedupe_key,
                import_key: Some(self.key),
                received_at: now,
            };
            statements.push(insert_event(dialect, event, origin));
        }

        statements
    }
}
