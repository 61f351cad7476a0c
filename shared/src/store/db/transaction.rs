//! Statements that run as one transaction and travel together: one round trip, whatever their number.
//!
//! Parameters cannot be bound to several statements at once, so values are written into the text: numbers and
//! times as such, texts as hexadecimal digits, which nothing can break out of.

use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;

use crate::hexadecimal::hexadecimal;
use crate::store::StoreError;
use crate::store::db::dialect::Dialect;
use crate::store::db::retry::retrying;
use crate::store::db::statement::Statement;
use crate::store::db::store::{Db, with_connection};
use crate::store::db::value::Value;

/// A transaction under construction.
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

    /// Starts the rest of a transaction that has begun on a connection.
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

    /// Returns the text that begins the transaction and does not end it.
    pub(crate) fn open_text(&self) -> AssertSqlSafe<String> {
        AssertSqlSafe(self.text.clone())
    }

    /// Returns the text with the commit at its end.
    pub(crate) fn committed_text(&self) -> AssertSqlSafe<String> {
        self.ended_text("COMMIT")
    }

    fn ended_text(&self, end: &str) -> AssertSqlSafe<String> {
        // A continued transaction may have nothing to write. It must end all the same, because it holds locks.
        let separator = if self.text.is_empty() { "" } else { ";\n" };
        AssertSqlSafe(format!("{}{separator}{end}", self.text))
    }

    /// Runs everything or nothing, again after a failure that may pass: only for statements that may be applied
    /// twice. Returns the rows that each statement matched, in their order.
    pub(crate) async fn run(&self, db: &Db) -> Result<Vec<u64>, StoreError> {
        let matched = retrying(|| run_once(db, self.committed_text())).await?;

        // BEGIN has the first result, COMMIT the last one.
        Ok(matched.into_iter().skip(1).take(self.statements).collect())
    }

    /// Runs everything and takes it back, to see whether it could be done.
    pub(crate) async fn run_and_undo(&self, db: &Db) -> Result<(), StoreError> {
        retrying(|| run_once(db, self.ended_text("ROLLBACK"))).await?;
        Ok(())
    }
}

async fn run_once(db: &Db, text: AssertSqlSafe<String>) -> sqlx::Result<Vec<u64>> {
    with_connection!(db, connection => {
        let results = sqlx::raw_sql(text).execute_many(connection);
        results.map_ok(|result| result.rows_affected()).try_collect().await
    })
}

impl Dialect {
    fn literal(self, value: &Value) -> String {
        match value {
            Value::Integer(Some(number)) => number.to_string(),
            Value::Text(Some(text)) => (self.text_of_hex)(&hexadecimal(text.as_bytes())),
            Value::Time(Some(at)) => at.format("'%Y-%m-%d %H:%M:%S'").to_string(),
            Value::Integer(None) | Value::Text(None) | Value::Time(None) => "NULL".to_owned(),
        }
    }
}
