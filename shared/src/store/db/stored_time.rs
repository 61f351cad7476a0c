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

use crate::domain::read_time;
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
        read_time(text).map(Self).ok()
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

        let text = column_text(<&[u8] as Decode<MySql>>::decode(value)?);
        Ok(Self(read_time(&text)?))
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
            let text = <&str as Decode<Sqlite>>::decode(value)?;
            return Ok(Self(read_time(text)?));
        }

        Ok(Self(Some(<NaiveDateTime as Decode<Sqlite>>::decode(
            value,
        )?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_whole_seconds_and_the_column_its_fraction() {
        let at = StoredTime::from_text("2026-03-02 07:01:00.999").unwrap();
        let whole = at.instant().unwrap();

        assert_eq!(whole.naive_utc().to_string(), "2026-03-02 07:01:00");
        assert_eq!(
            at.exactly().unwrap() - whole.naive_utc(),
            chrono::TimeDelta::milliseconds(999)
        );
    }
}
