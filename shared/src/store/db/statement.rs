//! SQL whose text depends on what is asked: pieces of our own text, and values that only ever travel as
//! bound parameters. One type for both databases (the driver's own builder is typed for one).

use chrono::NaiveDateTime;
use sqlx::query::{Query, QueryAs};
use sqlx::{Arguments, AssertSqlSafe, Database, Encode, FromRow, IntoArguments, Type};

/// A statement under construction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statement {
    sql: String,
    values: Vec<Value>,
}

/// What can be bound. `None` is NULL.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    Time(Option<NaiveDateTime>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

impl From<NaiveDateTime> for Value {
    fn from(value: NaiveDateTime) -> Self {
        Self::Time(Some(value))
    }
}

impl From<Option<NaiveDateTime>> for Value {
    fn from(value: Option<NaiveDateTime>) -> Self {
        Self::Time(value)
    }
}

impl From<&str> for Statement {
    fn from(sql: &str) -> Self {
        Self::new(sql)
    }
}

impl Statement {
    pub(crate) fn new(sql: &str) -> Self {
        Self {
            sql: sql.to_owned(),
            values: Vec::new(),
        }
    }

    /// Appends text of ours: never anything that came from outside.
    pub(crate) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Appends another statement's text and values.
    pub(crate) fn append(&mut self, more: Self) -> &mut Self {
        self.sql.push_str(&more.sql);
        self.values.extend(more.values);
        self
    }

    /// Appends a placeholder and its value.
    pub(crate) fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.sql.push('?');
        self.values.push(value.into());
        self
    }

    /// Appends `(?, ?, ..)` for at least one value, padded by the last one to a multiple of `step`: few
    /// different texts, so that prepared statements are found again.
    pub(crate) fn list(
        &mut self,
        values: impl IntoIterator<Item = Value>,
        step: usize,
    ) -> &mut Self {
        let mut values: Vec<Value> = values.into_iter().collect();
        let wanted = values.len().max(1).next_multiple_of(step);

        values.resize(
            wanted,
            values.last().cloned().unwrap_or(Value::Integer(None)),
        );

        self.push("(").push(&vec!["?"; wanted].join(", ")).push(")");
        self.values.extend(values);

        self
    }

    /// The text with each placeholder replaced. (No text of ours holds a question mark for anything else.)
    pub(crate) fn with_literals(&self, literal: impl Fn(&Value) -> String) -> String {
        let mut pieces = self.sql.split('?');
        let mut text = pieces.next().unwrap_or_default().to_owned();

        for (piece, value) in pieces.zip(&self.values) {
            text.push_str(&literal(value));
            text.push_str(piece);
        }

        text
    }

    /// The statement with its values, for one database.
    pub(crate) fn query<DB: Database>(self) -> Query<'static, DB, DB::Arguments>
    where
        DB::Arguments: IntoArguments<DB>,
        for<'v> Option<i64>: Encode<'v, DB> + Type<DB>,
        for<'v> Option<String>: Encode<'v, DB> + Type<DB>,
        for<'v> Option<NaiveDateTime>: Encode<'v, DB> + Type<DB>,
    {
        let arguments = arguments::<DB>(self.values);
        sqlx::query_with(AssertSqlSafe(self.sql), arguments)
    }

    /// The same, reading rows as `O`.
    pub(crate) fn query_as<DB: Database, O: for<'r> FromRow<'r, DB::Row>>(
        self,
    ) -> QueryAs<'static, DB, O, DB::Arguments>
    where
        DB::Arguments: IntoArguments<DB>,
        for<'v> Option<i64>: Encode<'v, DB> + Type<DB>,
        for<'v> Option<String>: Encode<'v, DB> + Type<DB>,
        for<'v> Option<NaiveDateTime>: Encode<'v, DB> + Type<DB>,
    {
        let arguments = arguments::<DB>(self.values);
        sqlx::query_as_with(AssertSqlSafe(self.sql), arguments)
    }
}

fn arguments<DB: Database>(values: Vec<Value>) -> DB::Arguments
where
    for<'v> Option<i64>: Encode<'v, DB> + Type<DB>,
    for<'v> Option<String>: Encode<'v, DB> + Type<DB>,
    for<'v> Option<NaiveDateTime>: Encode<'v, DB> + Type<DB>,
{
    let mut arguments = DB::Arguments::default();
    for value in values {
        match value {
            Value::Integer(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Time(value) => arguments.add(value),
        }
        .expect("integers, texts and times always encode");
    }

    arguments
}
