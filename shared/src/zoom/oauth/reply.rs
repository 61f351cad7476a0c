//! What the server that issues tokens answers.

use serde_json::Value;

use super::tokens::TeacherTokens;
use crate::config::Secret;
use crate::zoom::api::{Answer, ZoomApiError};
use crate::zoom::wire_text::field;

/// A pair of tokens that was issued, and what it is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The pair.
    pub tokens: TeacherTokens,
    /// What the pair is good for, separated by spaces.
    pub scopes: String,
    /// The life of the token for calls, in seconds.
    pub seconds: u32,
}

/// Why no tokens were issued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// The code, or the token for the next pair, was used, is over, or was ended by the teacher or by an administrator
    /// of Zoom. Final.
    #[error("Zoom takes this authorisation no longer")]
    Ended,
    /// There is no such app, or its secret is another one.
    #[error(
        "Zoom does not know the app by which teachers connect: copy client id and client secret again from the app's page Basic Information"
    )]
    UnknownApp,
    /// Zoom could not be asked, or did not understand: the same may succeed later.
    #[error("{0}")]
    Failed(ZoomApiError),
}

/// The life of a token whose answer does not say it.
const USUAL_LIFE: u32 = 3600;

impl Grant {
    /// Reads the answer of the server that issues tokens. `before`: the token by which the pair was asked for, which
    /// stays good if the answer has no new one.
    pub(super) fn read(answer: Answer, before: Option<&Secret>) -> Result<Self, GrantError> {
        if !(200..300).contains(&answer.status) {
            return Err(GrantError::of(answer));
        }

        let body = answer.read().map_err(GrantError::Failed)?;
        let refresh = match (field(&body, "refresh_token"), before) {
            (text, Some(before)) if text.is_empty() => before.clone(),
            (text, _) => Secret::new(text),
        };
        let access = Secret::new(field(&body, "access_token"));
        if access.expose().is_empty() || refresh.expose().is_empty() {
            return Err(GrantError::Failed(ZoomApiError::NotZoom(200)));
        }

        let seconds: u32 = field(&body, "expires_in").parse().unwrap_or(USUAL_LIFE);
        Ok(Self {
            tokens: TeacherTokens { access, refresh },
            scopes: field(&body, "scope"),
            seconds: seconds.min(USUAL_LIFE),
        })
    }
}

impl GrantError {
    fn of(answer: Answer) -> Self {
        if answer.status >= 500 || answer.status == 429 {
            return Self::Failed(refusal(answer));
        }

        let error = field(&answer.body, "error");
        let code: Option<i64> = field(&answer.body, "code").parse().ok();
        match (error.as_str(), code) {
            // 4733: the code is over. 4741: a later authorisation ended this one.
            ("invalid_grant", _) | (_, Some(4733 | 4741)) => Self::Ended,
            ("invalid_client" | "unauthorized_client", _) | (_, Some(4702 | 4704)) => {
                Self::UnknownApp
            }
            _ if names_ended_grant(&answer.body) => Self::Ended,
            _ => Self::Failed(refusal(answer)),
        }
    }
}

/// Older answers say `invalid_request`, and tell in words what is meant.
fn names_ended_grant(body: &Value) -> bool {
    let reason = field(body, "reason").to_ascii_lowercase();
    ["invalid token", "invalid authorization code"]
        .iter()
        .any(|words| reason.contains(words))
}

fn refusal(answer: Answer) -> ZoomApiError {
    let status = answer.status;
    let code = field(&answer.body, "code").parse().ok();
    match answer.read() {
        // Here the code is about the request, such as its redirect: there is no token yet that could lack a scope.
        Err(ZoomApiError::MissingScope(_)) => ZoomApiError::Refused { status, code },
        Err(error) => error,
        Ok(_) => ZoomApiError::NotZoom(status),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(status: u16, body: Value) -> Result<Grant, GrantError> {
        let answer = Answer {
            status,
            body,
            ..Answer::default()
        };
        Grant::read(answer, Some(&Secret::new("old")))
    }

    #[test]
    fn a_grant_is_final_only_where_zoom_says_so() {
        let refused = |status, code| GrantError::Failed(ZoomApiError::Refused { status, code });

        for (status, body, expected) in [
            (400, json!({ "error": "invalid_grant" }), GrantError::Ended),
            (
                401,
                json!({ "error": "invalid_request", "reason": "Invalid Token!" }),
                GrantError::Ended,
            ),
            (400, json!({ "code": 4741 }), GrantError::Ended),
            (400, json!({ "code": "4733" }), GrantError::Ended),
            (
                400,
                json!({ "error": "invalid_client" }),
                GrantError::UnknownApp,
            ),
            (
                400,
                json!({ "error": "invalid_request", "reason": "redirect" }),
                refused(400, None),
            ),
            (400, json!({ "code": 4700 }), refused(400, Some(4700))),
            (
                400,
                json!({ "code": 4738 }),
                GrantError::Failed(ZoomApiError::AppDisabled),
            ),
            (
                503,
                json!({ "error": "invalid_grant" }),
                GrantError::Failed(ZoomApiError::ServerFailure(503)),
            ),
            (
                404,
                Value::Null,
                GrantError::Failed(ZoomApiError::NotZoom(404)),
            ),
        ] {
            assert_eq!(read(status, body.clone()), Err(expected), "{status} {body}");
        }
    }

    #[test]
    fn a_pair_without_a_new_token_keeps_the_old_one() {
        let grant = read(
            200,
            json!({ "access_token": "a", "expires_in": 60, "scope": "x y" }),
        );
        let grant = grant.unwrap();
        assert_eq!(grant.tokens.refresh.expose(), "old");
        assert_eq!((grant.scopes.as_str(), grant.seconds), ("x y", 60));

        let whole = json!({ "access_token": "a", "refresh_token": "new" });
        let grant = read(200, whole).unwrap();
        assert_eq!(
            (grant.tokens.refresh.expose(), grant.seconds),
            ("new", 3600)
        );

        let empty = read(200, json!({ "refresh_token": "new" }));
        assert_eq!(empty, Err(GrantError::Failed(ZoomApiError::NotZoom(200))));
    }
}
