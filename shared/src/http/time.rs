//! Times on the wire.

use chrono::{DateTime, SecondsFormat, Utc};

/// Writes a time as the wire shows it: RFC 3339, UTC, whole seconds, `Z`.
#[must_use]
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
