//! One process: its settings, clock, database and outside services, shared by every request.

use std::fmt;
use std::sync::Arc;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use tokio::sync::OnceCell;

use crate::auth::{Principal, SessionKey};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::domain::{SchoolCalendar, TrackingToken};
use crate::error::Error;
use crate::http::error_counts::ErrorCounter;
use crate::http::rate_limit::UnknownTokens;
use crate::store::{AdminAccount, Store, StoreError};
use crate::telegram::Telegram;
use crate::{auth, random};

const ONLY_ADMINS: Error = Error::Forbidden("Only admins may do this.");

/// Handle to the process's parts; cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// The parts.
pub struct Parts {
    /// Settings.
    pub config: Config,
    /// The server's own clock: the only one that counts.
    pub clock: Box<dyn Clock>,
    /// The school's bot.
    pub telegram: Telegram,
    /// Errors answered, not yet counted in the database.
    pub error_counts: ErrorCounter,
    /// Guesses at tokens, per client address.
    pub unknown_tokens: UnknownTokens,
    session_key: Option<SessionKey>,
    tokens: Box<dyn TokenSource>,
    store: Store,
    schema_checked: OnceCell<()>,
}

/// Where tracking tokens come from.
pub trait TokenSource: Send + Sync {
    /// Returns a fresh token.
    fn next(&self) -> TrackingToken;
}

struct RandomTokens;

impl TokenSource for RandomTokens {
    fn next(&self) -> TrackingToken {
        TrackingToken::from_bytes(random::bytes())
    }
}

impl App {
    /// Puts the parts together. Opens no connection yet.
    pub fn new(config: Config) -> Result<Self, StoreError> {
        Self::with(config, Box::new(SystemClock), Box::new(RandomTokens))
    }

    /// The same with another clock and another source of tokens, for tests and simulations.
    pub fn with(
        config: Config,
        clock: Box<dyn Clock>,
        tokens: Box<dyn TokenSource>,
    ) -> Result<Self, StoreError> {
        Ok(Self(Arc::new(Parts {
            store: Store::connect_lazy(
                config.database_url.expose(),
                config.database_max_connections,
            )?,
            telegram: Telegram::new(
                config.telegram_api_url.clone(),
                config.telegram_bot_token.clone(),
            ),
            error_counts: ErrorCounter::default(),
            unknown_tokens: UnknownTokens::new(),
            session_key: config.nextauth_secret.as_ref().map(SessionKey::derive),
            schema_checked: OnceCell::new(),
            config,
            clock,
            tokens,
        })))
    }

    /// Returns the database, having checked once that its schema is one that this program knows.
    pub async fn store(&self) -> Result<&Store, StoreError> {
        self.0
            .schema_checked
            .get_or_try_init(|| self.0.store.check_schema())
            .await?;

        Ok(&self.0.store)
    }

    /// Returns the database without a look at its schema.
    #[must_use]
    pub fn unchecked_store(&self) -> &Store {
        &self.0.store
    }

    /// Returns a fresh tracking token.
    #[must_use]
    pub fn fresh_token(&self) -> TrackingToken {
        self.0.tokens.next()
    }

    /// Returns the key of session tokens. Without `NEXTAUTH_SECRET` there is none, and nobody is signed in.
    pub fn session_key(&self) -> Result<&SessionKey, Error> {
        self.0.session_key.as_ref().ok_or_else(|| {
            tracing::error!(
                "NEXTAUTH_SECRET is missing or shorter than 32 bytes: nobody can sign in"
            );

            Error::NotConfigured("Sign-in is not configured on this server.")
        })
    }

    /// Returns who is signed in; for a request that `writes`, also checks where it comes from.
    pub fn authenticate(
        &self,
        headers: &HeaderMap,
        now: DateTime<Utc>,
        writes: bool,
    ) -> Result<Principal, Error> {
        auth::authenticate(&self.0.config, self.session_key()?, headers, now, writes)
    }

    /// Lets admins read.
    pub fn require_admin(&self, headers: &HeaderMap, now: DateTime<Utc>) -> Result<(), Error> {
        self.admin_id(headers, now, false).map(|_| ())
    }

    /// Lets admins write. A token is good for 30 days; the database says whether its bearer still is an admin.
    pub async fn require_admin_now(
        &self,
        headers: &HeaderMap,
        now: DateTime<Utc>,
    ) -> Result<AdminAccount, Error> {
        let id = self.admin_id(headers, now, true)?;
        let account = self.store().await?.find_admin(&id).await?;
        account.filter(AdminAccount::is_admin).ok_or(ONLY_ADMINS)
    }

    fn admin_id(
        &self,
        headers: &HeaderMap,
        now: DateTime<Utc>,
        writes: bool,
    ) -> Result<String, Error> {
        match self.authenticate(headers, now, writes)? {
            Principal::Admin(id) => Ok(id),
            Principal::Teacher(_) => Err(ONLY_ADMINS),
        }
    }

    /// Returns the school's calendar.
    #[must_use]
    pub fn calendar(&self) -> &SchoolCalendar {
        &self.0.config.school_days
    }

    /// Returns the address that opens a session's tracking page.
    #[must_use]
    pub fn tracking_url(&self, token: &TrackingToken) -> String {
        self.0
            .config
            .public_base_url
            .join(&format!("/api/zoom/track?token={}", token.as_str()))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
