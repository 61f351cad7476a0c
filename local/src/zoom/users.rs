//! The users of the demo school's account, what they agree to, and their tokens.
//!
//! A token names its user, so nothing need be remembered, and a restart of the server ends no connection.

use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::IntoResponse;
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::USERS;
use super::{Step, ZoomPage};

const TEACHERS_SCOPES: &str =
    "meeting:write:meeting meeting:read:meeting meeting:write:registrant user:read:user";
const SCHOOLS_SCOPES: &str = "meeting:read:list_past_participants:admin \
                              meeting:read:list_past_instances:admin meeting:read:past_meeting:admin \
                              user:read:list_users:admin";
const ACCESS: &str = "demo-access-";

#[derive(Deserialize)]
pub(super) struct Authorization {
    redirect_uri: String,
    state: String,
}

/// One of three: for a code, for a token that is renewed, and for the school's own app.
#[derive(Deserialize)]
pub(super) struct TokenRequest {
    code: Option<String>,
    refresh_token: Option<String>,
}

/// Asks who it is: nobody signs in here.
pub(super) async fn authorize(Query(asked): Query<Authorization>) -> impl IntoResponse {
    let back = |what: &str| format!("{}?{what}&state={}", asked.redirect_uri, asked.state);
    let as_user = |user: &super::account::User| (back(&format!("code={}", user.id)), user.name);

    ZoomPage::answer(Step::Agree {
        agreed: USERS.iter().map(as_user).collect(),
        declined: back("error=access_denied"),
    })
}

pub(super) async fn issue_tokens(Form(asked): Form<TokenRequest>) -> Json<Value> {
    let Some(user) = asked.code.or(asked.refresh_token) else {
        return Json(json!({
            "access_token": ACCESS,
            "token_type": "bearer",
            "expires_in": 3600,
            "scope": SCHOOLS_SCOPES,
        }));
    };

    Json(json!({
        "access_token": format!("{ACCESS}{user}"),
        "refresh_token": user,
        "token_type": "bearer",
        "expires_in": 3600,
        "scope": TEACHERS_SCOPES,
    }))
}

pub(super) async fn revoke() -> Json<Value> {
    Json(json!({ "status": "success" }))
}

/// Shows the user whose token it is.
pub(super) async fn show_own(headers: HeaderMap) -> Json<Value> {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let user = token.and_then(|token| token.strip_prefix("Bearer ")?.strip_prefix(ACCESS));

    Json(json!({ "id": user.unwrap_or_default(), "account_id": "demo-account", "type": 2 }))
}
