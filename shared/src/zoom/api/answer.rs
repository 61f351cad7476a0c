//! Reads an answer of Zoom's API. The code in its body decides before the HTTP status: Zoom sends the same refusal with
//! different ones.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::refusal::ZoomApiError;
use crate::zoom::wire_text::field;

/// An answer that came whole.
#[derive(Debug, Default)]
pub(in crate::zoom) struct Answer {
    /// The HTTP status.
    pub(in crate::zoom) status: u16,
    /// The header `Retry-After`: a time, or seconds.
    pub(in crate::zoom) retry_after: Option<String>,
    /// The header `X-RateLimit-Type`.
    pub(in crate::zoom) limit: Option<String>,
    /// The body; null if it is no JSON, as the error page of a proxy.
    pub(in crate::zoom) body: Value,
}

/// The status of an answer that has no body and needs none.
const NO_CONTENT: u16 = 204;
/// No longer pause is waited for: a longer one ends the work, which may be done again.
const LONGEST_PAUSE: u64 = 5;

/// A refusal names one scope, or the few of which one would do.
const MAX_SCOPES: usize = 300;

impl Answer {
    /// Returns the body of an answer that grants what was asked.
    pub(in crate::zoom) fn read(self) -> Result<Value, ZoomApiError> {
        if self.status == NO_CONTENT {
            return Ok(Value::Null);
        }
        if !self.body.is_object() {
            return Err(match self.status {
                429 => self.limit(),
                500.. => ZoomApiError::ServerFailure(self.status),
                status => ZoomApiError::NotZoom(status),
            });
        }
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }

        let code: Option<i64> = field(&self.body, "code").parse().ok();
        Err(match (code, self.status) {
            (Some(124), _) | (None, 401) => ZoomApiError::TokenRefused,
            (Some(4700 | 4711), _) => ZoomApiError::MissingScope(self.missing_scope()),
            (Some(4702 | 4704), _) => ZoomApiError::UnknownApp,
            (Some(4735), _) => ZoomApiError::OwnerGone,
            (Some(4738), _) => ZoomApiError::AppDisabled,
            (Some(200), _) => ZoomApiError::WrongPlan,
            (Some(3001), _) => ZoomApiError::NothingTold,
            (Some(429), _) | (_, 429) => self.limit(),
            (_, status @ 500..) => ZoomApiError::ServerFailure(status),
            (code, status) => ZoomApiError::Refused { status, code },
        })
    }

    /// Reads `..., does not contain scopes:[meeting:read:past_meeting:admin].` It is shown and logged, so nothing is taken
    /// that is no scope.
    fn missing_scope(&self) -> String {
        let message = field(&self.body, "message");
        let listed = message
            .split_once('[')
            .and_then(|(_, rest)| Some(rest.split_once(']')?.0));

        listed
            .map(str::trim)
            .filter(|scopes| {
                (1..=MAX_SCOPES).contains(&scopes.len()) && scopes.chars().all(is_of_scopes)
            })
            .unwrap_or("that this call needs")
            .to_owned()
    }

    /// Says which limit was met. Only the daily one names a time; any of the headers may be missing.
    fn limit(&self) -> ZoomApiError {
        let retry_after = self.retry_after.as_deref().unwrap_or_default().trim();
        let until: Option<DateTime<Utc>> = retry_after.parse().ok();
        let seconds: Option<u64> = retry_after.parse().ok();

        let message = field(&self.body, "message");
        let names_day = [message.as_str(), self.limit.as_deref().unwrap_or_default()]
            .iter()
            .any(|text| text.to_ascii_lowercase().contains("daily"));
        let is_long = seconds.is_some_and(|seconds| seconds > LONGEST_PAUSE);

        if until.is_some() || names_day || is_long {
            ZoomApiError::DailyLimit(until)
        } else {
            ZoomApiError::TooManyCalls(seconds.map(Duration::from_secs))
        }
    }
}

fn is_of_scopes(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_:, ".contains(letter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(status: u16, body: Value) -> Result<Value, ZoomApiError> {
        let answer = Answer {
            status,
            body,
            ..Answer::default()
        };
        answer.read()
    }

    #[test]
    fn the_code_decides_whatever_the_status() {
        let scope =
            "Invalid access token, does not contain scopes:[meeting:read:past_meeting:admin].";
        for status in [400, 401] {
            assert_eq!(
                read(status, json!({ "code": 4711, "message": scope })),
                Err(ZoomApiError::MissingScope(
                    "meeting:read:past_meeting:admin".to_owned()
                ))
            );
        }

        for (status, code, expected) in [
            (401, json!(124), ZoomApiError::TokenRefused),
            (400, json!("124"), ZoomApiError::TokenRefused),
            (401, Value::Null, ZoomApiError::TokenRefused),
            (400, json!(200), ZoomApiError::WrongPlan),
            (404, json!(3001), ZoomApiError::NothingTold),
            (400, json!(3001), ZoomApiError::NothingTold),
            (400, json!(4735), ZoomApiError::OwnerGone),
            (401, json!(4738), ZoomApiError::AppDisabled),
            (503, Value::Null, ZoomApiError::ServerFailure(503)),
            (429, Value::Null, ZoomApiError::TooManyCalls(None)),
            (
                404,
                json!(1010),
                ZoomApiError::Refused {
                    status: 404,
                    code: Some(1010),
                },
            ),
        ] {
            assert_eq!(read(status, json!({ "code": code })), Err(expected));
        }
    }

    #[test]
    fn only_scopes_are_named_as_missing() {
        let long = format!("scopes:[{}]", "a".repeat(MAX_SCOPES + 1));
        for message in [
            "",
            "scopes:[]",
            "scopes:[a\nb]",
            "scopes:[<b>]",
            long.as_str(),
        ] {
            let missing = ZoomApiError::MissingScope("that this call needs".to_owned());
            assert_eq!(
                read(400, json!({ "code": 4711, "message": message })),
                Err(missing),
                "{message}"
            );
        }
    }

    #[test]
    fn what_is_no_json_is_not_zooms() {
        for (status, expected) in [
            (200, ZoomApiError::NotZoom(200)),
            (403, ZoomApiError::NotZoom(403)),
            (502, ZoomApiError::ServerFailure(502)),
            (429, ZoomApiError::TooManyCalls(None)),
        ] {
            assert_eq!(read(status, Value::Null), Err(expected));
        }
    }

    #[test]
    fn a_limit_is_the_days_where_a_time_a_header_or_the_text_says_so() {
        let until = "2026-11-24T00:00:00Z";
        let daily = "You have reached the maximum daily rate limit for this API.";
        let second = "You have reached the maximum per-second rate limit for this API.";
        let pause = |seconds| ZoomApiError::TooManyCalls(Some(Duration::from_secs(seconds)));

        for (retry_after, limit, message, expected) in [
            (
                Some(until),
                None,
                "",
                ZoomApiError::DailyLimit(until.parse().ok()),
            ),
            (
                None,
                Some("Daily-limit"),
                "",
                ZoomApiError::DailyLimit(None),
            ),
            (None, None, daily, ZoomApiError::DailyLimit(None)),
            (Some("3600"), None, "", ZoomApiError::DailyLimit(None)),
            (Some("2"), Some("QPS"), second, pause(2)),
            (None, Some("QPS"), second, ZoomApiError::TooManyCalls(None)),
            (Some("soon"), None, "", ZoomApiError::TooManyCalls(None)),
        ] {
            let answer = Answer {
                status: 429,
                retry_after: retry_after.map(str::to_owned),
                limit: limit.map(str::to_owned),
                body: json!({ "code": 429, "message": message }),
            };
            assert_eq!(answer.read(), Err(expected));
        }
    }
}
