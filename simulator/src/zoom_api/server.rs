//! The server: paths, the app's password, and tokens.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::routing::{get, post};
use serde_json::json;

use super::account::Account;
use super::answers::{Answer, PageQuery};
use super::lists::ListKind;
use super::question::Question;

/// The settings that name the app.
const APP: [(&str, &str); 4] = [
    ("ZOOM_ACCOUNT_ID", "A-school"),
    ("ZOOM_CLIENT_ID", "simulated-client"),
    ("ZOOM_CLIENT_SECRET", "simulated-secret"),
    ("ZOOM_APP_ID", "simulated-app"),
];
/// `simulated-client:simulated-secret`.
const BASIC: &str = "Basic c2ltdWxhdGVkLWNsaWVudDpzaW11bGF0ZWQtc2VjcmV0";

/// The API, served on a port of 127.0.0.1 for as long as the runtime lives.
#[derive(Debug)]
pub struct ZoomApi {
    url: String,
    account: Arc<Mutex<Account>>,
}

type Shared = State<Arc<Mutex<Account>>>;
type Name = Path<String>;
type Page = Query<PageQuery>;

impl ZoomApi {
    /// Starts it on a free port.
    pub async fn start(account: Account) -> anyhow::Result<Self> {
        let account = Arc::new(Mutex::new(account));
        let routes = Router::new()
            .route("/oauth/token", post(issue_token))
            .route("/v2/meetings/{name}", get(scheduled))
            .route("/v2/past_meetings/{name}", get(meeting))
            .route("/v2/past_meetings/{name}/instances", get(instances))
            .route("/v2/past_meetings/{name}/participants", get(participants))
            .route("/v2/report/meetings/{name}/participants", get(report))
            .route("/v2/marketplace/apps/{name}/webhook_logs", get(log))
            .fallback(unknown)
            .with_state(Arc::clone(&account));

        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .context("no port for Zoom's API")?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async { axum::serve(listener, routes).await });

        Ok(Self { url, account })
    }

    /// The settings that lead the system here.
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let app = APP.map(|(name, value)| (name, value.to_owned()));
        let urls = [
            ("ZOOM_API_URL", format!("{}/v2", self.url)),
            ("ZOOM_OAUTH_URL", format!("{}/oauth", self.url)),
        ];

        app.into_iter().chain(urls).collect()
    }

    /// The account, with the calls so far.
    pub fn account(&self) -> MutexGuard<'_, Account> {
        lock(&self.account)
    }
}

fn lock(account: &Mutex<Account>) -> MutexGuard<'_, Account> {
    account.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn issue_token(State(account): Shared, headers: HeaderMap, body: String) -> Answer {
    let is_of_account =
        body.contains("grant_type=account_credentials") && body.contains("account_id=A-school");

    if authorization(&headers) == BASIC && is_of_account {
        lock(&account).issue_token()
    } else {
        Answer {
            status: 400,
            body: json!({ "reason": "Invalid client_id or client_secret", "error": "invalid_client" }),
        }
    }
}

async fn meeting(zoom: Shared, headers: HeaderMap, name: Name, query: Page) -> Answer {
    ask(&zoom, &headers, &Question::Meeting(name.0), &query)
}

async fn scheduled(zoom: Shared, headers: HeaderMap, name: Name, query: Page) -> Answer {
    ask(&zoom, &headers, &Question::Scheduled(name.0), &query)
}

async fn instances(zoom: Shared, headers: HeaderMap, name: Name, query: Page) -> Answer {
    ask(&zoom, &headers, &Question::Instances(name.0), &query)
}

async fn participants(zoom: Shared, headers: HeaderMap, name: Name, query: Page) -> Answer {
    let question = Question::List(name.0, ListKind::Past);
    ask(&zoom, &headers, &question, &query)
}

async fn report(zoom: Shared, headers: HeaderMap, name: Name, query: Page) -> Answer {
    let fields = query.include_fields.as_deref().unwrap_or_default();
    let kind = ListKind::Report {
        has_registrants: fields.contains("registrant_id"),
    };

    ask(&zoom, &headers, &Question::List(name.0, kind), &query)
}

async fn log(zoom: Shared, headers: HeaderMap, _app: Name, query: Page) -> Answer {
    ask(&zoom, &headers, &Question::Log, &query)
}

async fn unknown() -> Answer {
    Answer::refusal(404, 2300, "This API endpoint is not recognized.")
}

fn ask(zoom: &Shared, headers: &HeaderMap, question: &Question, query: &PageQuery) -> Answer {
    let authorization = authorization(headers);
    let token = authorization.strip_prefix("Bearer ").unwrap_or_default();
    lock(zoom).ask(token, question, query)
}

fn authorization(headers: &HeaderMap) -> &str {
    let value = headers.get(AUTHORIZATION);
    let value = value.and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}
