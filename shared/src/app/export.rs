//! All sessions that match as CSV (RFC 4180, UTF-8 with BOM), page by page in constant memory.

use chrono::{DateTime, Utc};
use csv::{Terminator, WriterBuilder};
use futures_util::{Stream, stream};

use super::plan::SessionPlans;
use super::session_item::SessionItem;
use crate::config::Config;
use crate::domain::{PresenceParameters, SchoolCalendar};
use crate::error::Error;
use crate::store::{Filter, PagePosition, SortOrder, Store};

/// Rows read at once.
const PAGE: usize = 1_000;
/// Tells spreadsheets that the file is UTF-8.
pub(crate) const BOM: &str = "\u{feff}";

/// Writes the whole file, piece by piece, newest first: a session's time never changes, so that none is missed or met
/// twice while lessons go on, and each piece is read along an index.
pub fn csv_pieces(
    store: Store,
    filter: Filter,
    now: DateTime<Utc>,
    config: &Config,
) -> impl Stream<Item = Result<Vec<u8>, Error>> + Send + use<> {
    let export = Export {
        store,
        filter,
        now,
        rules: config.rules,
        calendar: config.school_days.clone(),
        position: Some(PagePosition::First),
    };

    stream::try_unfold(export, |mut export| async move {
        let piece = export.next_piece().await?;
        Ok(piece.map(|piece| (piece, export)))
    })
}

struct Export {
    store: Store,
    filter: Filter,
    now: DateTime<Utc>,
    rules: PresenceParameters,
    calendar: SchoolCalendar,
    /// The page to read; `None` when all were.
    position: Option<PagePosition>,
}

impl Export {
    async fn next_piece(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let Some(position) = self.position.take() else {
            return Ok(None);
        };
        let is_first = position == PagePosition::First;
        let page = self
            .store
            .list_sessions(
                &self.filter,
                SortOrder::default(),
                position,
                PAGE,
                self.now,
                &self.rules,
            )
            .await?;

        self.position = page.next.map(PagePosition::After);
        let sessions = page.sessions.iter().map(|listed| &listed.session);
        let plans = SessionPlans::read(&self.store, sessions, &self.calendar).await?;
        let items = page
            .sessions
            .into_iter()
            .map(|session| SessionItem::new(session, &plans, self.now, &self.rules));

        let piece = write(items, is_first);
        piece.map(Some).map_err(|error| {
            tracing::error!(%error, "CSV could not be written");
            Error::Internal
        })
    }
}

/// Writes rows; before the first ones the mark of UTF-8 and the names of the columns.
fn write(items: impl Iterator<Item = SessionItem>, is_first: bool) -> csv::Result<Vec<u8>> {
    let mark = if is_first { BOM } else { "" };
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        // Each piece has a writer of its own, which would write the names of the columns again.
        .has_headers(false)
        .from_writer(mark.as_bytes().to_vec());

    if is_first {
        writer.write_record(COLUMNS)?;
    }

    for mut item in items {
        guard(&mut item.teacher_id);
        // A notification status may come from another program: its text is shown as it is stored.
        for text in [
            &mut item.teacher_name,
            &mut item.student_name,
            &mut item.notification,
        ]
        .into_iter()
        .flatten()
        {
            guard(text);
        }

        writer.serialize(item)?;
    }

    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// The columns, named as in the JSON answer, in the order of [`SessionItem`].
const COLUMNS: [&str; 32] = [
    "id",
    "teacherId",
    "teacherName",
    "studentId",
    "studentName",
    "sentTime",
    "startTime",
    "endTime",
    "duration",
    "durationSeconds",
    "lowSeconds",
    "highSeconds",
    "source",
    "grade",
    "status",
    "phase",
    "endReason",
    "lastActivity",
    "notification",
    "pageStartTime",
    "pageEndTime",
    "pageSeconds",
    "togetherSeconds",
    "noShow",
    "classStartTime",
    "classEndTime",
    "countedSeconds",
    "plannedTime",
    "linkDelayMinutes",
    "classDelayMinutes",
    "late",
    "lateRule",
];

/// A text that a spreadsheet would run as a formula gets an apostrophe in front; a number stays a number.
pub(crate) fn guard(text: &mut String) {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err() {
        text.insert(0, '\'');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_left_alone() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+cmd", "'+cmd"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3", "'-2+3"),
            ("\tx", "'\tx"),
            ("-165", "-165"),
            ("-1.5", "-1.5"),
            ("Ahmed, \"A\"", "Ahmed, \"A\""),
            ("", ""),
        ] {
            let mut guarded = text.to_owned();
            guard(&mut guarded);
            assert_eq!(guarded, expected);
        }
    }
}
