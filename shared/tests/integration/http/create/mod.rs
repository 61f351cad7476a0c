//! `POST /api/teachers/students/{id}/zoom`.

mod access;
pub(crate) mod links;
mod packages;
mod telegram;
mod telegram_answers;
mod telegram_failures;

use serde_json::{Value, json};

use crate::support::{LINK, Site};

/// Sends student 1 the usual link and returns the answer to a new session.
async fn create_session(site: &Site) -> Value {
    let answer = site.create("1", &json!({ "link": LINK })).await;
    answer.expect(201).json()
}

fn telegram_error(status: u16, description: &str) -> (u16, Value) {
    let body = json!({ "ok": false, "error_code": status, "description": description });
    (status, body)
}
