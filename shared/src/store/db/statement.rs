//! One SQL statement: text of our own, and values that only ever travel as bound parameters.
//!
//! One type for both databases; the driver's own builder is typed for one of them.

use std::borrow::Cow;

use chrono::NaiveDateTime;
use sqlx::query::{Query, QueryAs};
use sqlx::{Arguments, AssertSqlSafe, Database, Encode, FromRow, IntoArguments, Type};

use crate::store::db::value::Value;

/// A statement under construction.
///
/// A fixed text has its placeholders inside: `new("... WHERE id = ?").bind(id)`. A text that depends on what is asked
/// grows by [`push`](Self::push) and [`value`](Self::value).
#[derive(Clone)]
pub(crate) struct Statement {
    text: Cow<'static, str>,
    values: Vec<Value>,
    is_repeatable: bool,
}

impl Statement {
    pub(crate) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            values: Vec::new(),
            is_repeatable: false,
        }
    }

    /// Adds the value of the next placeholder in the text.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// States that the statement may be applied twice: after a failure that may pass, it is tried again.
    pub(crate) fn repeatable(mut self) -> Self {
        self.is_repeatable = true;
        self
    }

    /// Returns its values, in the order of their placeholders.
    pub(crate) fn values_mut(&mut self) -> &mut [Value] {
        &mut self.values
    }

    pub(crate) fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    /// Appends text of ours: never anything that came from outside.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Appends another statement's text and values.
    pub(crate) fn append(&mut self, more: Self) -> &mut Self {
        self.push(&more.text);
        self.values.extend(more.values);
        self
    }

    /// Appends a placeholder and its value.
    pub(crate) fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.push("?");
        self.values.push(value.into());
        self
    }

    /// Appends `(?, ?, ..)` for at least one value. The last value is repeated until their number is a multiple of
    /// `step`, so that there are few different texts and prepared statements are found again.
    pub(crate) fn list<V: Into<Value>>(
        &mut self,
        values: impl IntoIterator<Item = V>,
        step: usize,
    ) -> &mut Self {
        self.value_list(values.into_iter().map(Into::into).collect(), step)
    }

    fn value_list(&mut self, mut values: Vec<Value>, step: usize) -> &mut Self {
        let padded = values.len().max(1).next_multiple_of(step);
        // `IN ()` is no valid SQL. `IN (NULL)` is valid and matches nothing.
        let padding = values.last().cloned().unwrap_or(Value::Integer(None));
        values.resize(padded, padding);

        self.push("(").push(&vec!["?"; padded].join(", ")).push(")");
        self.values.extend(values);
        self
    }

    /// Finds a text with more or fewer placeholders than values, in tests and while developing.
    fn check_values(&self) {
        debug_assert_eq!(
            self.text.matches('?').count(),
            self.values.len(),
            "placeholders and values of: {}",
            self.text
        );
    }

    /// Returns the text with each placeholder replaced. (No text of ours has a question mark that is none.)
    pub(crate) fn with_literals(&self, literal: impl Fn(&Value) -> String) -> String {
        self.check_values();
        let mut pieces = self.text.split('?');
        let mut text = pieces.next().unwrap_or_default().to_owned();

        for (piece, value) in pieces.zip(&self.values) {
            text.push_str(&literal(value));
            text.push_str(piece);
        }

        text
    }

    /// Returns the statement with its values, for one database.
    pub(crate) fn query<DB: Database>(self) -> Query<'static, DB, DB::Arguments>
    where
        DB::Arguments: IntoArguments<DB>,
        for<'v> Option<i64>: Encode<'v, DB> + Type<DB>,
        for<'v> Option<String>: Encode<'v, DB> + Type<DB>,
        for<'v> Option<NaiveDateTime>: Encode<'v, DB> + Type<DB>,
    {
        self.check_values();
        let arguments = arguments::<DB>(self.values);
        sqlx::query_with(AssertSqlSafe(self.text), arguments)
    }

    /// Returns the same, to read rows as `O`.
    pub(crate) fn query_as<DB: Database, O: for<'r> FromRow<'r, DB::Row>>(
        self,
    ) -> QueryAs<'static, DB, O, DB::Arguments>
    where
        DB::Arguments: IntoArguments<DB>,
        for<'v> Option<i64>: Encode<'v, DB> + Type<DB>,
        for<'v> Option<String>: Encode<'v, DB> + Type<DB>,
        for<'v> Option<NaiveDateTime>: Encode<'v, DB> + Type<DB>,
    {
        self.check_values();
        let arguments = arguments::<DB>(self.values);
        sqlx::query_as_with(AssertSqlSafe(self.text), arguments)
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
