//! Times as columns hold them. All conversions of times from and to the school's tables stand here.
//!
//! Schools have `DATETIME`, `DATETIME(n)`, `TIMESTAMP`, `DATE` and text for the same column. Old programs leave zero
//! dates and partly zero ones (`2026-03-00`), which are no times.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, Utc};
use sqlx::error::BoxDynError;
use sqlx::mysql::{MySql, MySqlTypeInfo, MySqlValueRef};
#[cfg(feature = "sqlite")]
use sqlx::sqlite::{Sqlite, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Type, ValueRef};

use crate::store::db::stored_text::column_text;

/// The first time that counts: no lesson is older. It is a bound that a zero date lies below, and every type can hold.
pub(crate) const FIRST_TIME: &str = "'1971-01-01 00:00:00'";

/// A time of one of the school's tables; `None` for NULL and for a date that no calendar has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoredTime(Option<NaiveDateTime>);

/// Cuts an instant to what the columns hold: UTC, whole seconds. MySQL would round, MariaDB cut.
pub(crate) fn column_time(at: DateTime<Utc>) -> NaiveDateTime {
    at.trunc_subsecs(0).naive_utc()
}

impl StoredTime {
    /// Returns the instant, in whole seconds.
    pub(crate) fn instant(self) -> Option<DateTime<Utc>> {
        self.0.map(|at| at.trunc_subsecs(0).and_utc())
    }

    /// Returns what the column has, with the fraction of a second: for comparisons with the column itself.
    pub(crate) fn exactly(self) -> Option<NaiveDateTime> {
        self.0
    }

    /// Reads a text that was made of a column; `None` if it is no time at all.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        read_text(text).ok()
    }
}

impl Type<MySql> for StoredTime {
    fn type_info() -> MySqlTypeInfo {
        <NaiveDateTime as Type<MySql>>::type_info()
    }

    fn compatible(_: &MySqlTypeInfo) -> bool {
        true
    }
}

impl<'r> Decode<'r, MySql> for StoredTime {
    fn decode(value: MySqlValueRef<'r>) -> Result<Self, BoxDynError> {
        // The driver takes a date of only zeros for NULL.
        if value.is_null() {
            return Ok(Self(None));
        }

        let column = value.type_info().into_owned();
        if <DateTime<Utc> as Type<MySql>>::compatible(&column) {
            // The server sends nothing that is no date but partly zero ones, and those that `ALLOW_INVALID_DATES` let in.
            let at = <NaiveDateTime as Decode<MySql>>::decode(value);
            return Ok(Self(at.ok()));
        }
        if <NaiveDate as Type<MySql>>::compatible(&column) {
            let day = <NaiveDate as Decode<MySql>>::decode(value);
            return Ok(Self(day.ok().map(NaiveDateTime::from)));
        }

        read_text(&column_text(<&[u8] as Decode<MySql>>::decode(value)?))
    }
}

#[cfg(feature = "sqlite")]
impl Type<Sqlite> for StoredTime {
    fn type_info() -> SqliteTypeInfo {
        <NaiveDateTime as Type<Sqlite>>::type_info()
    }

    fn compatible(_: &SqliteTypeInfo) -> bool {
        true
    }
}

#[cfg(feature = "sqlite")]
impl<'r> Decode<'r, Sqlite> for StoredTime {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        if value.is_null() {
            return Ok(Self(None));
        }

        // SQLite has no type for times: a column holds texts, whatever was declared.
        let column = value.type_info().into_owned();
        if <str as Type<Sqlite>>::compatible(&column) {
            return read_text(<&str as Decode<Sqlite>>::decode(value)?);
        }

        Ok(Self(Some(<NaiveDateTime as Decode<Sqlite>>::decode(
            value,
        )?)))
    }
}

/// Reads a time from text. Fails on a text that is no time at all.
fn read_text(text: &str) -> Result<StoredTime, BoxDynError> {
    let text = text.trim();
    let (day, _) = text.split_at_checked(10).unwrap_or((text, ""));
    if text.is_empty() || is_partly_zero(day) {
        return Ok(StoredTime(None));
    }

    let bare = text.strip_suffix('Z').unwrap_or(text);
    for layout in [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
    ] {
        if let Ok(at) = NaiveDateTime::parse_from_str(bare, layout) {
            return Ok(StoredTime(Some(at)));
        }
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(StoredTime(Some(at.naive_utc())));
    }

    let day = NaiveDate::parse_from_str(bare, "%Y-%m-%d");
    let day = day.map_err(|_| "a text that is no time")?;
    Ok(StoredTime(Some(day.into())))
}

/// Tells whether a day is `0000-00-00`, or has no month or no day of the month.
fn is_partly_zero(day: &str) -> bool {
    let mut parts = day.split('-');
    let is_zero = |part: Option<&str>| part.is_some_and(|part| part.parse() == Ok(0));

    let year = parts.next();
    is_zero(year) || is_zero(parts.next()) || is_zero(parts.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let at = read_text(text).unwrap().instant();
        at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }

    #[test]
    fn texts_of_any_form_are_read_to_the_second() {
        for text in [
            "2026-03-02 07:01:00",
            "2026-03-02 07:01:00.999",
            "2026-03-02T07:01:00.5Z",
            " 2026-03-02 07:01 ",
            "2026-03-02T10:01:00+03:00",
        ] {
            assert_eq!(read(text).as_deref(), Some("2026-03-02T07:01:00Z"));
        }

        assert_eq!(read("2026-03-02").as_deref(), Some("2026-03-02T00:00:00Z"));
    }

    #[test]
    fn zero_and_partly_zero_dates_are_none() {
        for text in [
            "",
            "0000-00-00",
            "0000-00-00 00:00:00",
            "2026-03-00 07:00:00",
            "2026-00-05 07:00:00",
            "0000-00-00 00:00:00.000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_time_is_refused() {
        assert!(read_text("tomorrow").is_err());
    }
}
