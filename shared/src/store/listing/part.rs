//! The two parts of a list in the order of time: sessions with a time, and those without one. In a descending order the
//! second one comes last.

use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::listing::cursor::{Cursor, PagePosition};
use crate::store::listing::order::{SortKey, SortOrder};
use crate::store::rules::TimeColumn;

/// The rows that a statement reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListPart {
    /// All of them: in every order but that of time.
    All,
    /// Those with a time.
    WithTime,
    /// Those whose time is NULL, zero or partly zero: no cursor can hold such a time, and servers refuse to compare with
    /// it. No index serves, so they are read only where a page reaches them.
    WithoutTime,
}

/// Returns the parts that a page may have rows of, in the order of reading.
pub(crate) fn parts_to_read(
    sort: SortKey,
    direction: SortOrder,
    position: &PagePosition,
    has_bounds: bool,
) -> &'static [ListPart] {
    if sort != SortKey::Time {
        return &[ListPart::All];
    }

    let is_behind_untimed = position.cursor().map(Cursor::is_without_time);
    match (direction.descending, is_behind_untimed) {
        (true, Some(true)) if has_bounds => &[],
        // What has no time lies within no days.
        _ if has_bounds => &[ListPart::WithTime],
        (true, Some(true)) => &[ListPart::WithoutTime],
        (true, None | Some(false)) => &[ListPart::WithTime, ListPart::WithoutTime],
        (false, Some(false)) => &[ListPart::WithTime],
        (false, None | Some(true)) => &[ListPart::WithoutTime, ListPart::WithTime],
    }
}

impl ListPart {
    /// Appends the condition for its rows.
    pub(crate) fn push(self, sql: &mut Statement, dialect: Dialect, time: TimeColumn) {
        let has_no_time = (dialect.is_no_time)(time.stored());
        match self {
            Self::All => sql,
            Self::WithTime => sql.push(" AND NOT ").push(&has_no_time),
            Self::WithoutTime => sql.push(" AND ").push(&has_no_time),
        };
    }

    /// Tells whether the cursor's session is one of its rows.
    pub(crate) fn has(self, cursor: &Cursor) -> bool {
        match self {
            Self::All => true,
            Self::WithTime => !cursor.is_without_time(),
            Self::WithoutTime => cursor.is_without_time(),
        }
    }
}
