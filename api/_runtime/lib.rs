//! The edge to Vercel: one request in, the shared router, one answer out.

mod path;

use std::net::IpAddr;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use session_tracking::limits::ClientAddress;
use session_tracking::routes::Endpoint;
use session_tracking::start::start;
use tower::ServiceExt;
use vercel_runtime::axum::StreamingUtils;
use vercel_runtime::{AppState, Error, run, service_fn};

/// Serves one endpoint until the platform stops the process.
///
/// Settings and database are looked at lazily: a process that cannot start would answer nothing at all,
/// and health could not say why.
pub async fn serve(endpoint: &'static Endpoint) -> Result<(), Error> {
    let router = start(endpoint);
    run(service_fn(move |request: vercel_runtime::Request, _state: AppState| {
        let router = router.clone();
        async move { answer(endpoint, router, request).await }
    }))
    .await
}

async fn answer(
    endpoint: &Endpoint,
    router: Router,
    request: vercel_runtime::Request,
) -> Result<vercel_runtime::Response<vercel_runtime::ResponseBody>, Error> {
    let (mut parts, body) = request.into_parts();
    parts.uri = path::canonical(endpoint.path, &parts.uri);
    // Vercel's proxy sets this header itself; a client's own is overwritten.
    let address =
        parts.headers.get("x-real-ip").and_then(|value| value.to_str().ok()?.parse::<IpAddr>().ok());
    if let Some(address) = address {
        parts.extensions.insert(ClientAddress(address));
    }
    let response = match router.oneshot(Request::from_parts(parts, Body::new(body))).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    StreamingUtils::process_response(response).await
}
