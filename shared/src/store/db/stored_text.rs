//! Texts of the school's tables, whatever type their columns have.

use std::ops::Deref;

use sqlx::error::BoxDynError;
use sqlx::mysql::{MySql, MySqlTypeInfo, MySqlValueRef};
#[cfg(feature = "sqlite")]
use sqlx::sqlite::{Sqlite, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Type, ValueRef};

/// A text of one of the school's tables: of a text, binary, `ENUM`, `JSON` or number column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoredText(pub(crate) String);

impl Deref for StoredText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Reads a text's bytes. `BINARY(n)` fills up with zero bytes; what is not UTF-8 is shown as such.
pub(crate) fn column_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_end_matches('\0').to_owned()
}

impl Type<MySql> for StoredText {
    fn type_info() -> MySqlTypeInfo {
        <str as Type<MySql>>::type_info()
    }

    fn compatible(_: &MySqlTypeInfo) -> bool {
        true
    }
}

impl<'r> Decode<'r, MySql> for StoredText {
    fn decode(value: MySqlValueRef<'r>) -> Result<Self, BoxDynError> {
        let column = value.type_info().into_owned();

        let text = if <i64 as Type<MySql>>::compatible(&column) {
            <i64 as Decode<MySql>>::decode(value)?.to_string()
        } else if <u64 as Type<MySql>>::compatible(&column) {
            <u64 as Decode<MySql>>::decode(value)?.to_string()
        } else if <f64 as Type<MySql>>::compatible(&column) {
            <f64 as Decode<MySql>>::decode(value)?.to_string()
        } else {
            // A DECIMAL travels as text, too.
            column_text(<&[u8] as Decode<MySql>>::decode(value)?)
        };

        Ok(Self(text))
    }
}

#[cfg(feature = "sqlite")]
impl Type<Sqlite> for StoredText {
    fn type_info() -> SqliteTypeInfo {
        <str as Type<Sqlite>>::type_info()
    }

    fn compatible(_: &SqliteTypeInfo) -> bool {
        true
    }
}

#[cfg(feature = "sqlite")]
impl<'r> Decode<'r, Sqlite> for StoredText {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        let column = value.type_info().into_owned();

        let text = if <i64 as Type<Sqlite>>::compatible(&column) {
            <i64 as Decode<Sqlite>>::decode(value)?.to_string()
        } else if <f64 as Type<Sqlite>>::compatible(&column) {
            <f64 as Decode<Sqlite>>::decode(value)?.to_string()
        } else {
            column_text(<&[u8] as Decode<Sqlite>>::decode(value)?)
        };

        Ok(Self(text))
    }
}
