//! Everything the environment may set, read once and checked as a whole.

mod problem;
mod read;

use url::Url;

pub use self::problem::Problem;
use crate::domain::{PresenceParameters, SchoolCalendar};

/// The settings of one process.
#[derive(Clone, Debug)]
pub struct Config {
    /// `NODE_ENV`: production unless it says `development` or `test`.
    pub environment: Environment,
    /// `DATABASE_URL`: `mysql://...`, or `sqlite://...` where that driver is built in.
    pub database_url: Secret,
    /// `DATABASE_MAX_CONNECTIONS`: the pool's size in this process.
    pub database_max_connections: u32,
    /// `PUBLIC_BASE_URL`: what students and teachers have in their address bar, without a final `/`.
    pub public_base_url: BaseUrl,
    /// `NEXTAUTH_SECRET`, at least 32 bytes; without it every signed-in endpoint answers 503.
    pub nextauth_secret: Option<Secret>,
    /// `CRON_SECRET`, at least 16 bytes; without it the cron endpoint answers 503.
    pub cron_secret: Option<Secret>,
    /// `ZOOM_WEBHOOK_SECRET_TOKEN`, at least 16 bytes; without it the webhook answers 503.
    pub zoom_webhook_secret: Option<Secret>,
    /// `TELEGRAM_BOT_TOKEN`; without it links are stored but not sent.
    pub telegram_bot_token: Option<Secret>,
    /// `TELEGRAM_API_URL`: the Bot API server.
    pub telegram_api_url: BaseUrl,
    /// `SIGN_IN_URL`: the school's own page to sign in, where there is one; without it `/sign-in` is served.
    pub sign_in_url: Option<Url>,
    /// `PLAIN_TEACHER_PASSWORDS`: teachers whose password was stored as plain text may sign in with it, once.
    pub plain_teacher_passwords: bool,
    /// `SCHOOL_NAME`, shown to students.
    pub school_name: String,
    /// `SCHOOL_TIMEZONE`: day boundaries, messages and display.
    pub school_days: SchoolCalendar,
    /// `SESSION_IDLE_TIMEOUT_MINUTES`, `SESSION_AWAY_MINUTES` and `HEARTBEAT_SECONDS`.
    pub rules: PresenceParameters,
    /// `TIMEOUT_BATCH_SIZE`: sessions a sweep closes in one transaction.
    pub timeout_batch_size: u32,
    /// `LOG_LEVEL`: error, warn, info, debug or trace.
    pub log_level: tracing::Level,
}

/// Where the process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Secure cookies, JSON logs, https only.
    Production,
    /// A developer's machine or a test: plain http and SQLite are allowed.
    Development,
}

/// A value that must not appear in a log or an answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Returns the value itself, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// An http(s) URL to which paths are appended; kept without a final `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Parses an absolute http or https URL without user info, query or fragment.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err("must start with https://");
        }

        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not hold a user name or password");
        }

        if url.query().is_some() || url.fragment().is_some() {
            return Err("must not hold a query or a fragment");
        }

        Ok(Self(url))
    }

    /// Returns the URL of `path` (which starts with `/`) below this one.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }

    /// Tells whether the scheme is https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Returns scheme, host and port as a browser sends them in `Origin`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    fn has_dotted_host(&self) -> bool {
        self.0.host_str().is_some_and(|host| host.contains('.'))
    }
}

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
        read::config(&lookup)
    }

    /// Returns what is missing but not fatal: each closes the endpoints that it guards.
    #[must_use]
    pub fn warnings(&self) -> Vec<Problem> {
        problem::warnings(self)
    }

    /// Tells whether this is a deployment.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }
}
