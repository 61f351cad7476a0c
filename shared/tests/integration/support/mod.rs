//! A school for one test: its own database, a server on a free port, a clock to set, a scripted Telegram.

mod database;
mod telegram;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::middleware::from_fn;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use session_tracking::app::{App, TokenSource};
use session_tracking::auth::SessionKey;
use session_tracking::clock::Clock;
use session_tracking::config::{Config, Secret};
use session_tracking::domain::TrackingToken;
use session_tracking::error::Error;
use session_tracking::http::peer_address;
use session_tracking::routes::{ENDPOINTS, router};
use session_tracking::store::Store;

pub(crate) use database::Database;
pub(crate) use telegram::FakeTelegram;

pub(crate) const SECRET: &str = "test-only-nextauth-secret-0123456789";
pub(crate) const CRON: &str = "test-only-cron-secret";
pub(crate) const LINK: &str = "https://zoom.us/j/12345678901?pwd=abc.1";

/// A clock that stands still until a test moves it.
#[derive(Clone, Debug)]
pub(crate) struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new("2026-11-23T15:00:00Z".parse().unwrap())))
    }

    pub(crate) fn set(&self, at: &str) {
        *self.0.lock().unwrap() = at.parse().unwrap();
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
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
    fn next(&self) -> Result<TrackingToken, Error> {
        let mut state = self.0.lock().unwrap();
        let number = state.1.pop().unwrap_or(state.0 + 1);
        state.0 = state.0.max(number);
        let mut bytes = [0; 16];
        bytes[15] = number;
        Ok(TrackingToken::from_bytes(bytes))
    }
}

pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) clock: TestClock,
    pub(crate) tokens: Tokens,
    pub(crate) telegram: FakeTelegram,
    pub(crate) http: reqwest::Client,
    pub(crate) database: Database,
    base: String,
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
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        if self.status.is_client_error() || self.status.is_server_error() {
            for internal in ["sqlx", "SELECT", "UPDATE", "wpos_", "panicked", "serde", "line 1"] {
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
        let database = Database::create().await;
        database.store().migrate(std::time::Duration::from_mins(1)).await.unwrap();
        database.store().execute_script(PEOPLE).await.unwrap();
        Self::over(database, settings).await
    }

    pub(crate) async fn over(database: Database, settings: &[(&str, &str)]) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let telegram = FakeTelegram::start().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let lookup = |name: &str| {
            let other = settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            other.or_else(|| match name {
                "NODE_ENV" => Some("test".into()),
                "DATABASE_URL" => Some(database.url.clone()),
                "DATABASE_MAX_CONNECTIONS" => Some("8".into()),
                "PUBLIC_BASE_URL" => Some(base.clone()),
                "NEXTAUTH_SECRET" => Some(SECRET.into()),
                "CRON_SECRET" => Some(CRON.into()),
                "TELEGRAM_BOT_TOKEN" => Some("1:test".into()),
                "TELEGRAM_API_URL" => Some(telegram.url.clone()),
                "SCHOOL_TIMEZONE" => Some("Africa/Addis_Ababa".into()),
                "SCHOOL_NAME" => Some("Test & School".into()),
                _ => None,
            })
        };
        let config = Config::from_lookup(lookup).unwrap();
        let (clock, tokens) = (TestClock::new(), Tokens::default());
        let app = App::with(config, Box::new(clock.clone()), Box::new(tokens.clone())).unwrap();
        let routes = router(&ENDPOINTS, &app).layer(from_fn(peer_address));
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self { app, clock, tokens, telegram, http: reqwest::Client::new(), database, base }
    }

    pub(crate) fn store(&self) -> &Store {
        self.app.unchecked_store()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        *self.clock.0.lock().unwrap() += TimeDelta::seconds(seconds);
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn bearer(&self, id: &str, role: &str) -> String {
        let key = SessionKey::derive(&Secret::new(SECRET));
        format!("Bearer {}", key.mint(id, role, self.clock.now(), TimeDelta::hours(12)))
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, text: response.text().await.unwrap() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn as_admin(&self, path: &str) -> Answer {
        let bearer = self.bearer("admin1", "admin");
        self.send(self.request(Method::GET, path).header("authorization", bearer)).await
    }

    /// Teacher ustaz1 sends a student a link.
    pub(crate) async fn create(&self, student: &str, body: &Value) -> Answer {
        let bearer = self.bearer("ustaz1", "teacher");
        let path = format!("/api/teachers/students/{student}/zoom");
        self.send(self.request(Method::POST, &path).header("authorization", bearer).json(body)).await
    }

    /// A new session of student 1; returns its token.
    pub(crate) async fn session(&self) -> String {
        let link = format!("{LINK}{}", self.clock.now().timestamp_micros());
        let answer = self.create("1", &json!({ "link": link })).await.expect(201);
        answer.json()["tracking_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn join(&self, token: &str) -> Answer {
        self.post("/api/zoom/track", &json!({ "token": token })).await
    }

    pub(crate) async fn beat(&self, token: &str) -> Answer {
        self.post("/api/zoom/heartbeat", &json!({ "token": token })).await
    }

    pub(crate) async fn end(&self, token: &str, more: &Value) -> Answer {
        let mut body = json!({ "token": token });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
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
        self.as_admin("/api/admin/teacher-sessions?limit=500").await.expect(200).json()["sessions"]
            .to_string()
    }

    /// The one session of a database that has no other.
    pub(crate) async fn only_session(&self) -> Value {
        let mut body = self.as_admin("/api/admin/teacher-sessions").await.expect(200).json();
        assert_eq!(body["sessions"].as_array().unwrap().len(), 1);
        body["sessions"][0].take()
    }

    pub(crate) async fn sweep(&self) -> Answer {
        let request = self.request(Method::GET, "/api/cron/session-timeout");
        self.send(request.header("authorization", format!("Bearer {CRON}"))).await
    }
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
