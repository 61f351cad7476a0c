//! A stand-in for Zoom, so that a teacher can connect and start a class here: `/dev/zoom`. It agrees with everything
//! that it is asked, and forgets it when the server stops.

use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

/// Where the stand-in is served.
pub(crate) const PATH: &str = "/dev/zoom";
/// The user who agrees.
const USER: &str = "demo-user";
const FIRST_NUMBER: u64 = 81_000_000_000;

/// What was asked so far.
#[derive(Debug, Default)]
struct Asked {
    meetings: u64,
    tokens: u64,
}

#[derive(Clone)]
struct Zoom {
    asked: Arc<Mutex<Asked>>,
    here: String,
}

#[derive(Deserialize)]
struct Authorization {
    redirect_uri: String,
    state: String,
}

enum Step {
    Agree { agreed: String, declined: String },
    Host { number: String },
}

#[derive(Template)]
#[template(path = "zoom.html")]
struct ZoomPage {
    step: Step,
}

impl ZoomPage {
    #[expect(clippy::unused_self, reason = "the template calls it")]
    fn style(&self) -> &'static str {
        crate::welcome::STYLE
    }

    fn answer(step: Step) -> Html<String> {
        Html(Self { step }.render().unwrap_or_default())
    }
}

/// Makes the routes. `here` is the server's own address.
pub(crate) fn router(here: &str) -> Router {
    let zoom = Zoom {
        asked: Arc::default(),
        here: here.to_owned(),
    };
    let at = |path: &str| format!("{PATH}{path}");

    Router::new()
        .route(&at("/oauth/authorize"), get(authorize))
        .route(&at("/oauth/token"), post(issue_tokens))
        .route(&at("/oauth/revoke"), post(revoke))
        .route(&at("/v2/users/me"), get(show_user))
        .route(&at("/v2/users/me/meetings"), post(create_meeting))
        .route(&at("/v2/meetings/{number}"), get(show_meeting))
        .route(&at("/v2/meetings/{number}/registrants"), post(register))
        .route(&at("/oauth/host/{number}"), get(host))
        .with_state(zoom)
}

impl Zoom {
    fn count(&self, counted: impl FnOnce(&mut Asked) -> u64) -> u64 {
        counted(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn meeting(&self, number: &str) -> Value {
        json!({
            "id": number.parse::<u64>().unwrap_or_default(),
            "join_url": format!("https://zoom.us/j/{number}?pwd=demo.1"),
            "start_url": format!("{}{PATH}/oauth/host/{number}", self.here),
            "settings": { "approval_type": 0 },
        })
    }
}

async fn authorize(Query(asked): Query<Authorization>) -> impl IntoResponse {
    let back = |what: &str| format!("{}?{what}&state={}", asked.redirect_uri, asked.state);

    ZoomPage::answer(Step::Agree {
        agreed: back("code=demo-code"),
        declined: back("error=access_denied"),
    })
}

async fn issue_tokens(State(zoom): State<Zoom>) -> Json<Value> {
    let number = zoom.count(|asked| {
        asked.tokens += 1;
        asked.tokens
    });

    Json(json!({
        "access_token": format!("demo-access-{number}"),
        "refresh_token": format!("demo-refresh-{number}"),
        "token_type": "bearer",
        "expires_in": 3600,
        "scope": "meeting:write:meeting meeting:read:meeting meeting:write:registrant user:read:user",
    }))
}

async fn revoke() -> Json<Value> {
    Json(json!({ "status": "success" }))
}

async fn show_user() -> Json<Value> {
    Json(json!({ "id": USER, "account_id": "demo-account", "type": 2 }))
}

async fn create_meeting(State(zoom): State<Zoom>) -> Json<Value> {
    let count = zoom.count(|asked| {
        asked.meetings += 1;
        asked.meetings
    });

    Json(zoom.meeting(&(FIRST_NUMBER + count).to_string()))
}

async fn show_meeting(State(zoom): State<Zoom>, Path(number): Path<String>) -> Json<Value> {
    Json(zoom.meeting(&number))
}

async fn register(Path(number): Path<String>) -> Json<Value> {
    Json(json!({
        "registrant_id": format!("demo-{number}"),
        "join_url": format!("https://zoom.us/w/{number}?tk=demo&pwd=demo.1"),
    }))
}

async fn host(Path(number): Path<String>) -> impl IntoResponse {
    ZoomPage::answer(Step::Host { number })
}
