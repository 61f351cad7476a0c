//! Statements that run as one transaction and travel together: one round trip, however many they are.
//!
//! Parameters cannot be bound to several statements at once, so values are written into the text: numbers and
//! times as such, texts as hexadecimal digits, which nothing can break out of.

use std::fmt::Write;

use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;

use crate::store::db::statement::{Statement, Value};
use crate::store::{Db, Dialect, with_connection};

/// A transaction under construction.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    dialect: Dialect,
    text: String,
    statements: usize,
}

impl Transaction {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            text: dialect.begin.to_owned(),
            statements: 0,
        }
    }

    /// The rest of a transaction that has begun on a connection.
    pub(crate) fn continued(dialect: Dialect) -> Self {
        Self {
            dialect,
            text: String::new(),
            statements: 0,
        }
    }

    /// Appends a statement. Each sees what those before it did.
    pub(crate) fn push(&mut self, statement: &Statement) {
        if !self.text.is_empty() {
            self.text.push_str(";\n");
        }

        self.text
            .push_str(&statement.with_literals(|value| self.dialect.literal(value)));
        self.statements += 1;
    }

    /// The text that begins the transaction and, so far, does not end it.
    pub(crate) fn open_text(&self) -> AssertSqlSafe<String> {
        AssertSqlSafe(self.text.clone())
    }

    /// The text up to the end.
    pub(crate) fn committed_text(&self) -> AssertSqlSafe<String> {
        let separator = if self.text.is_empty() { "" } else { ";\n" };
        AssertSqlSafe(format!("{}{separator}COMMIT", self.text))
    }

    /// Runs everything or nothing. Returns the rows that each statement matched, in their order.
    pub(crate) async fn run(&self, db: &Db) -> sqlx::Result<Vec<u64>> {
        let matched = with_connection!(db, connection => {
            let results = sqlx::raw_sql(self.committed_text()).execute_many(connection);
            results.map_ok(|result| result.rows_affected()).try_collect::<Vec<u64>>().await
        })?;
        // Without those of BEGIN and COMMIT.
        Ok(matched.into_iter().skip(1).take(self.statements).collect())
    }
}

impl Dialect {
    fn literal(self, value: &Value) -> String {
        match value {
            Value::Integer(Some(number)) => number.to_string(),
            Value::Text(Some(text)) => {
                let digits = text.bytes().fold(String::new(), |mut digits, byte| {
                    let _ = write!(digits, "{byte:02X}");
                    digits
                });
                (self.text_of_hex)(&digits)
            }
            Value::Time(Some(at)) => at.format("'%Y-%m-%d %H:%M:%S'").to_string(),
            Value::Integer(None) | Value::Text(None) | Value::Time(None) => "NULL".to_owned(),
        }
    }
}
