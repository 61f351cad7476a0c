//! The school some time from now.

use anyhow::{Result, anyhow};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde_json::Value;
use session_tracking::app::sweep;
use session_tracking::app::{App, TokenSource};
use session_tracking::clock::Clock;
use session_tracking::config::Config;
use session_tracking::domain::TrackingToken;

use crate::{School, now};

/// A clock that is fast.
#[derive(Debug)]
struct FastClock(TimeDelta);

impl Clock for FastClock {
    fn now(&self) -> DateTime<Utc> {
        now().trunc_subsecs(0) + self.0
    }
}

/// Creates no session.
struct NoTokens;

impl TokenSource for NoTokens {
    fn next(&self) -> TrackingToken {
        unreachable!("a sweep creates no session")
    }
}

impl School {
    /// Sweeps its database as after a time in which nothing happens. Returns the report.
    pub async fn sweep_later(&self, later: TimeDelta) -> Result<Value> {
        let config = Config::from_lookup(|name| self.setting(name))
            .map_err(|problems| anyhow!("settings that cannot be used: {problems:?}"))?;
        let app = App::with(config, Box::new(FastClock(later)), Box::new(NoTokens))?;
        let report = sweep(&app).await.map_err(|error| anyhow!("{error}"))?;

        Ok(serde_json::to_value(report)?)
    }
}
