//! Answers as Zoom writes them.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An answer of the API.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    pub(super) fn refusal(status: u16, code: i64, message: &str) -> Self {
        Self {
            status,
            body: json!({ "code": code, "message": message }),
        }
    }

    /// Not ended, not ready, of one person, or unknown: Zoom does not tell these apart.
    pub(super) fn nothing_told() -> Self {
        Self::refusal(404, 3001, "Meeting does not exist.")
    }

    pub(super) fn missing_scope(scope: &str) -> Self {
        let text = format!("Invalid access token, does not contain scopes:[{scope}].");
        Self::refusal(400, 4711, &text)
    }

    /// A page of a list, from the row that the token names.
    pub(super) fn page(name: &str, rows: &[Value], query: &PageQuery) -> Self {
        let first = query.first_row();
        let size = query.page_size.unwrap_or(30).clamp(1, 300);
        let next = first + size;
        let token = (next < rows.len()).then(|| format!("row-{next}"));
        let page: Vec<&Value> = rows.iter().skip(first).take(size).collect();

        Self::ok(json!({
            "page_size": size,
            "total_records": rows.len(),
            "next_page_token": token.unwrap_or_default(),
            name: page,
        }))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_GATEWAY);
        (status, Json(self.body)).into_response()
    }
}

/// The part of a list that a call asks for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub(super) struct PageQuery {
    pub(super) page_size: Option<usize>,
    pub(super) next_page_token: Option<String>,
    /// The first day, of UTC.
    pub(super) from: Option<String>,
    /// The last day.
    pub(super) to: Option<String>,
    /// Of the log: 1 all, 2 failed, 3 delivered.
    #[serde(rename = "type")]
    pub(super) kind: Option<u8>,
    pub(super) include_fields: Option<String>,
}

impl PageQuery {
    fn first_row(&self) -> usize {
        let token = self.next_page_token.as_deref().unwrap_or_default();
        let number = token.strip_prefix("row-");
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// Returns whether a day of UTC is asked for.
    pub(super) fn has_day(&self, day: &str) -> bool {
        let is_from = self.from.as_deref().is_none_or(|from| from <= day);
        let is_until = self.to.as_deref().is_none_or(|to| day <= to);

        is_from && is_until
    }
}
