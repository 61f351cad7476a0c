//! The CSV file that Zoom's web pages export. It has lines about the meeting before the table of participants.

use chrono::{DateTime, NaiveDateTime, Utc};
use csv::StringRecord;

use super::{Report, ReportedStay, UnreadableReport};

/// Where the columns of the table are.
struct Columns {
    email: usize,
    joined: usize,
    left: usize,
}

impl Columns {
    /// Finds the columns, if this is the table's head.
    fn find(record: &StringRecord) -> Option<Self> {
        Some(Self {
            email: position(record, &["Email", "User Email"])?,
            joined: position(record, &["Join time"])?,
            left: position(record, &["Leave time"])?,
        })
    }
}

fn position(record: &StringRecord, names: &[&str]) -> Option<usize> {
    record.iter().position(|cell| {
        names
            .iter()
            .any(|name| cell.trim().eq_ignore_ascii_case(name))
    })
}

impl Report {
    pub(super) fn read_csv_export(
        &self,
        text: &str,
    ) -> Result<Vec<ReportedStay>, UnreadableReport> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            // The lines about the meeting have another number of cells than the table.
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut columns: Option<Columns> = None;
        let mut stays = Vec::new();

        for record in reader.records() {
            let record = record.map_err(|_| UnreadableReport::Columns)?;
            let Some(columns) = &columns else {
                columns = Columns::find(&record);
                continue;
            };

            if let Some(stay) = self.read_row(&record, columns)? {
                stays.push(stay);
            }
        }

        match columns {
            Some(_) => Ok(stays),
            None => Err(UnreadableReport::Columns),
        }
    }

    /// Reads a participant's row; `None`: the row is too short to be one.
    fn read_row(
        &self,
        record: &StringRecord,
        columns: &Columns,
    ) -> Result<Option<ReportedStay>, UnreadableReport> {
        let email = record.get(columns.email);
        let joined = record.get(columns.joined);
        let left = record.get(columns.left);
        let (Some(email), Some(joined), Some(left)) = (email, joined, left) else {
            return Ok(None);
        };

        let line = record.position().map_or(0, csv::Position::line);
        let unreadable = || UnreadableReport::Time(line);

        Ok(Some(ReportedStay {
            // The export has no ids, and persons are told apart by ids alone.
            person: None,
            is_host: self.is_host(email),
            joined_at: self.read_time(joined).ok_or_else(unreadable)?,
            left_at: self.read_time(left).ok_or_else(unreadable)?,
        }))
    }

    /// Reads a time in the zone of the school, in one of the forms that Zoom writes.
    fn read_time(&self, text: &str) -> Option<DateTime<Utc>> {
        const FORMS: [&str; 3] = [
            "%m/%d/%Y %I:%M:%S %p",
            "%Y-%m-%d %H:%M:%S",
            "%b %d, %Y %H:%M:%S",
        ];

        let local = FORMS
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())?;
        self.zone.instant(local)
    }
}
