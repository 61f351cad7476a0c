//! JSON in and out: bodies are read once and strictly, answers are never cached.

use axum::extract::{FromRequest, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// A JSON request body of at most 64 KiB. Unknown fields are passed over, wrong types refused.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        // A form on another site can post any text, but not under this type.
        if !is_json(request.headers()) {
            return Err(Error::NotJson);
        }

        let bytes = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|rejection| {
                if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    Error::TooLarge
                } else {
                    Error::BadRequest("The body could not be read.".to_owned())
                }
            })?;

        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader)
            .map_err(|error| Error::BadRequest(problem(&error)))?;
        reader
            .end()
            .map_err(|_| Error::BadRequest("The body is not valid JSON.".to_owned()))?;

        Ok(Self(value))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let text = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    text.split(';')
        .next()
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

/// Says what is wrong with a body without repeating any of it.
fn problem(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    if !error.inner().is_data() {
        return "The body is not valid JSON.".to_owned();
    }
    let (path, text) = (error.path().to_string(), error.inner().to_string());
    // Serde names our own field here, nothing of the client's.
    if let Some(field) = text
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next())
    {
        return format!("`{field}` is missing.");
    }
    match path.as_str() {
        "." => "The body must be a JSON object.".to_owned(),
        path => format!("`{path}` has the wrong type or form."),
    }
}

/// An answer that no cache keeps.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static("application/json")),
                (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (status, headers, text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "Answer could not be written");
            Error::Internal.into_response()
        }
    }
}
