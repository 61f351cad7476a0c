//! Whole numbers of the school's tables, whatever type their columns have.

use sqlx::error::BoxDynError;
use sqlx::mysql::{MySql, MySqlTypeInfo, MySqlValueRef};
#[cfg(feature = "sqlite")]
use sqlx::sqlite::{Sqlite, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Type};

use crate::store::db::stored_text::StoredText;

/// A whole number of one of the school's tables: of an integer column of any width and sign, of `DECIMAL`, or of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoredInteger(pub(crate) i64);

impl StoredInteger {
    /// Returns the number of a column that may be NULL.
    pub(crate) fn number(column: Option<Self>) -> Option<i64> {
        column.map(|Self(number)| number)
    }

    /// Reads a number's text. Fails on one that is not whole, is too great, or is no number.
    fn read(StoredText(text): StoredText) -> Result<Self, BoxDynError> {
        let text = text.trim();
        // `DECIMAL(10,2)` has a fraction, of zeros.
        let whole = text.split_once('.').map_or(text, |(whole, fraction)| {
            let is_whole = fraction.bytes().all(|digit| digit == b'0');
            if is_whole { whole } else { text }
        });

        let number = whole.parse().map_err(|_| "no whole number")?;
        Ok(Self(number))
    }
}

impl Type<MySql> for StoredInteger {
    fn type_info() -> MySqlTypeInfo {
        <i64 as Type<MySql>>::type_info()
    }

    fn compatible(_: &MySqlTypeInfo) -> bool {
        true
    }
}

impl<'r> Decode<'r, MySql> for StoredInteger {
    fn decode(value: MySqlValueRef<'r>) -> Result<Self, BoxDynError> {
        Self::read(<StoredText as Decode<MySql>>::decode(value)?)
    }
}

#[cfg(feature = "sqlite")]
impl Type<Sqlite> for StoredInteger {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }

    fn compatible(_: &SqliteTypeInfo) -> bool {
        true
    }
}

#[cfg(feature = "sqlite")]
impl<'r> Decode<'r, Sqlite> for StoredInteger {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        Self::read(<StoredText as Decode<Sqlite>>::decode(value)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<i64> {
        let number = StoredInteger::read(StoredText(text.to_owned()));
        number.ok().map(|StoredInteger(number)| number)
    }

    #[test]
    fn whole_numbers_of_any_form_are_read() {
        for text in ["41", " 41 ", "41.00", "+41"] {
            assert_eq!(read(text), Some(41), "{text}");
        }
        assert_eq!(read("-3"), Some(-3));
    }

    #[test]
    fn nothing_else_is_taken_for_a_number() {
        for text in ["", "S-41", "41.5", "18446744073709551615", "41abc", ".0"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
