//! The settings of one process.

use url::Url;

use super::{BaseUrl, Problem, Secret};
use crate::domain::{
    PresenceParameters, SchoolCalendar, StoredAs, StoredClock, StoredClocks, StoredTimes,
};

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
    /// `NEXTAUTH_SECRET`, at least 32 bytes, exactly as it is stored: NextAuth cuts nothing off. Without it every
    /// signed-in endpoint answers 503.
    pub nextauth_secret: Option<Secret>,
    /// `CRON_SECRET`, at least 16 bytes; without it the cron endpoint answers 503.
    pub cron_secret: Option<Secret>,
    /// `ZOOM_WEBHOOK_SECRET_TOKEN`, at least 16 bytes; without it the webhook answers 503.
    pub zoom_webhook_secret: Option<Secret>,
    /// `ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS`, at least 16 bytes: accepted, too, while the secret is changed at Zoom.
    pub zoom_webhook_secret_previous: Option<Secret>,
    /// `ZOOM_ACCOUNT_ID`, `ZOOM_CLIENT_ID` and `ZOOM_CLIENT_SECRET`; without all of them Zoom is asked in the names
    /// of connected teachers only.
    pub zoom_app: Option<ZoomApp>,
    /// `ZOOM_APP_ID`: the app whose webhooks' log is read; without it none is.
    pub zoom_app_id: Option<String>,
    /// `ZOOM_TEACHER_CLIENT_ID` and `ZOOM_TEACHER_CLIENT_SECRET`; without both no teacher can connect Zoom.
    pub zoom_teacher_app: Option<ZoomTeacherApp>,
    /// `ZOOM_TEACHER_SECRET_TOKEN`, at least 16 bytes: that app's webhooks are signed with it.
    pub zoom_teacher_webhook_secret: Option<Secret>,
    /// `ZOOM_API_URL`: the server of Zoom's API.
    pub zoom_api_url: BaseUrl,
    /// `ZOOM_OAUTH_URL`: the server that issues the app's tokens.
    pub zoom_oauth_url: BaseUrl,
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
    /// `SENT_TIME_STORED_AS`: the clock in which the school's programs store `sent_time`.
    pub sent_time_stored_as: StoredAs,
    /// `SESSION_TIMES_STORED_AS`: the clock in which they store `clicked_at`, `last_activity_at` and `session_ended_at`.
    pub session_times_stored_as: StoredAs,
    /// `SESSION_IDLE_TIMEOUT_MINUTES`, `SESSION_AWAY_MINUTES` and `HEARTBEAT_SECONDS`.
    pub rules: PresenceParameters,
    /// `TIMEOUT_BATCH_SIZE`: sessions a sweep closes in one transaction.
    pub timeout_batch_size: u32,
    /// `LOG_LEVEL`: error, warn, info, debug or trace.
    pub log_level: tracing::Level,
    /// What stood around the values of settings, and what became of it.
    pub remarks: Vec<Problem>,
}

/// A server-to-server app: it asks for the whole account of the school.
#[derive(Clone, Debug)]
pub struct ZoomApp {
    /// The account.
    pub account_id: String,
    /// The app.
    pub client_id: String,
    /// The app's secret.
    pub client_secret: Secret,
}

/// An app by which teachers let this system act for them at Zoom.
#[derive(Clone, Debug)]
pub struct ZoomTeacherApp {
    /// The app.
    pub client_id: String,
    /// The app's secret. The keys by which the teachers' tokens are sealed are derived from it.
    pub client_secret: Secret,
}

/// Where the process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Secure cookies, JSON logs, https only.
    Production,
    /// A developer's machine or a test: plain http and SQLite are allowed.
    Development,
}

impl Config {
    /// Tells whether this is a deployment.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// Tells whether there is anybody in whose name Zoom can be asked about lessons: the school's own app, or teachers who
    /// connect theirs.
    #[must_use]
    pub fn may_ask_zoom(&self) -> bool {
        self.zoom_app.is_some() || self.zoom_teacher_app.is_some()
    }

    /// Tells whether messages go to Telegram's own server.
    pub(super) fn asks_telegram_itself(&self) -> bool {
        self.telegram_api_url.origin() == "https://api.telegram.org"
    }

    /// Returns how the school's programs store these times.
    #[must_use]
    pub fn stored_as(&self, times: StoredTimes) -> StoredAs {
        match times {
            StoredTimes::Sent => self.sent_time_stored_as,
            StoredTimes::Session => self.session_times_stored_as,
        }
    }

    /// Returns the clocks of the columns of `wpos_zoom_links`.
    #[must_use]
    pub fn stored_clocks(&self) -> StoredClocks {
        let clock = |times| StoredClock::new(&self.school_days, self.stored_as(times));

        StoredClocks {
            sent: clock(StoredTimes::Sent),
            session: clock(StoredTimes::Session),
        }
    }

    /// Returns the secrets with which Zoom may sign, the current one first: each app has its own. Empty: the webhook is
    /// closed.
    #[must_use]
    pub fn webhook_secrets(&self) -> Vec<&Secret> {
        let current = self.zoom_webhook_secret.iter();
        current
            .chain(&self.zoom_webhook_secret_previous)
            .chain(&self.zoom_teacher_webhook_secret)
            .collect()
    }
}
