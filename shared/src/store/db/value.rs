//! What a statement can bind.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::{Day, ImportId, SessionId, StudentId, TeacherId, TrackingToken};
use crate::store::db::stored_time::column_time;

/// A bound value; `None` is NULL. Has no `Debug`: some values are tokens and passwords.
#[derive(Clone)]
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
    fn from(at: NaiveDateTime) -> Self {
        Self::from(at.and_utc())
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Time(Some(column_time(at)))
    }
}

impl From<Option<DateTime<Utc>>> for Value {
    fn from(at: Option<DateTime<Utc>>) -> Self {
        Self::Time(at.map(column_time))
    }
}

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        Self::Text(Some(day.to_string()))
    }
}

impl From<SessionId> for Value {
    fn from(id: SessionId) -> Self {
        Self::from(id.0)
    }
}

impl From<ImportId> for Value {
    fn from(id: ImportId) -> Self {
        Self::from(id.0)
    }
}

impl From<StudentId> for Value {
    fn from(id: StudentId) -> Self {
        Self::from(id.0)
    }
}

impl From<&TeacherId> for Value {
    fn from(id: &TeacherId) -> Self {
        Self::from(id.0.as_str())
    }
}

impl From<&TrackingToken> for Value {
    fn from(token: &TrackingToken) -> Self {
        Self::from(token.as_str())
    }
}
