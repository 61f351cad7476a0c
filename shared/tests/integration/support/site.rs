//! The school of one test, as it starts on the run's platform.

use session_tracking::store::Store;

use super::platforms::{self, Processes, Settings};
use super::settings::{database_with_people, settings};
use super::{Database, FakeTelegram, Inside, Platform, TestClock};

/// Seen from outside: everything but the rows and the clock goes by HTTP, so that the same tests run on this
/// process's own server and on the built functions of a platform.
pub(crate) struct Site {
    pub(crate) clock: TestClock,
    pub(crate) telegram: FakeTelegram,
    pub(crate) http: reqwest::Client,
    pub(crate) database: Database,
    pub(super) base: String,
    /// The functions of a platform, where they do not belong to the server in front of them.
    pub(super) _processes: Option<Processes>,
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// Starts a school with other settings; an empty value unsets one.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        Self::over(database_with_people().await, settings).await
    }

    pub(crate) async fn over(database: Database, changes: &[(&str, &str)]) -> Self {
        let Some(platform) = Platform::of_this_run() else {
            return Inside::over(database, changes).await.0;
        };
        let telegram = FakeTelegram::start().await;
        let processes = Processes::new();
        let clock = TestClock::new(Some(processes.clock()));

        let plan = Plan {
            database: &database,
            telegram: &telegram,
            changes,
        };
        let (base, processes) = match platform {
            Platform::Local => plan.serve_locally(processes).await,
            Platform::Vercel => plan.serve_on_vercel(processes).await,
            Platform::Lambda => plan.serve_on_lambda(processes),
        };

        Self {
            clock,
            telegram,
            http: http_client(),
            database,
            base,
            _processes: processes,
        }
    }

    pub(crate) fn store(&self) -> &Store {
        self.database.store()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.pass(seconds);
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }
}

/// What the functions of a platform need to know before they start. Each way returns the base URL and what is to be
/// kept for the time of the test.
struct Plan<'a> {
    database: &'a Database,
    telegram: &'a FakeTelegram,
    changes: &'a [(&'a str, &'a str)],
}

impl Plan<'_> {
    fn settings(&self, base: &str) -> Settings {
        settings(self.database, self.telegram, base, self.changes)
    }

    async fn serve_locally(self, mut processes: Processes) -> (String, Option<Processes>) {
        let port = launcher::free_port().unwrap();
        let base = format!("http://127.0.0.1:{port}");
        platforms::serve_locally(&mut processes, &self.settings(&base), port).await;

        (base, Some(processes))
    }

    async fn serve_on_vercel(self, processes: Processes) -> (String, Option<Processes>) {
        let (listener, base) = platforms::listen().await;
        platforms::serve_on_vercel(listener, processes, self.settings(&base));

        (base, None)
    }

    fn serve_on_lambda(self, mut processes: Processes) -> (String, Option<Processes>) {
        let emulator = platforms::start_emulator(&mut processes);
        let base = format!("http://127.0.0.1:{}", emulator.port);
        platforms::serve_on_lambda(&emulator, &mut processes, &self.settings(&base));

        (base, Some(processes))
    }
}

pub(super) fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A function that hangs must fail its test, not hold up the run.
    let builder = reqwest::Client::builder().timeout(std::time::Duration::from_secs(30));

    // Where an answer leads is part of it.
    builder
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}
