//! All sessions that match as CSV (RFC 4180, UTF-8 with BOM), page by page in constant memory.

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use csv::{Terminator, Writer, WriterBuilder};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};

use crate::app::App;
use crate::endpoints::teacher_sessions::item::SessionItem;
use crate::error::Error;
use crate::store::{Filter, PagePosition, SortOrder};

/// Rows read at once.
const PAGE: usize = 1_000;
/// Tells spreadsheets that the file is UTF-8.
pub(crate) const BOM: &str = "\u{feff}";

struct Export {
    app: App,
    filter: Filter,
    now: DateTime<Utc>,
    /// The page to read; `None` when all were.
    turn: Option<PagePosition>,
}

/// Answers with the whole file. Its first page is read before the answer begins, so that a database that is
/// away is answered properly; one that goes away later cuts the file off, and the client sees that.
pub(crate) async fn csv_answer(
    app: App,
    filter: Filter,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let mut rest = Box::pin(csv_pieces(app, filter, now));
    let first = rest.try_next().await?.unwrap_or_default();
    let rest = rest.inspect_err(|error| tracing::error!(%error, "CSV export cut off"));
    let all = stream::once(async { Ok(first) }).chain(rest);

    Ok(csv_file("teacher-sessions.csv", Body::from_stream(all)))
}

/// The whole file, piece by piece, newest first: a session's time never changes, so that none is missed or met twice
/// while lessons go on, and each piece is read along an index.
pub fn csv_pieces(
    app: App,
    filter: Filter,
    now: DateTime<Utc>,
) -> impl Stream<Item = Result<Bytes, Error>> + Send {
    let export = Export {
        app,
        filter,
        now,
        turn: Some(PagePosition::First),
    };

    stream::try_unfold(export, |mut export| async move {
        let piece = export.next().await?;
        Ok(piece.map(|piece| (piece, export)))
    })
}

/// An answer that a browser keeps as a file.
pub(crate) fn csv_file(name: &'static str, body: Body) -> Response {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];

    (headers, body).into_response()
}

impl Export {
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(turn) = self.turn.take() else {
            return Ok(None);
        };
        let first = turn == PagePosition::First;
        let (store, rules) = (self.app.store().await?, &self.app.config.rules);
        let page = store
            .list_sessions(
                &self.filter,
                SortOrder::default(),
                turn,
                PAGE,
                self.now,
                rules,
            )
            .await?;

        self.turn = page.next.map(PagePosition::After);
        let items = page
            .sessions
            .into_iter()
            .map(|one| SessionItem::new(one, self.now, rules));

        write(items, first).map(Some)
    }
}

fn write(items: impl Iterator<Item = SessionItem>, first: bool) -> Result<Bytes, Error> {
    let mut writer: Writer<Vec<u8>> = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .has_headers(false)
        .from_writer(if first {
            BOM.as_bytes().to_vec()
        } else {
            Vec::new()
        });

    let failed = |error: csv::Error| {
        tracing::error!(%error, "CSV could not be written");
        Error::Internal
    };

    if first {
        writer.write_record(COLUMNS).map_err(failed)?;
    }

    for mut item in items {
        guard(&mut item.teacher_id);
        [&mut item.teacher_name, &mut item.student_name]
            .into_iter()
            .flatten()
            .for_each(guard);

        writer.serialize(item).map_err(failed)?;
    }

    writer
        .into_inner()
        .map(Bytes::from)
        .map_err(|_| Error::Internal)
}

/// The columns, named as in the JSON answer, in the order of [`SessionItem`].
const COLUMNS: [&str; 26] = [
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
