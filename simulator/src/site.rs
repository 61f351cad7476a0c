//! The real system in this process: its router on its own database, with a clock that is set for every request.

mod people;
mod report_import;
mod request;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use anyhow::{Context, anyhow};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use session_tracking::app::{App, TokenSource};
use session_tracking::auth::{Identity, SessionKey};
use session_tracking::clock::Clock;
use session_tracking::config::{Config, Secret};
use session_tracking::domain::{Role, TrackingToken};
use session_tracking::routes::{ENDPOINTS, router};
use session_tracking::store::Store;
use tower::ServiceExt;

pub use self::request::{Ask, Reply, Who};
use crate::calendar::FIRST_DAY;
use crate::school::School;
use crate::spans::Millis;

const SESSIONS_SECRET: &str = "simulated-nextauth-secret-0123456789";
const CRON_SECRET: &str = "simulated-cron-secret";
/// The secret that signs the webhooks.
pub const ZOOM_SECRET: &str = "simulated-zoom-secret-token";
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// The clock that the system sees.
#[derive(Clone, Debug)]
pub struct SetClock(Arc<AtomicI64>);

impl SetClock {
    /// The time of the first day.
    #[must_use]
    pub fn start() -> Self {
        Self(Arc::new(AtomicI64::new(FIRST_DAY)))
    }

    /// The hands, for others who look at the same clock.
    #[must_use]
    pub fn hands(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.0)
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::Relaxed))
            .unwrap_or_default()
            .trunc_subsecs(0)
    }
}

/// Tokens in order: a run must repeat itself.
struct CountedTokens(AtomicU64);

impl TokenSource for CountedTokens {
    fn next(&self) -> TrackingToken {
        let number = u128::from(self.0.fetch_add(1, Ordering::Relaxed));
        TrackingToken::from_bytes((number << 64 | 0x5151).to_be_bytes())
    }
}

/// The system.
pub struct Site {
    app: App,
    routes: Router,
    clock: SetClock,
    store: Store,
    admin: String,
    teachers: Vec<String>,
    cron: String,
    /// Answers by path and status, of those that were no success.
    pub refusals: HashMap<(&'static str, u16), u64>,
    /// Requests made.
    pub requests: u64,
}

impl Site {
    /// Sets the system up for a part of the school, on the database at a URL. `zoom_app` are the settings that let it
    /// ask Zoom's API, if it does.
    pub async fn start(
        school: &School,
        database_url: &str,
        clock: SetClock,
        zoom_app: Vec<(&'static str, String)>,
    ) -> anyhow::Result<Self> {
        let config = settings(database_url, school, zoom_app)?;
        let tokens = Box::new(CountedTokens(AtomicU64::new(1)));

        let app = App::with(config, Box::new(clock.clone()), tokens)?;
        let store = app.unchecked_store().clone();

        store
            .execute_script(&people::timetable(school))
            .await
            .context("the timetable cannot be stored")?;

        store
            .migrate(std::time::Duration::from_mins(1))
            .await
            .context("the database cannot be migrated")?;

        store
            .execute_script(&people::sql(school))
            .await
            .context("the people cannot be stored")?;

        let since = clock.now() - TimeDelta::days(1);
        let teachers = school.teachers.iter();

        Ok(Self {
            routes: router(&ENDPOINTS, &app),
            app,
            clock,
            store,
            admin: bearer("admin1", Role::Admin, since)?,
            teachers: teachers
                .map(|teacher| bearer(&teacher.id, Role::Teacher, since))
                .collect::<Result<_, _>>()?,
            cron: format!("Bearer {CRON_SECRET}"),
            refusals: HashMap::new(),
            requests: 0,
        })
    }

    /// One request at a time of the clock. `name` says what it is in the counts.
    pub async fn ask(
        &mut self,
        at: Millis,
        name: &'static str,
        who: Who,
        ask: Ask<'_>,
    ) -> anyhow::Result<Reply> {
        self.clock.0.store(at, Ordering::Relaxed);
        let mut request = Request::builder().method(ask.method).uri(ask.path);
        let bearer = match who {
            Who::Nobody => None,
            Who::Teacher(number) => self.teachers.get(number),
            Who::Admin => Some(&self.admin),
            Who::Cron => Some(&self.cron),
        };

        if let Some(bearer) = bearer {
            request = request.header("authorization", bearer);
        }

        for (header, value) in ask.headers {
            request = request.header(*header, *value);
        }

        let response = self
            .routes
            .clone()
            .oneshot(request.body(Body::from(ask.body))?)
            .await?;
        let status = response.status().as_u16();
        self.requests += 1;

        if status >= 400 {
            *self.refusals.entry((name, status)).or_default() += 1;
        }

        Ok(Reply {
            status,
            body: to_bytes(response.into_body(), MAX_ANSWER).await?,
        })
    }

    /// Closes the database.
    pub fn stop(&self) {
        self.store.close();
    }
}

/// The system's settings.
fn settings(
    database_url: &str,
    school: &School,
    zoom_app: Vec<(&'static str, String)>,
) -> anyhow::Result<Config> {
    let school = [
        ("NODE_ENV", "test"),
        ("DATABASE_URL", database_url),
        ("PUBLIC_BASE_URL", "https://school.example"),
        ("NEXTAUTH_SECRET", SESSIONS_SECRET),
        ("CRON_SECRET", CRON_SECRET),
        ("ZOOM_WEBHOOK_SECRET_TOKEN", ZOOM_SECRET),
        ("SCHOOL_TIMEZONE", school.zone.name()),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let settings: HashMap<_, _> = school.into_iter().chain(zoom_app).collect();

    Config::from_lookup(|name| settings.get(name).cloned())
        .map_err(|problems| anyhow!("{problems:?}"))
}

/// The header that signs somebody in for the whole run.
fn bearer(id: &str, role: Role, since: DateTime<Utc>) -> anyhow::Result<String> {
    let key = SessionKey::derive(&Secret::new(SESSIONS_SECRET));
    let token = key
        .mint(&Identity::of(id, role), since, TimeDelta::days(400))
        .map_err(|_| anyhow!("no token for {id}"))?;

    Ok(format!("Bearer {token}"))
}
