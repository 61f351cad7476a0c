//! Sends a request, and takes in the whole answer.

use reqwest::header::{HeaderMap, RETRY_AFTER};
use tokio::time::Instant;

use super::answer::Answer;
use super::refusal::ZoomApiError;

/// Sends a request. Errors are not passed on as they are: they hold addresses.
pub(in crate::zoom) async fn send(
    request: reqwest::RequestBuilder,
    deadline: Instant,
) -> Result<Answer, ZoomApiError> {
    let left = deadline.saturating_duration_since(Instant::now());
    let answer = request.timeout(left).send().await;
    let answer = answer.map_err(|_| ZoomApiError::Unreachable)?;

    let status = answer.status().as_u16();
    let retry_after = text_of(answer.headers(), RETRY_AFTER.as_str());
    let limit = text_of(answer.headers(), "x-ratelimit-type");
    let body = answer.bytes().await;
    let body = body.map_err(|_| ZoomApiError::Unreachable)?;

    Ok(Answer {
        status,
        retry_after,
        limit,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}
