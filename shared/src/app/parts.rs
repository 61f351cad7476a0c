//! One process: its settings, clock, database and outside services, shared by every request.

use std::fmt;
use std::sync::Arc;

use tokio::sync::OnceCell;

use super::tokens::{RandomTokens, TokenSource};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::domain::{SchoolCalendar, TrackingToken};
use crate::store::{Store, StoreError};
use crate::telegram::Telegram;
use crate::zoom::{Zoom, ZoomOauth};

/// Handle to the process's parts; cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// The parts.
pub struct Parts {
    /// Settings.
    pub config: Config,
    /// The server's own clock: the only one that counts.
    pub clock: Arc<dyn Clock>,
    /// The school's bot.
    pub telegram: Telegram,
    /// Zoom's API.
    pub zoom: Zoom,
    /// The app by which teachers connect their own Zoom; `None`: there is none.
    pub zoom_oauth: Option<ZoomOauth>,
    tokens: Box<dyn TokenSource>,
    store: Store,
    schema_checked: OnceCell<()>,
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
            // Without a connection yet: a process must start without its database, so that health can answer 503.
            store: Store::connect_lazy(
                config.database_url.expose(),
                config.database_max_connections,
            )?
            .with_clocks(config.stored_clocks()),
            telegram: Telegram::new(
                config.telegram_api_url.clone(),
                config.telegram_bot_token.clone(),
            ),
            zoom_oauth: zoom_oauth(&config),
            zoom: Zoom::new(
                config.zoom_app.clone(),
                config.zoom_api_url.clone(),
                config.zoom_oauth_url.clone(),
            ),
            schema_checked: OnceCell::new(),
            config,
            clock: clock.into(),
            tokens,
        })))
    }

    /// Returns the database, having checked once that its schema is one that this program knows.
    pub async fn store(&self) -> Result<&Store, StoreError> {
        // A failed check is not kept, so that a process works after a migration without a restart.
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

/// Where Zoom leads a teacher back to who connects it. Part of what is entered at Zoom, so it never changes.
pub(crate) const CONNECTED_PATH: &str = "/teacher/zoom";

/// Returns the app by which teachers connect their own Zoom, where the settings name one.
#[must_use]
pub fn zoom_oauth(config: &Config) -> Option<ZoomOauth> {
    let app = config.zoom_teacher_app.clone()?;
    let redirect = config.public_base_url.join(CONNECTED_PATH);

    Some(ZoomOauth::new(app, config.zoom_oauth_url.clone(), redirect))
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
