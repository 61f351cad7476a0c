//! What the school's own app is told of its account.

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

/// A user of the demo school's account.
pub(super) struct User {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// The number of the personal meeting: that of the links which one of the demo's teachers sends.
    personal_meeting: u64,
}

/// The teachers of `demo.rs` as they call themselves at Zoom, and somebody whom no link leads to.
pub(super) const USERS: [User; 4] = [
    user("demo-ahmed", "Ahmed Yusuf", 80_000_000_001),
    user("demo-maryam", "Maryam Ali", 80_000_000_004),
    user("demo-ibrahim", "Ibrahim K.", 80_000_000_006),
    user("demo-office", "Nur Academy", 80_000_000_099),
];

const fn user(id: &'static str, name: &'static str, personal_meeting: u64) -> User {
    User {
        id,
        name,
        personal_meeting,
    }
}

pub(super) async fn list_users() -> Json<Value> {
    let row = |user: &User| {
        json!({
            "id": user.id,
            "display_name": user.name,
            "type": 2,
            "pmi": user.personal_meeting,
        })
    };

    Json(json!({ "page_size": 2000, "users": USERS.iter().map(row).collect::<Vec<Value>>() }))
}

/// Answers questions about meetings that were held: the demo's were not. Nor is there a log of events.
pub(super) async fn know_nothing() -> impl IntoResponse {
    let refusal = json!({ "code": 3001, "message": "Meeting does not exist." });

    (StatusCode::NOT_FOUND, Json(refusal))
}
