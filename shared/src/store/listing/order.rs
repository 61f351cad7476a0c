//! In which order sessions are listed, and where in it a page begins.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::domain::{PresenceParameters, Session};
use crate::store::Dialect;
use crate::store::db::statement::Statement;
use crate::store::rules::{seconds, status_rank};
use crate::store::sessions::row::column;

/// What a list is sorted by; ties by the session's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The session's time, along an index. Everything else sorts what the filter selects.
    Time,
    /// Seconds of presence.
    Duration,
    /// The student's name.
    Student,
    /// The teacher's name.
    Teacher,
    /// The status, in the order of a session's life.
    Status,
}

/// A list's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortOrder {
    /// What it is sorted by.
    pub sort: SortKey,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// Which page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagePosition {
    /// The first.
    First,
    /// The one behind a session.
    After(Cursor),
    /// The one that ends before a session.
    Before(Cursor),
}

/// A place in the list: the session with this key and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    key: CursorKey,
    id: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum CursorKey {
    /// Unix seconds of a time, or a number.
    Number(i64),
    Text(String),
}

impl Default for SortOrder {
    /// Newest first.
    fn default() -> Self {
        Self {
            sort: SortKey::Time,
            descending: true,
        }
    }
}

impl SortOrder {
    pub(crate) fn reversed(self) -> Self {
        Self {
            descending: !self.descending,
            ..self
        }
    }

    /// Appends the order, and that one more than a page is read: it tells whether there is another one.
    pub(crate) fn push(self, sql: &mut Statement, limit: usize) {
        let direction = if self.descending { " DESC" } else { "" };
        sql.push(" ORDER BY sort_")
            .push(direction)
            .push(", id")
            .push(direction)
            .push(" LIMIT ");

        sql.value(i64::try_from(limit + 1).unwrap_or(i64::MAX));
    }
}

impl SortKey {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Time,
        Self::Duration,
        Self::Student,
        Self::Teacher,
        Self::Status,
    ];

    /// Returns the wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Student => "student",
            Self::Teacher => "teacher",
            Self::Status => "status",
        }
    }

    /// SQL for what rows are sorted by, of rows whose time is in the column `time`.
    pub(crate) fn key(
        self,
        dialect: Dialect,
        time: &str,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Statement {
        match self {
            Self::Time => Statement::new(time),
            Self::Duration => Statement::new(&seconds(dialect, rules)),
            // A subquery, not a join: where the school has somebody twice, that would list sessions twice.
            Self::Student => Statement::new(
                "COALESCE((SELECT MIN(name) FROM wpos_wpdatatable_23 WHERE wdt_ID = studentid), '')",
            ),
            Self::Teacher => {
                let same = (dialect.same_text)("t.ustazid", "wpos_zoom_links.ustazid");
                Statement::new(&format!(
                    "COALESCE((SELECT MIN(ustazname) FROM wpos_wpdatatable_24 t WHERE {same}), '')"
                ))
            }
            Self::Status => status_rank(now, rules),
        }
    }
}

impl Cursor {
    /// The place of a session whose key the database gave as `key`.
    pub(crate) fn at(session: &Session, sort: SortKey, key: &str) -> Self {
        let key = match sort {
            SortKey::Time => CursorKey::Number(session.time().unwrap_or_default().timestamp()),
            SortKey::Duration | SortKey::Status => {
                CursorKey::Number(key.parse().unwrap_or_default())
            }
            SortKey::Student | SortKey::Teacher => CursorKey::Text(key.to_owned()),
        };

        Self {
            key,
            id: session.id.0,
        }
    }

    /// Tells whether it is a place in a list of this order.
    #[must_use]
    pub fn fits(&self, sort: SortKey) -> bool {
        let is_text = matches!(self.key, CursorKey::Text(_));
        is_text == matches!(sort, SortKey::Student | SortKey::Teacher)
    }

    /// Appends that rows lie behind it. Written so that servers read it as a range along an index; they do not for
    /// `(key, id) < (?, ?)`.
    pub(crate) fn push(
        &self,
        sql: &mut Statement,
        key: &Statement,
        sort: SortKey,
        descending: bool,
    ) {
        let (within, behind) = if descending {
            (" <= ", " < ")
        } else {
            (" >= ", " > ")
        };
        let value = |sql: &mut Statement| {
            match (&self.key, sort) {
                (CursorKey::Text(text), _) => sql.value(text.as_str()),
                (CursorKey::Number(seconds), SortKey::Time) => {
                    let at: DateTime<Utc> =
                        DateTime::from_timestamp(*seconds, 0).unwrap_or_default();
                    sql.value(column(at))
                }
                (CursorKey::Number(number), _) => sql.value(*number),
            };
        };

        sql.push(" AND ").append(key.clone()).push(within);
        value(sql);
        sql.push(" AND (").append(key.clone()).push(behind);
        value(sql);
        sql.push(" OR id").push(behind).value(self.id).push(")");
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            CursorKey::Number(number) => write!(f, "{number}-{}", self.id),
            CursorKey::Text(text) => write!(f, "~{text}-{}", self.id),
        }
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, id) = text.rsplit_once('-').ok_or(())?;
        let key = match key.strip_prefix('~') {
            Some(text) => CursorKey::Text(text.to_owned()),
            None => CursorKey::Number(key.parse().map_err(|_| ())?),
        };

        Ok(Self {
            key,
            id: id.parse().map_err(|_| ())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_as_written() {
        for text in ["1764000000-17", "0-1", "~Amina - B~-3", "~-9"] {
            assert_eq!(
                text.parse::<Cursor>().map(|cursor| cursor.to_string()),
                Ok(text.to_owned())
            );
        }

        for bad in ["", "x", "1-x", "x-1", "-", "1"] {
            assert_eq!(bad.parse::<Cursor>(), Err(()), "{bad}");
        }
    }
}
