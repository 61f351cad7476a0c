//! Instants as people read them.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::domain::SchoolCalendar;

/// An exact instant for people and for machines. The page's script may show how long ago it was.
#[derive(Clone, Debug)]
pub(crate) struct ShownInstant {
    /// RFC 3339.
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl ShownInstant {
    /// Shows an instant by the school's clock.
    pub(crate) fn of(at: DateTime<Utc>, days: &SchoolCalendar) -> Self {
        Self {
            iso: iso(at),
            text: days.show(at),
        }
    }
}

/// Writes an instant for machines, in whole seconds.
pub(crate) fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
