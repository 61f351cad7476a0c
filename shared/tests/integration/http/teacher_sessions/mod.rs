//! `GET /api/admin/teacher-sessions`.

mod csv_file;
mod days;
mod order;
mod parameters;
mod statistics;

use serde_json::Value;

const PATH: &str = "/api/admin/teacher-sessions";

/// When the session was opened, or, where nobody opened it, sent.
fn time(session: &Value) -> String {
    let started = session["startTime"].as_str();
    started.or(session["sentTime"].as_str()).unwrap().to_owned()
}
