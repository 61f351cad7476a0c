//! Sends a request, and takes in the whole answer.

use axum::body::Bytes;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use tokio::time::Instant;

use super::answer::Answer;
use super::refusal::ZoomApiError;

/// More than the longest page has: 2,000 users.
const MAX_BODY: usize = 8 * 1024 * 1024;

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
    let body = read_body(answer).await?;

    Ok(Answer {
        status,
        retry_after,
        limit,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

/// Reads the body, as far as it may be an answer of Zoom's: memory is scarce in a function.
async fn read_body(mut answer: reqwest::Response) -> Result<Vec<u8>, ZoomApiError> {
    let status = answer.status().as_u16();
    let mut body = Vec::new();
    while let Some(piece) = next_piece(&mut answer).await? {
        if body.len() + piece.len() > MAX_BODY {
            return Err(ZoomApiError::NotZoom(status));
        }
        body.extend_from_slice(&piece);
    }

    Ok(body)
}

async fn next_piece(answer: &mut reqwest::Response) -> Result<Option<Bytes>, ZoomApiError> {
    answer.chunk().await.map_err(|_| ZoomApiError::Unreachable)
}

fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}
