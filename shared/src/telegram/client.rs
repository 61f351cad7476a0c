//! The HTTP client of the Bot API.

use reqwest::header::RETRY_AFTER;

use super::reply::Answer;
use crate::http_client::client_builder;

/// Makes the client.
pub(super) fn http_client() -> reqwest::Client {
    client_builder()
        // A kept connection that the other side has closed fails after the request was written, and then nobody knows
        // whether the message arrived. A function that was frozen for minutes has only such connections.
        .pool_max_idle_per_host(0)
        .build()
        .expect("the TLS settings are complete")
}

/// Reads an answer, whoever gave it.
pub(super) async fn read_answer(answer: reqwest::Response) -> Answer {
    let retry_after = answer.headers().get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| value.to_str().ok()?.trim().parse().ok());

    let status = answer.status().as_u16();
    let body = answer.bytes().await;

    Answer {
        status,
        retry_after,
        is_whole: body.is_ok(),
        body: serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default(),
    }
}
