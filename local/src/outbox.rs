//! A Telegram Bot API that delivers to a page: `/dev/telegram` shows the messages, with working buttons.

use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

/// Messages kept; the oldest go first.
const MOST: usize = 200;

#[derive(Clone, Default)]
struct Outbox(Arc<Mutex<Vec<Message>>>);

#[derive(Clone, Debug)]
struct Message {
    chat: String,
    paragraphs: Vec<String>,
    button: String,
    url: String,
    body: Value,
}

#[derive(Template)]
#[template(path = "telegram.html")]
struct TelegramPage {
    messages: Vec<Message>,
}

impl TelegramPage {
    #[expect(clippy::unused_self, reason = "the template calls it")]
    fn style(&self) -> &'static str {
        crate::welcome::STYLE
    }
}

pub(crate) fn router() -> Router {
    Router::new()
        .route("/dev/telegram", get(page))
        .route("/dev/telegram.json", get(list))
        .route(
            "/dev/telegram/api/{bot}/{method}",
            post(call).get(call_without_body),
        )
        .with_state(Outbox::default())
}

impl Outbox {
    fn messages(&self) -> Vec<Message> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .rev()
            .cloned()
            .collect()
    }

    fn keep(&self, body: Value) -> usize {
        let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if messages.len() == MOST {
            messages.remove(0);
        }

        messages.push(Message::read(body));
        messages.len()
    }
}

impl Message {
    fn read(body: Value) -> Self {
        let text = body["text"].as_str().unwrap_or_default();
        let plain = text
            .replace("<b>", "")
            .replace("</b>", "")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
        let button = &body["reply_markup"]["inline_keyboard"][0][0];
        let chat = &body["chat_id"];

        Self {
            chat: chat
                .as_str()
                .map_or_else(|| chat.to_string(), str::to_owned),
            paragraphs: plain
                .replace("&amp;", "&")
                .lines()
                .map(str::to_owned)
                .collect(),
            button: button["text"].as_str().unwrap_or_default().to_owned(),
            url: button["url"].as_str().unwrap_or_default().to_owned(),
            body,
        }
    }
}

async fn page(State(outbox): State<Outbox>) -> impl IntoResponse {
    Html(
        TelegramPage {
            messages: outbox.messages(),
        }
        .render()
        .unwrap_or_default(),
    )
}

/// The same for curl: what was sent, newest first.
async fn list(State(outbox): State<Outbox>) -> Json<Vec<Value>> {
    Json(
        outbox
            .messages()
            .into_iter()
            .map(|message| message.body)
            .collect(),
    )
}

async fn call(
    State(outbox): State<Outbox>,
    Path((_, method)): Path<(String, String)>,
    Json(body): Json<Value>,
) -> Json<Value> {
    match method.as_str() {
        "sendMessage" => Json(json!({ "ok": true, "result": { "message_id": outbox.keep(body) } })),
        _ => call_without_body(Path((String::new(), method))).await,
    }
}

async fn call_without_body(Path((_, method)): Path<(String, String)>) -> Json<Value> {
    match method.as_str() {
        "getMe" => Json(
            json!({ "ok": true, "result": { "id": 1, "is_bot": true, "username": "demo_school_bot" } }),
        ),
        _ => Json(
            json!({ "ok": false, "error_code": 404, "description": "Not Found: method not found" }),
        ),
    }
}
