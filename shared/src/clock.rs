//! The one source of "now", and how the wire writes a time.

use std::fmt::Debug;

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};

/// Tells the current time, UTC. Endpoints ask once a request; rules get it as an argument.
pub trait Clock: Debug + Send + Sync {
    /// Returns now, cut (never rounded) to the second: what the deployed columns hold.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's own clock.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the clock"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(0)
    }
}

/// Writes a time as the wire shows it: RFC 3339, UTC, whole seconds, `Z`.
#[must_use]
pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
