//! The column `session_status`.

use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Type};

use crate::store::db::stored_text::StoredText;

/// What the column says. Read by hand, because the driver refuses a derived enum for an ENUM column that is NOT NULL.
/// Deployments have both forms, and text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum StoredStatus {
    /// Sent or open. The deployed column may be NULL, and means this then.
    #[default]
    Active,
    Ended,
    Timeout,
}

impl StoredStatus {
    /// Reads a status. Most collations of MySQL take `Active ` for `active`, and so do the conditions of statements.
    pub(crate) fn from_stored(text: &str) -> Option<Self> {
        match text.trim_end().to_ascii_lowercase().as_str() {
            "active" => Some(Self::Active),
            "ended" => Some(Self::Ended),
            "timeout" => Some(Self::Timeout),
            _ => None,
        }
    }
}

impl<DB: Database> Type<DB> for StoredStatus
where
    StoredText: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <StoredText as Type<DB>>::type_info()
    }

    fn compatible(column: &DB::TypeInfo) -> bool {
        <StoredText as Type<DB>>::compatible(column)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for StoredStatus
where
    StoredText: Decode<'r, DB>,
{
    /// Fails on a status that neither this system nor the deployed one writes.
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let StoredText(text) = StoredText::decode(value)?;

        Self::from_stored(&text)
            .ok_or_else(|| format!("the status {text:?} is none of this system").into())
    }
}
