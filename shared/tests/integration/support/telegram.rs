//! A Telegram Bot API server that answers as a test scripts it and keeps what it was sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<(u16, Value)>>>,
    messages: Arc<Mutex<Vec<Value>>>,
    paths: Arc<Mutex<Vec<String>>>,
}

pub(crate) struct FakeTelegram {
    pub(crate) url: String,
    script: Script,
}

impl FakeTelegram {
    pub(crate) async fn start() -> Self {
        let script = Script::default();
        let routes = Router::new()
            .route("/{bot}/{method}", post(call))
            .with_state(script.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());

        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, script }
    }

    /// The next answers, in order; after them everything is delivered.
    pub(crate) fn answers(&self, answers: impl IntoIterator<Item = (u16, Value)>) {
        self.script.answers.lock().unwrap().extend(answers);
    }

    pub(crate) fn messages(&self) -> Vec<Value> {
        self.script.messages.lock().unwrap().clone()
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.script.paths.lock().unwrap().clone()
    }
}

async fn call(
    State(script): State<Script>,
    Path((bot, method)): Path<(String, String)>,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    script.messages.lock().unwrap().push(body);
    script
        .paths
        .lock()
        .unwrap()
        .push(format!("/{bot}/{method}"));

    let scripted = script.answers.lock().unwrap().pop_front();
    let (status, answer) =
        scripted.unwrap_or_else(|| (200, json!({ "ok": true, "result": { "message_id": 1 } })));

    (StatusCode::from_u16(status).unwrap(), Json(answer))
}
