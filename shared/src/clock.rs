//! The one source of "now". Endpoints read it once a request; rules get it as an argument.

use std::fmt::Debug;

use chrono::{DateTime, SubsecRound, Utc};

/// Tells the current time, UTC.
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
