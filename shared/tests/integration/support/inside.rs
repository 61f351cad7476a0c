//! A school whose parts a test reaches into: always served by this process, whatever the run's platform.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use session_tracking::app::{App, TokenSource};
use session_tracking::domain::TrackingToken;

use super::platforms;
use super::settings::{database_with_people, settings};
use super::site::http_client;
use super::{Database, FakeTelegram, Site, TestClock};

/// The school, its parts and its tokens.
pub(crate) struct Inside {
    pub(crate) app: App,
    pub(crate) tokens: Tokens,
    site: Site,
}

impl Inside {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(changes: &[(&str, &str)]) -> Self {
        let (site, parts) = Self::over(database_with_people().await, changes).await;
        let (app, tokens) = parts.expect("the test's settings can be used");
        Self { app, tokens, site }
    }

    pub(super) async fn over(
        database: Database,
        changes: &[(&str, &str)],
    ) -> (Site, Option<(App, Tokens)>) {
        let telegram = FakeTelegram::start().await;
        let (listener, base) = platforms::listen().await;
        let (clock, tokens) = (TestClock::new(None), Tokens::default());
        let config = platforms::config(&settings(&database, &telegram, &base, changes));

        let app = config.map(|config| {
            App::with(config, Box::new(clock.clone()), Box::new(tokens.clone())).unwrap()
        });

        platforms::serve_in_process(listener, app.as_ref());
        let site = Site {
            clock,
            telegram,
            http: http_client(),
            database,
            base,
            _processes: None,
        };

        (site, app.map(|app| (app, tokens)))
    }
}

impl Deref for Inside {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

/// Tokens 00..01, 00..02, .. unless a test says which come next.
#[derive(Clone, Default)]
pub(crate) struct Tokens(Arc<Mutex<(u8, Vec<u8>)>>);

impl Tokens {
    pub(crate) fn next_are(&self, numbers: &[u8]) {
        self.0.lock().unwrap().1 = numbers.iter().rev().copied().collect();
    }
}

impl TokenSource for Tokens {
    fn next(&self) -> TrackingToken {
        let mut state = self.0.lock().unwrap();
        let number = state.1.pop().unwrap_or(state.0 + 1);
        state.0 = state.0.max(number);
        let mut bytes = [0; 16];

        bytes[15] = number;
        TrackingToken::from_bytes(bytes)
    }
}
