//! Texts that a column's character set does not have: a latin1 column has no Amharic name, and utf8mb3 no emoji.
//!
//! Such a text is equal to none in the column. Servers refuse the comparison instead.

use sqlx::mysql::MySqlDatabaseError;

use crate::store::StoreError;
use crate::store::db::statement::Statement;
use crate::store::db::value::Value;

/// The greatest characters of utf8mb3, of latin1 and of ASCII.
pub(crate) const GREATEST_CHARACTERS: [char; 3] = ['\u{ffff}', '\u{ff}', '\u{7f}'];

/// A text that no column contains, of characters that every set has.
const NO_TEXT: &str = "~no such text 7c1e9a~";

/// Tells whether the server refused to compare a text with a column.
pub(crate) fn is_unfit(error: &StoreError) -> bool {
    let StoreError::Database(sqlx::Error::Database(error)) = error else {
        return false;
    };
    let number = error
        .try_downcast_ref::<MySqlDatabaseError>()
        .map(MySqlDatabaseError::number);

    // Mixed collations of two, three or more values; a text, a parameter or a conversion that is impossible.
    matches!(number, Some(1267 | 1270 | 1271 | 1300 | 1366 | 3854 | 3988))
}

/// Returns the statement with every text that has a greater character replaced; `None` if there is no such text.
pub(crate) fn without_texts_beyond(statement: &Statement, greatest: char) -> Option<Statement> {
    let mut replaced = statement.clone();
    let mut is_changed = false;

    for value in replaced.values_mut() {
        if let Value::Text(Some(text)) = value
            && text.chars().any(|character| character > greatest)
        {
            NO_TEXT.clone_into(text);
            is_changed = true;
        }
    }

    is_changed.then_some(replaced)
}
