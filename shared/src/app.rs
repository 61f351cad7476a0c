//! One process: its settings, clock, database and outside services, shared by every request.

use std::fmt;
use std::sync::Arc;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use tokio::sync::OnceCell;

use crate::auth::{self, Principal, SessionKey};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::domain::{SchoolDays, TrackingToken};
use crate::error::Error;
use crate::failures::Failures;
use crate::limits::UnknownTokens;
use crate::store::{Store, StoreError};
use crate::telegram::Telegram;

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
    pub failures: Failures,
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
    fn next(&self) -> Result<TrackingToken, Error>;
}

/// The system's randomness.
struct RandomTokens;

impl TokenSource for RandomTokens {
    fn next(&self) -> Result<TrackingToken, Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| Error::Internal)?;
        Ok(TrackingToken::from_bytes(bytes))
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
            store: Store::connect_lazy(config.database_url.expose(), config.database_max_connections)?,
            telegram: Telegram::new(config.telegram_api_url.clone(), config.telegram_bot_token.clone()),
            failures: Failures::default(),
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
        self.0.schema_checked.get_or_try_init(|| self.0.store.check_schema()).await?;
        Ok(&self.0.store)
    }

    /// Returns the database without a look at its schema.
    #[must_use]
    pub fn unchecked_store(&self) -> &Store {
        &self.0.store
    }

    /// Returns a fresh tracking token.
    pub fn fresh_token(&self) -> Result<TrackingToken, Error> {
        self.0.tokens.next()
    }

    /// Returns who is signed in; for a request that `writes`, also checks where it comes from.
    pub fn authenticate(
        &self,
        headers: &HeaderMap,
        now: DateTime<Utc>,
        writes: bool,
    ) -> Result<Principal, Error> {
        auth::authenticate(&self.0.config, self.0.session_key.as_ref(), headers, now, writes)
    }

    /// Lets admins through.
    pub fn require_admin(&self, headers: &HeaderMap, now: DateTime<Utc>, writes: bool) -> Result<(), Error> {
        match self.authenticate(headers, now, writes)? {
            Principal::Admin(_) => Ok(()),
            Principal::Teacher(_) => Err(Error::Forbidden("Only admins may do this.")),
        }
    }

    /// Returns the school's calendar.
    #[must_use]
    pub fn school_days(&self) -> &SchoolDays {
        &self.0.config.school_days
    }

    /// Returns the address that opens a session's tracking page.
    #[must_use]
    pub fn tracking_url(&self, token: &TrackingToken) -> String {
        self.0.config.public_base_url.join(&format!("/api/zoom/track?token={}", token.as_str()))
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
        f.debug_struct("Parts").field("config", &self.config).finish_non_exhaustive()
    }
}
