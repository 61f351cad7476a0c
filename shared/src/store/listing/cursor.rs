//! The place in a list where a page begins or ends.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::stored_time::StoredTime;
use crate::store::db::value::Value;
use crate::store::listing::order::{SortKey, SortOrder};
use crate::store::rules::ClockColumn;

/// A page of the list by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagePosition {
    /// The first page.
    First,
    /// The page that begins after a session.
    After(Cursor),
    /// The page that ends before a session.
    Before(Cursor),
}

/// A place in the list: the session with this key and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    key: CursorKey,
    id: i64,
}

/// Of a second.
const MICROSECONDS: i64 = 1_000_000;

#[derive(Clone, Debug, PartialEq, Eq)]
enum CursorKey {
    /// Unix seconds of a time, or a number.
    Number(i64),
    /// Unix microseconds of a time with a fraction of a second.
    Fraction(i64),
    Text(String),
    /// Of a session without a time: only its id tells its place.
    NoTime,
}

/// How a cursor of a session without a time is written.
const NO_TIME: &str = "none";

impl PagePosition {
    /// Tells whether its rows are read against the list's order.
    pub(crate) fn is_read_backwards(&self) -> bool {
        matches!(self, Self::Before(_))
    }

    /// Returns the session that the page lies behind, in the order of reading.
    pub(crate) fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::First => None,
            Self::After(cursor) | Self::Before(cursor) => Some(cursor),
        }
    }
}

impl Cursor {
    /// Returns the place of a session whose sort key the database gave as `key`.
    pub(crate) fn at(id: i64, sort: SortKey, key: &str) -> Self {
        let key = match sort {
            SortKey::Time => CursorKey::of_time(key),
            SortKey::Duration | SortKey::Status => {
                CursorKey::Number(key.parse().unwrap_or_default())
            }
            SortKey::Student | SortKey::Teacher => CursorKey::Text(key.to_owned()),
        };

        Self { key, id }
    }

    /// Returns the place of a session without a time.
    pub(crate) fn without_time(id: i64) -> Self {
        let key = CursorKey::NoTime;
        Self { key, id }
    }

    /// Tells whether its session has no time.
    pub(crate) fn is_without_time(&self) -> bool {
        self.key == CursorKey::NoTime
    }

    /// Tells whether it is a place in a list of this order.
    #[must_use]
    pub fn fits(&self, sort: SortKey) -> bool {
        match self.key {
            CursorKey::Text(_) => matches!(sort, SortKey::Student | SortKey::Teacher),
            CursorKey::NoTime => sort == SortKey::Time,
            CursorKey::Number(_) | CursorKey::Fraction(_) => {
                !matches!(sort, SortKey::Student | SortKey::Teacher)
            }
        }
    }

    /// Appends that rows lie behind it, where the id alone tells their order.
    pub(crate) fn push_id(&self, sql: &mut Statement, order: SortOrder) {
        let behind = if order.descending { " < " } else { " > " };
        sql.push(" AND id").push(behind).value(self.id);
    }

    /// Appends that rows lie behind it in this order. Written so that servers read it as a range along an index, which
    /// they do not do for `(key, id) < (?, ?)`. `column` is that of the key, if the key is a time.
    pub(crate) fn push(
        &self,
        sql: &mut Statement,
        dialect: Dialect,
        key: &Statement,
        column: Option<ClockColumn>,
        order: SortOrder,
    ) {
        let (up_to, behind) = if order.descending {
            (" <= ", " < ")
        } else {
            (" >= ", " > ")
        };

        // Where the key is not what is stored, the index needs a bound of its own.
        let by_clock = column.filter(|column| !column.clock(dialect).is_utc());
        if let (Some(column), Some(at)) = (by_clock, self.time()) {
            sql.push(" AND ")
                .append(column.near(dialect, "wpos_zoom_links.", up_to.trim(), at));
        }
        sql.push(" AND ")
            .append(key.clone())
            .push(up_to)
            .value(self.value(column.is_some()))
            .push(" AND (")
            .append(key.clone())
            .push(behind)
            .value(self.value(column.is_some()))
            .push(" OR id")
            .push(behind)
            .value(self.id)
            .push(")");
    }

    /// Returns the time at this place.
    fn time(&self) -> Option<DateTime<Utc>> {
        match self.key {
            CursorKey::Number(seconds) => DateTime::from_timestamp(seconds, 0),
            CursorKey::Fraction(microseconds) => DateTime::from_timestamp_micros(microseconds),
            CursorKey::Text(_) | CursorKey::NoTime => None,
        }
    }

    fn value(&self, is_time: bool) -> Value {
        match &self.key {
            CursorKey::Number(number) if !is_time => (*number).into(),
            CursorKey::Text(text) => text.as_str().into(),
            _ => Value::Time(self.time().map(|at| at.naive_utc())),
        }
    }
}

impl CursorKey {
    /// Reads the text of a time. A column may have fractions of a second, and a place between two rows needs them.
    fn of_time(text: &str) -> Self {
        let at = StoredTime::from_text(text).and_then(StoredTime::exactly);
        let microseconds = at.unwrap_or_default().and_utc().timestamp_micros();

        if microseconds % MICROSECONDS == 0 {
            Self::Number(microseconds / MICROSECONDS)
        } else {
            Self::Fraction(microseconds)
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            CursorKey::Fraction(microseconds) => write!(f, "u{microseconds}-{}", self.id),
            CursorKey::Number(number) => write!(f, "{number}-{}", self.id),
            CursorKey::Text(text) => write!(f, "~{text}-{}", self.id),
            CursorKey::NoTime => write!(f, "{NO_TIME}-{}", self.id),
        }
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        // From the end, because a name may have hyphens.
        let (key, id) = text.rsplit_once('-').ok_or(())?;
        // The mark is needed, because a name may look like a number.
        let key = if key == NO_TIME {
            CursorKey::NoTime
        } else if let Some(text) = key.strip_prefix('~') {
            CursorKey::Text(text.to_owned())
        } else if let Some(microseconds) = key.strip_prefix('u') {
            CursorKey::Fraction(microseconds.parse().map_err(|_| ())?)
        } else {
            CursorKey::Number(key.parse().map_err(|_| ())?)
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
        for text in [
            "1764000000-17",
            "u1764000000456000-17",
            "0-1",
            "~Amina - B~-3",
            "~-9",
            "none-4",
        ] {
            assert_eq!(
                text.parse::<Cursor>().map(|cursor| cursor.to_string()),
                Ok(text.to_owned())
            );
        }

        let without_time = Cursor::without_time(4);
        assert!(
            SortKey::ALL.map(|sort| without_time.fits(sort)) == [true, false, false, false, false]
        );

        for bad in ["", "x", "1-x", "x-1", "-", "1"] {
            assert_eq!(bad.parse::<Cursor>(), Err(()), "{bad}");
        }
    }
}
