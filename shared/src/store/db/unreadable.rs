//! Rows of the school's tables that cannot be read: one of them must not stop a read of many.

use sqlx::error::UnexpectedNullError;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

use crate::store::db::stored_text::StoredText;

/// A row that cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableRow {
    /// The row's key, or another text by which people find it.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The keys that one line of the log names at most.
const MAX_NAMED: usize = 20;

/// A row as far as it could be read.
#[derive(Debug)]
pub(crate) enum Attempt<O> {
    Read(O),
    Unreadable(UnreadableRow),
}

impl<'r, R: Row, O: FromRow<'r, R>> FromRow<'r, R> for Attempt<O>
where
    usize: ColumnIndex<R>,
    StoredText: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        Ok(match O::from_row(row) {
            Ok(read) => Self::Read(read),
            Err(error) => Self::Unreadable(UnreadableRow {
                // Every statement selects the key first.
                key: row
                    .try_get::<StoredText, _>(0)
                    .map_or_else(|_| "without an id".to_owned(), |key| key.0),
                reason: reason(&error),
            }),
        })
    }
}

fn reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::ColumnDecode { index, source } => {
            let column = index.trim_matches('"');
            if source.is::<UnexpectedNullError>() {
                return format!("{column}: it is NULL");
            }

            format!("{column}: {source}")
        }
        other => other.to_string(),
    }
}

/// Parts the rows that could be read from those that could not.
pub(crate) fn part<O>(attempts: Vec<Attempt<O>>) -> (Vec<O>, Vec<UnreadableRow>) {
    let mut rows = Vec::with_capacity(attempts.len());
    let mut unreadable = Vec::new();

    for attempt in attempts {
        match attempt {
            Attempt::Read(row) => rows.push(row),
            Attempt::Unreadable(row) => unreadable.push(row),
        }
    }

    (rows, unreadable)
}

/// Logs the rows that a read leaves out, in one line.
pub(crate) fn log(unreadable: &[UnreadableRow]) {
    let Some(first) = unreadable.first() else {
        return;
    };

    let keys: Vec<&str> = unreadable
        .iter()
        .take(MAX_NAMED)
        .map(|row| row.key.as_str())
        .collect();
    tracing::warn!(
        rows = unreadable.len(),
        keys = keys.join(", "),
        reason = first.reason,
        "Rows that cannot be read were left out"
    );
}
