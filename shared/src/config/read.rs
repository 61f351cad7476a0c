//! Reads named values into a [`Config`], collecting every problem before it gives up.

use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::previous_secret::previous_zoom_secret;
use super::problem::{CRON_SECRET_BYTES, ZOOM_SECRET_BYTES};
use super::reader::Reader;
use super::sign_in_secret::sign_in_secret;
use super::zoom_app::{zoom_app, zoom_app_id, zoom_teacher_app, zoom_url};
use super::{BaseUrl, Config, Environment, Problem, Secret};
use crate::domain::{PresenceParameters, SchoolCalendar, StoredAs};

impl Config {
    /// Reads the process's environment. Returns every problem at once.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    pub fn from_env() -> Result<Self, Vec<Problem>> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads the settings from any source of named values. Returns every problem at once.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<Problem>> {
        let mut reader = Reader {
            lookup: &lookup,
            problems: Vec::new(),
            remarks: Vec::new(),
        };
        let mut config = read_config(&mut reader);

        if reader.problems.is_empty() {
            config.remarks = reader.remarks;
            Ok(config)
        } else {
            Err(reader.problems)
        }
    }
}

/// Reads every setting. Where one cannot be used, its default stands in and the reader has the problem.
fn read_config(read: &mut Reader<'_>) -> Config {
    let environment = environment(read);
    let zoom_webhook_secret = read.secret("ZOOM_WEBHOOK_SECRET_TOKEN", ZOOM_SECRET_BYTES);

    Config {
        environment,
        database_url: database_url(read, environment),
        // Suits Vercel, where one instance serves many requests at once.
        database_max_connections: read.number("DATABASE_MAX_CONNECTIONS", 4, 1..=1000),
        public_base_url: public_base_url(read, environment),
        nextauth_secret: sign_in_secret(read, "NEXTAUTH_SECRET"),
        cron_secret: read.header_secret("CRON_SECRET", CRON_SECRET_BYTES),
        zoom_webhook_secret_previous: previous_zoom_secret(
            read,
            "ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS",
            zoom_webhook_secret.as_ref(),
        ),
        zoom_webhook_secret,
        zoom_app: zoom_app(
            read,
            ["ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET"],
        ),
        zoom_teacher_app: zoom_teacher_app(
            read,
            ["ZOOM_TEACHER_CLIENT_ID", "ZOOM_TEACHER_CLIENT_SECRET"],
        ),
        zoom_teacher_webhook_secret: read.secret("ZOOM_TEACHER_SECRET_TOKEN", ZOOM_SECRET_BYTES),
        zoom_app_id: read.parsed("ZOOM_APP_ID", None, |text| zoom_app_id(text).map(Some)),
        zoom_api_url: zoom_url(read, environment, "ZOOM_API_URL", "https://api.zoom.us/v2"),
        zoom_oauth_url: zoom_url(read, environment, "ZOOM_OAUTH_URL", "https://zoom.us/oauth"),
        telegram_bot_token: read.secret("TELEGRAM_BOT_TOKEN", 1),
        telegram_api_url: read.base_url("TELEGRAM_API_URL", "https://api.telegram.org"),
        sign_in_url: read.parsed("SIGN_IN_URL", None, |text| sign_in_url(text).map(Some)),
        plain_teacher_passwords: read.parsed("PLAIN_TEACHER_PASSWORDS", false, |text| {
            text.parse().map_err(|_| "must be true or false".to_owned())
        }),
        school_name: read
            .text("SCHOOL_NAME")
            .unwrap_or_else(|| "Online school".to_owned()),
        school_days: read.parsed("SCHOOL_TIMEZONE", SchoolCalendar::UTC, |text| {
            SchoolCalendar::from_str(text).map_err(|invalid| invalid.to_string())
        }),
        sent_time_stored_as: read.parsed("SENT_TIME_STORED_AS", StoredAs::Utc, stored_as),
        session_times_stored_as: read.parsed("SESSION_TIMES_STORED_AS", StoredAs::Utc, stored_as),
        rules: presence_parameters(read),
        timeout_batch_size: read.number("TIMEOUT_BATCH_SIZE", 50, 1..=500),
        log_level: read.parsed("LOG_LEVEL", tracing::Level::INFO, |text| {
            tracing::Level::from_str(text)
                .map_err(|_| "must be error, warn, info, debug or trace".to_owned())
        }),
        remarks: Vec::new(),
    }
}

fn stored_as(text: &str) -> Result<StoredAs, String> {
    StoredAs::from_str(text).map_err(|invalid| invalid.to_string())
}

fn environment(read: &mut Reader<'_>) -> Environment {
    match read.text("NODE_ENV").as_deref() {
        Some("development" | "test") => Environment::Development,
        // Anything else is production: a missing setting must not open anything.
        _ => Environment::Production,
    }
}

fn presence_parameters(read: &mut Reader<'_>) -> PresenceParameters {
    let heartbeat = read.number("HEARTBEAT_SECONDS", 30, 1..=300);
    let idle_timeout = 60 * read.number("SESSION_IDLE_TIMEOUT_MINUTES", 120, 1..=1440);
    let away = 60 * read.number("SESSION_AWAY_MINUTES", 180, 1..=1440);

    if heartbeat >= idle_timeout {
        let text = "must be shorter than SESSION_IDLE_TIMEOUT_MINUTES, or every session times out";
        read.problems.push(Problem::new("HEARTBEAT_SECONDS", text));
    }

    PresenceParameters::new(seconds(heartbeat), seconds(idle_timeout), seconds(away))
}

fn sign_in_url(text: &str) -> Result<Url, String> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| "must be a URL such as https://school.example/login".to_owned())
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count))
}

fn database_url(read: &mut Reader<'_>, environment: Environment) -> Secret {
    let Some(url) = read.text("DATABASE_URL") else {
        read.problems.push(Problem::new(
            "DATABASE_URL",
            "is missing: set mysql://user:password@host:3306/database",
        ));

        return Secret::new("");
    };

    let allowed = url.starts_with("mysql://")
        || url.starts_with("mariadb://")
        || (environment == Environment::Development && url.starts_with("sqlite:"));

    if !allowed {
        let text = "must start with mysql:// (sqlite:// is for development: NODE_ENV=development)";
        read.problems.push(Problem::new("DATABASE_URL", text));
    }

    Secret::new(url)
}

fn public_base_url(read: &mut Reader<'_>, environment: Environment) -> BaseUrl {
    if read.text("PUBLIC_BASE_URL").is_none() {
        // No fallback to the request's Host: a message must never carry an address that a client chose.
        let text = "is missing: set the school's address, such as https://school.example";
        read.problems.push(Problem::new("PUBLIC_BASE_URL", text));
    }

    // The default passes the check below, so that a missing address is reported only once.
    let url = read.base_url("PUBLIC_BASE_URL", "https://school.invalid");
    if environment == Environment::Production && !(url.is_https() && url.has_dotted_host()) {
        let text = "must be https:// with a full host name: Telegram refuses other buttons";
        read.problems.push(Problem::new("PUBLIC_BASE_URL", text));
    }

    url
}

#[cfg(test)]
mod tests;
