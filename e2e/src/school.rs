//! The development server's program with a database of its own, and what a test asks of it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use chrono::TimeDelta;
use launcher::{Guardian, free_port, tail};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use session_tracking::auth::{Identity, SessionKey};
use session_tracking::config::Secret;
use session_tracking::domain::Role;
use session_tracking::store::Store;
use sqlx::migrate::MigrateDatabase;

use crate::{now, people, variable};

/// H. Silence follows as 6 s, grace as 4 s.
pub const HEARTBEAT_SECONDS: i64 = 2;
const FIRST_STUDENT: i64 = 1_000;

/// A running server.
#[derive(Debug)]
pub struct School {
    http: Client,
    address: SocketAddr,
    settings: HashMap<&'static str, String>,
    pub(crate) students: AtomicI64,
    store: Store,
    guardian: Guardian,
}

impl School {
    /// `NEXTAUTH_SECRET` of the server.
    pub const SECRET: &str = "only-for-browser-tests-0123456789abcdef";

    /// Builds the server's program if need be and starts it, on a server's database where
    /// `TEST_DATABASE_URL` names one, else on `SQLite`.
    pub async fn start() -> Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut guardian = Guardian::new("session-tracking-e2e-")?;
        let port = free_port()?;
        let database = match variable("TEST_DATABASE_URL") {
            Some(server) => {
                let url = format!("{}/e2e_{port}", server.trim_end_matches('/'));
                sqlx::MySql::drop_database(&url).await?;
                url
            }
            None => format!(
                "sqlite://{}",
                guardian.folder().join("school.sqlite").display()
            ),
        };

        let log = std::fs::File::create(guardian.folder().join("server.log"))?;
        let mut command = Command::new(program()?);

        command
            .env_clear()
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);

        let settings = settings(&database, port);
        command.envs(&settings);
        guardian.spawn(&mut command)?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));

        // Where an answer leads is for the test to see.
        let http = Client::builder()
            .timeout(Duration::from_secs(20))
            .redirect(Policy::none())
            .build()?;
        let store = Store::connect_lazy(&database, 1)?;
        let school = Self {
            http,
            address,
            settings,
            students: AtomicI64::new(FIRST_STUDENT),
            store,
            guardian,
        };

        school.wait_until_it_serves().await?;
        school.store.execute_script(&students()).await?;
        school.store.execute_script(&people::sql()).await?;

        Ok(school)
    }

    async fn wait_until_it_serves(&self) -> Result<()> {
        for _ in 0..600 {
            let health = self
                .request(Method::GET, "/api/health/session-tracking")
                .send()
                .await;

            if health.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }

            tokio::time::sleep(Duration::from_millis(50)).await;
        }

        anyhow::bail!("the server does not start:\n{}", self.log())
    }

    /// Returns where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the end of its log.
    #[must_use]
    pub fn log(&self) -> String {
        tail(&self.guardian.folder().join("server.log"))
    }

    /// Returns one of the server's settings.
    pub(crate) fn setting(&self, name: &str) -> Option<String> {
        self.settings.get(name).cloned()
    }

    /// Starts a request to a path.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// Returns the URL of a path, at the address that the server calls its own.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Writes to its database.
    pub async fn execute(&self, sql: &str) -> Result<()> {
        self.store.execute_script(sql).await?;
        Ok(())
    }

    /// Returns the token that signs somebody in for an hour.
    pub fn token(&self, id: &str, role: Role) -> Result<String> {
        let key = SessionKey::derive(&Secret::new(Self::SECRET));
        let token = key.mint(&Identity::of(id, role), now(), TimeDelta::hours(1));
        token.map_err(|_| anyhow!("no randomness"))
    }

    pub(crate) async fn signed_in(
        &self,
        method: Method,
        path: &str,
        role: Role,
        body: &Value,
    ) -> Result<Value> {
        let id = match role {
            Role::Admin => "admin1",
            Role::Teacher => "ustaz1",
        };
        let token = self.token(id, role)?;
        let request = self.request(method, path).bearer_auth(token).json(body);
        let response = request.send().await?;

        let (status, text) = (response.status(), response.text().await?);
        ensure!(status.is_success(), "{path}: {status} {text}");

        Ok(serde_json::from_str(&text)?)
    }
}

fn settings(database: &str, port: u16) -> HashMap<&'static str, String> {
    HashMap::from([
        ("NODE_ENV", "development".to_owned()),
        ("PORT", port.to_string()),
        ("PUBLIC_BASE_URL", format!("http://127.0.0.1:{port}")),
        ("DATABASE_URL", database.to_owned()),
        ("NEXTAUTH_SECRET", School::SECRET.to_owned()),
        ("HEARTBEAT_SECONDS", HEARTBEAT_SECONDS.to_string()),
        ("SESSION_IDLE_TIMEOUT_MINUTES", "1".to_owned()),
        ("SCHOOL_NAME", "Nur Academy".to_owned()),
    ])
}

fn students() -> String {
    let row = |id: i64| format!("({id}, 'Student {id}', NULL, 'ustaz1')");
    let rows: Vec<String> = (FIRST_STUDENT..FIRST_STUDENT + 500).map(row).collect();

    format!(
        "INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES {};",
        rows.join(", ")
    )
}

/// The server's program: `TEST_LOCAL`, else built here, in the folder that this test was built in.
fn program() -> Result<PathBuf> {
    if let Some(path) = variable("TEST_LOCAL") {
        return Ok(path.into());
    }

    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "local"])
        .status()?;

    ensure!(built.success(), "`cargo build --package local` failed");
    let test = std::env::current_exe()?;

    Ok(test
        .ancestors()
        .nth(2)
        .context("no target folder")?
        .join("local"))
}
