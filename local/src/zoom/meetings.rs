//! Meetings that a teacher creates.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::{PATH, Step, ZoomPage};

const FIRST_NUMBER: u64 = 81_000_000_001;

/// How many were created, and where this server is.
#[derive(Clone)]
pub(super) struct Meetings {
    created: Arc<AtomicU64>,
    here: String,
}

impl Meetings {
    pub(super) fn new(here: &str) -> Self {
        Self {
            created: Arc::default(),
            here: here.to_owned(),
        }
    }

    fn answer(&self, number: &str) -> Json<Value> {
        Json(json!({
            "id": number.parse::<u64>().unwrap_or_default(),
            "join_url": format!("https://zoom.us/j/{number}?pwd=demo.1"),
            "start_url": format!("{}{PATH}/oauth/host/{number}", self.here),
            "settings": { "approval_type": 0 },
        }))
    }
}

pub(super) async fn create(State(meetings): State<Meetings>) -> Json<Value> {
    let before = meetings.created.fetch_add(1, Ordering::Relaxed);

    meetings.answer(&(FIRST_NUMBER + before).to_string())
}

pub(super) async fn show(
    State(meetings): State<Meetings>,
    Path(number): Path<String>,
) -> Json<Value> {
    meetings.answer(&number)
}

pub(super) async fn register(Path(number): Path<String>) -> Json<Value> {
    Json(json!({
        "registrant_id": format!("demo-{number}"),
        "join_url": format!("https://zoom.us/w/{number}?tk=demo&pwd=demo.1"),
    }))
}

pub(super) async fn host(Path(number): Path<String>) -> impl IntoResponse {
    ZoomPage::answer(Step::Host { number })
}
