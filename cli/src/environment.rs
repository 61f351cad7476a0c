//! Reads the settings of the commands from the environment, as far as they can be used.

use std::path::PathBuf;
use std::str::FromStr;

use session_tracking::config::{Config, Problem};
use session_tracking::domain::StoredTimes;
use session_tracking::store::{Store, StoreError};
use sqlx::sqlite::SqliteConnectOptions;

/// One connection works, one keeps the migration lease, and two are to spare.
const CONNECTIONS: u32 = 4;

/// Reads what migration needs: `DATABASE_URL`, the rules and the school's days. A deploy step may have nothing else.
pub(crate) fn for_database() -> Result<Config, Vec<Problem>> {
    Config::from_lookup(for_database_alone)
}

/// Reads the same, and what asking Zoom needs.
pub(crate) fn for_zoom() -> Result<Config, Vec<Problem>> {
    Config::from_lookup(|name| match name {
        "ZOOM_ACCOUNT_ID"
        | "ZOOM_APP_ID"
        | "ZOOM_CLIENT_ID"
        | "ZOOM_CLIENT_SECRET"
        | "ZOOM_TEACHER_CLIENT_ID"
        | "ZOOM_TEACHER_CLIENT_SECRET"
        | "ZOOM_API_URL"
        | "ZOOM_OAUTH_URL" => variable(name),
        _ => for_database_alone(name),
    })
}

fn for_database_alone(name: &str) -> Option<String> {
    match name {
        "DATABASE_URL"
        | "SESSION_IDLE_TIMEOUT_MINUTES"
        | "SESSION_AWAY_MINUTES"
        | "HEARTBEAT_SECONDS"
        | "SCHOOL_TIMEZONE"
        | "SENT_TIME_STORED_AS"
        | "SESSION_TIMES_STORED_AS" => variable(name),
        // A migration may run on SQLite wherever it runs.
        "NODE_ENV" => Some("development".to_owned()),
        _ => placeholder(name),
    }
}

/// Reads everything. Returns the problems, and the settings without those that have one.
///
/// The settings are for checks of the usable ones only: placeholders take the place of the others.
pub(crate) fn for_validation() -> (Vec<Problem>, Option<Config>) {
    let problems = match Config::from_env() {
        Ok(config) => return (Vec::new(), Some(config)),
        Err(problems) => problems,
    };
    let usable = Config::from_lookup(|name| {
        let unusable = problems.iter().any(|problem| problem.name == name);
        let value = if unusable { None } else { variable(name) };
        value.or_else(|| placeholder(name))
    });

    (problems, usable.ok())
}

/// Prepares a pool that is large enough for a migration.
pub(crate) fn open(config: &Config) -> Result<Store, StoreError> {
    let store = Store::connect_lazy(config.database_url.expose(), CONNECTIONS)?;
    Ok(store.with_clocks(config.stored_clocks()))
}

/// Returns the `SQLite` file of `DATABASE_URL` if it does not exist, because connecting would create it.
pub(crate) fn missing_file(config: &Config) -> Option<PathBuf> {
    let url = config.database_url.expose();
    if !url.starts_with("sqlite:") || url.contains(":memory:") || url.contains("mode=memory") {
        return None;
    }

    let file = SqliteConnectOptions::from_str(url)
        .ok()?
        .get_filename()
        .to_owned();

    (!file.exists()).then_some(file)
}

/// Returns the folder with this machine's zone data.
pub(crate) fn zone_folder() -> PathBuf {
    variable("TZDIR").map_or_else(|| PathBuf::from("/usr/share/zoneinfo"), PathBuf::from)
}

/// Returns the setting that says by which clock the school's programs store these times.
pub(crate) fn clock_setting(times: StoredTimes) -> &'static str {
    match times {
        StoredTimes::Sent => "SENT_TIME_STORED_AS",
        StoredTimes::Session => "SESSION_TIMES_STORED_AS",
    }
}

/// Says whether the environment tells this clock, and of which zone.
pub(crate) fn says_clock(times: StoredTimes) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.trim().is_empty());
    is_set(clock_setting(times)) && is_set("SCHOOL_TIMEZONE")
}

/// Returns a harmless value for a setting that work on the database does not need.
fn placeholder(name: &str) -> Option<String> {
    match name {
        "DATABASE_URL" => Some("mysql://unused.invalid/unused".to_owned()),
        "PUBLIC_BASE_URL" => Some("https://school.invalid".to_owned()),
        _ => None,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a command must work with a part of the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
