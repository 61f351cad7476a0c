//! The SQL in which the two databases differ.

use crate::domain::StoredClocks;
use crate::store::db::store::{Db, Store};
use crate::store::db::stored_time::FIRST_TIME;

/// The SQL in which the two databases differ.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect {
    /// Begins an insert that skips a row whose unique key exists.
    pub(crate) insert_ignore: &'static str,
    /// Starts a transaction that will write.
    pub(crate) begin: &'static str,
    /// Locks the rows read; others that want to lock them wait.
    pub(crate) for_update: &'static str,
    /// Locks the rows read against changes.
    pub(crate) for_share: &'static str,
    /// Locks the rows read, and skips those that another transaction has locked.
    pub(crate) skip_locked: &'static str,
    /// SQL for the number of rows that the statement before this one matched.
    pub(crate) rows_matched: &'static str,
    /// SQL that is 1 if texts travel on this connection as UTF-8, else 0.
    pub(crate) speaks_utf8mb4: &'static str,
    /// SQL for a text, from its UTF-8 bytes as hexadecimal digits.
    pub(crate) text_of_hex: fn(&str) -> String,
    /// `seconds(a, b)`: SQL for the whole seconds from column a to column b.
    pub(crate) seconds: fn(&str, &str) -> String,
    /// SQL that compares two columns whatever their collations. An index of the first one serves.
    pub(crate) same_text: fn(&str, &str) -> String,
    /// SQL for a column's text in ASCII: compared with it, an ASCII column's index serves.
    pub(crate) ascii: fn(&str) -> String,
    /// SQL that tells whether a column holds a whole date: old programs leave dates with zeros in them.
    pub(crate) is_date: fn(&str) -> String,
    /// SQL for whether a column has no time: NULL, or a date that is zero or partly zero. No index serves.
    pub(crate) is_no_time: fn(&str) -> String,
    /// SQL for the number of whole quarters of an hour from 1970 to a column.
    pub(crate) quarter: fn(&str) -> String,
    /// `minutes_before(a, n)`: SQL for the time that lies n minutes before column a.
    pub(crate) minutes_before: fn(&str, &str) -> String,
    /// The clocks of the school's own columns. They live as long as the process, which reads its settings once.
    pub(crate) clocks: &'static StoredClocks,
}

/// The clocks of a school without a setting.
pub(crate) static UTC_CLOCKS: StoredClocks = StoredClocks::UTC;

const MYSQL: Dialect = Dialect {
    insert_ignore: "INSERT IGNORE INTO ",
    begin: "START TRANSACTION",
    for_update: " FOR UPDATE",
    // MariaDB does not know `FOR SHARE`.
    for_share: " LOCK IN SHARE MODE",
    skip_locked: " FOR UPDATE SKIP LOCKED",
    // The driver asks the server for matched rows, so a row that already has the new values counts, too.
    rows_matched: "ROW_COUNT()",
    speaks_utf8mb4: "COALESCE(CONCAT(@@character_set_client, @@character_set_connection, @@character_set_results)
        = 'utf8mb4utf8mb4utf8mb4', 0)",
    // Without the character set in front, MySQL takes the digits for binary data.
    text_of_hex: |digits| format!("_utf8mb4 X'{digits}'"),
    seconds: |from, to| format!("TIMESTAMPDIFF(SECOND, {from}, {to})"),
    // The explicit collation decides the comparison. Without it, columns of different collations are an error.
    same_text: |one, other| {
        format!("{one} = CONVERT({other} USING utf8mb4) COLLATE utf8mb4_general_ci")
    },
    ascii: |column| format!("CONVERT({column} USING ascii)"),
    // Functions of the parts take zeros; a comparison with a written zero date is an error in some modes.
    is_date: |column| format!("(MONTH({column}) > 0 AND DAYOFMONTH({column}) > 0)"),
    is_no_time: |at| {
        format!("COALESCE({at} < {FIRST_TIME} OR DAYOFMONTH({at}) = 0 OR MONTH({at}) = 0, TRUE)")
    },
    // `UNIX_TIMESTAMP` would read the column in the session's time zone, which `connect.rs` leaves unset.
    quarter: |at| format!("(TIMESTAMPDIFF(MINUTE, '1970-01-01 00:00:00', {at}) DIV 15)"),
    minutes_before: |at, minutes| format!("({at} - INTERVAL {minutes} MINUTE)"),
    clocks: &UTC_CLOCKS,
};

#[cfg(feature = "sqlite")]
const SQLITE: Dialect = Dialect {
    insert_ignore: "INSERT OR IGNORE INTO ",
    // Takes the one write lock at once: a read transaction that turns into a write may fail half-way.
    begin: "BEGIN IMMEDIATE",
    // The transaction has locked the whole database, so rows need no locks of their own.
    for_update: "",
    for_share: "",
    skip_locked: "",
    rows_matched: "changes()",
    speaks_utf8mb4: "1",
    text_of_hex: |digits| format!("CAST(X'{digits}' AS TEXT)"),
    seconds: |from, to| format!("(unixepoch({to}) - unixepoch({from}))"),
    same_text: |one, other| format!("{one} = {other}"),
    ascii: str::to_owned,
    is_date: |column| format!("{column} IS NOT NULL"),
    is_no_time: |at| format!("COALESCE(unixepoch({at}) < unixepoch({FIRST_TIME}), TRUE)"),
    quarter: |at| format!("(unixepoch({at}) / 900)"),
    minutes_before: |at, minutes| format!("datetime({at}, (-({minutes})) || ' minutes')"),
    clocks: &UTC_CLOCKS,
};

impl Store {
    pub(crate) fn dialect(&self) -> Dialect {
        let dialect = match self.db {
            Db::MySql(_) => MYSQL,
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => SQLITE,
        };

        Dialect {
            clocks: self.clocks,
            ..dialect
        }
    }
}
