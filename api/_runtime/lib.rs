//! The edge to Vercel: one request in, the shared router, one answer out.

mod path;

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use futures_util::FutureExt;
use session_tracking::http::{ClientAddress, Endpoint, Streamed, answer_panic};
use session_tracking::start::start;
use tower::ServiceExt;
use vercel_runtime::axum::StreamingUtils;
use vercel_runtime::{AppState, Error, ResponseBody, run, service_fn};

/// Serves one endpoint until the platform stops the process.
///
/// Settings and database are looked at lazily: a process that cannot start would answer nothing at all,
/// and health could not say why.
pub async fn serve(endpoint: &'static Endpoint) -> Result<(), Error> {
    let router = start(endpoint);
    run(service_fn(
        move |request: vercel_runtime::Request, _state: AppState| {
            let router = router.clone();
            async move { or_500(answer(endpoint, router, request)).await }
        },
    ))
    .await
}

/// Answers a panic outside the router, too: without the end of a request the platform waits until its own time limit.
async fn or_500(
    answer: impl Future<Output = Result<vercel_runtime::Response<ResponseBody>, Error>>,
) -> Result<vercel_runtime::Response<ResponseBody>, Error> {
    match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(answer) => answer,
        Err(panic) => Ok(in_one_piece(answer_panic(panic)).await),
    }
}

async fn answer(
    endpoint: &Endpoint,
    router: Router,
    request: vercel_runtime::Request,
) -> Result<vercel_runtime::Response<ResponseBody>, Error> {
    let (mut parts, body) = request.into_parts();
    parts.uri = path::canonical(endpoint.routes().map(|(path, _)| path), &parts.uri);
    // Vercel's proxy sets this header itself; a client's own is overwritten.
    let address = parts
        .headers
        .get("x-real-ip")
        .and_then(|value| value.to_str().ok()?.parse::<IpAddr>().ok());
    if let Some(address) = address {
        parts.extensions.insert(ClientAddress(address));
    }

    let response = match router
        .oneshot(Request::from_parts(parts, Body::new(body)))
        .await
    {
        Ok(response) => response,
        Err(never) => match never {},
    };

    if response.extensions().get::<Streamed>().is_none() {
        return Ok(in_one_piece(response).await);
    }

    // A file of all sessions would fit neither into memory nor into the platform's limit for one piece.
    let (parts, body) = response.into_parts();
    let stream = StreamingUtils::create_stream_body(body).await?;

    Ok(vercel_runtime::Response::from_parts(parts, stream))
}

/// The runtime's own way streams JSON: head and body would leave in two packets, and the second wait 40 ms for the
/// first to be acknowledged. All else it collects as well.
async fn in_one_piece(response: Response) -> vercel_runtime::Response<ResponseBody> {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_else(|_| {
        // The log has the cause. Half an answer must not look like a whole one.
        parts.status = StatusCode::INTERNAL_SERVER_ERROR;
        Bytes::new()
    });

    vercel_runtime::Response::from_parts(parts, ResponseBody::from(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_with_500_and_says_nothing() {
        let panicking = async { panic!("secret") };
        let answer = or_500(panicking).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);

        let bytes = to_bytes(Body::new(answer.into_body()), 1000).await.unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("secret"));
    }
}
