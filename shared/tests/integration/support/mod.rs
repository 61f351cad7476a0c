//! A school for one test: its own database, endpoints on a free port, a clock to set, a scripted Telegram.

mod clock;
mod database;
mod inside;
mod rows;
mod serving;
mod telegram;
mod vercel;

use chrono::TimeDelta;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use session_tracking::app::App;
use session_tracking::auth::{Identity, SessionKey};
use session_tracking::clock::Clock;
use session_tracking::config::Secret;
use session_tracking::domain::Role;
use session_tracking::store::Store;

pub(crate) use clock::TestClock;
pub(crate) use database::Database;
pub(crate) use inside::Inside;
pub(crate) use rows::{Row, insert};
pub(crate) use serving::Platform;
pub(crate) use telegram::FakeTelegram;

use inside::Tokens;
use serving::{Processes, Settings};

pub(crate) const SECRET: &str = "test-only-nextauth-secret-0123456789";
pub(crate) const CRON: &str = "test-only-cron-secret";
pub(crate) const LINK: &str = "https://zoom.us/j/12345678901?pwd=abc.1";

/// Seen from outside: everything but the rows and the clock goes by HTTP, so that the same tests run on this
/// process's own server and on the built functions of a platform.
pub(crate) struct Site {
    pub(crate) clock: TestClock,
    pub(crate) telegram: FakeTelegram,
    pub(crate) http: reqwest::Client,
    pub(crate) database: Database,
    base: String,
    /// The functions of a platform, where they do not belong to the server in front of them.
    _processes: Option<Processes>,
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        if self.status.is_client_error() || self.status.is_server_error() {
            for internal in [
                "sqlx", "SELECT", "UPDATE", "wpos_", "panicked", "serde", "line 1",
            ] {
                assert!(!self.text.contains(internal), "{internal} in {}", self.text);
            }
        }

        self
    }
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
        let mut processes = Processes::new();
        let clock = TestClock::new(Some(processes.clock()));

        let (base, processes) = match platform {
            Platform::Local => {
                let port = launcher::free_port().unwrap();
                let base = format!("http://127.0.0.1:{port}");
                let settings = settings(&database, &telegram, &base, changes);

                serving::serve_locally(&mut processes, &settings, port).await;
                (base, Some(processes))
            }
            Platform::Vercel => {
                let (listener, base) = serving::listen().await;
                let settings = settings(&database, &telegram, &base, changes);
                serving::serve_on_vercel(listener, processes, settings);

                (base, None)
            }
            Platform::Lambda => {
                let emulator = serving::start_emulator(&mut processes);
                let base = format!("http://127.0.0.1:{}", emulator.port);
                let settings = settings(&database, &telegram, &base, changes);

                serving::serve_on_lambda(&emulator, &mut processes, &settings);
                (base, Some(processes))
            }
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

    pub(crate) fn bearer(&self, id: &str, role: &str) -> String {
        let key = SessionKey::derive(&Secret::new(SECRET));
        let (now, lifetime) = (self.clock.now(), TimeDelta::hours(12));
        let token = match Role::from_stored(role) {
            Some(role) => key.mint(&Identity::of(id, role), now, lifetime),
            // The school's application signs tokens of other roles with the same secret.
            None => key.seal(
                &json!({ "id": id, "role": role, "exp": (now + lifetime).timestamp() }).to_string(),
            ),
        };

        format!("Bearer {}", token.unwrap())
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());

        Answer {
            status,
            headers,
            text: response.text().await.unwrap(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn as_admin(&self, path: &str) -> Answer {
        let bearer = self.bearer("admin1", "admin");
        self.send(
            self.request(Method::GET, path)
                .header("authorization", bearer),
        )
        .await
    }

    /// Teacher ustaz1 sends a student a link.
    pub(crate) async fn create(&self, student: &str, body: &Value) -> Answer {
        let bearer = self.bearer("ustaz1", "teacher");
        let path = format!("/api/teachers/students/{student}/zoom");

        self.send(
            self.request(Method::POST, &path)
                .header("authorization", bearer)
                .json(body),
        )
        .await
    }

    /// A new session of student 1; returns its token.
    pub(crate) async fn session(&self) -> String {
        let link = format!("{LINK}{}", self.clock.now().timestamp_micros());
        let answer = self.create("1", &json!({ "link": link })).await.expect(201);
        answer.json()["tracking_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn join(&self, token: &str) -> Answer {
        self.post("/api/zoom/track", &json!({ "token": token }))
            .await
    }

    pub(crate) async fn beat(&self, token: &str) -> Answer {
        self.post("/api/zoom/heartbeat", &json!({ "token": token }))
            .await
    }

    pub(crate) async fn end(&self, token: &str, more: &Value) -> Answer {
        let mut body = json!({ "token": token });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());

        self.post("/api/zoom/end-session", &body).await
    }

    /// Lets time pass with a heartbeat every 30 seconds.
    pub(crate) async fn attend(&self, token: &str, seconds: i64) {
        for _ in 0..seconds / 30 {
            self.pass(30);
            self.beat(token).await.expect(200);
        }
    }

    /// The rows of all sessions as text, to see whether anything changed.
    pub(crate) async fn rows(&self) -> String {
        self.as_admin("/api/admin/teacher-sessions?limit=500")
            .await
            .expect(200)
            .json()["sessions"]
            .to_string()
    }

    /// The one session of a database that has no other.
    pub(crate) async fn only_session(&self) -> Value {
        let mut body = self
            .as_admin("/api/admin/teacher-sessions")
            .await
            .expect(200)
            .json();

        assert_eq!(body["sessions"].as_array().unwrap().len(), 1);
        body["sessions"][0].take()
    }

    /// One run of the schedule, as the platform starts it: Vercel's cron calls the endpoint with the secret, AWS
    /// invokes a function of its own. Returns the report.
    pub(crate) async fn run_schedule(&self) -> Value {
        if Platform::of_this_run() == Some(Platform::Lambda) {
            let port = reqwest::Url::parse(&self.base).unwrap().port().unwrap();
            return tokio::task::spawn_blocking(move || serving::invoke_schedule(port))
                .await
                .unwrap();
        }

        self.sweep().await.expect(200).json()
    }

    /// Sweeps until every past day is summed up, however slow the machine: each run has seconds for it.
    pub(crate) async fn sum_up_days(&self) -> i64 {
        let mut before = -1;
        loop {
            self.sweep().await.expect(200);
            let days = "SELECT COUNT(*) FROM session_days_summed";
            let summed = self.store().read_number(days).await.unwrap();
            if summed == before {
                return summed;
            }

            before = summed;
        }
    }

    pub(crate) async fn sweep(&self) -> Answer {
        let request = self.request(Method::GET, "/api/cron/session-timeout");
        self.send(request.header("authorization", format!("Bearer {CRON}")))
            .await
    }
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

    async fn over(database: Database, changes: &[(&str, &str)]) -> (Site, Option<(App, Tokens)>) {
        let telegram = FakeTelegram::start().await;
        let (listener, base) = serving::listen().await;
        let (clock, tokens) = (TestClock::new(None), Tokens::default());
        let config = serving::config(&settings(&database, &telegram, &base, changes));

        let app = config.map(|config| {
            App::with(config, Box::new(clock.clone()), Box::new(tokens.clone())).unwrap()
        });

        serving::serve_in_process(listener, app.as_ref());
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

async fn database_with_people() -> Database {
    let database = Database::create().await;
    database
        .store()
        .migrate(std::time::Duration::from_mins(1))
        .await
        .unwrap();

    database.store().execute_script(PEOPLE).await.unwrap();
    database
}

fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A function that hangs must fail its test, not hold up the run.
    let builder = reqwest::Client::builder().timeout(std::time::Duration::from_secs(30));

    // Where an answer leads is part of it.
    builder
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

fn settings(
    database: &Database,
    telegram: &FakeTelegram,
    base: &str,
    changes: &[(&str, &str)],
) -> Settings {
    let mut settings: Settings = [
        ("NODE_ENV", "test"),
        ("DATABASE_URL", &database.url),
        ("DATABASE_MAX_CONNECTIONS", "8"),
        ("PUBLIC_BASE_URL", base),
        ("NEXTAUTH_SECRET", SECRET),
        ("CRON_SECRET", CRON),
        ("TELEGRAM_BOT_TOKEN", "1:test"),
        ("TELEGRAM_API_URL", &telegram.url),
        ("SCHOOL_TIMEZONE", "Africa/Addis_Ababa"),
        ("SCHOOL_NAME", "Test & School"),
    ]
    .into_iter()
    .chain(changes.iter().copied())
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();

    settings.retain(|_, value| !value.is_empty());
    settings
}

const PEOPLE: &str = "
INSERT INTO admin (id, name, username, passcode, role) VALUES ('admin1', 'Office', 'admin1', NULL, 'admin');
INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('ustaz1', 'Ustaz <Ahmed> & Co', NULL);
INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('ustaz2', 'Ustaza Maryam', NULL);
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (1, 'Amina_*[<b>', '7001', 'ustaz1');
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (2, 'Yusuf, \"Y\"', '7002', 'ustaz1');
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (3, '=1+1', NULL, 'ustaz1');
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (4, 'Bilal', '7004', 'ustaz2');
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (5, 'Nobody''s', '7005', NULL);
INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES (6, 'Case', '7006', 'USTAZ1');
";
