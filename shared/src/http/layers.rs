//! The layers around every router.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

use crate::app::App;
use crate::error::Error;
use crate::http::marks::LogAtDebug;
use crate::random;

/// Headers of every answer. `vercel.json` repeats them for static files with the same values.
pub const SECURITY_HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // The tracking page's address holds its token, which a referrer would tell to Zoom. `no-referrer` would also hide
    // the origin of our own forms (`Origin: null`), by which they are known where there is no `Sec-Fetch-Site`.
    ("referrer-policy", "same-origin"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-robots-tag", "noindex, nofollow, noarchive"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=()",
    ),
];

const MAX_BODY_BYTES: usize = 64 * 1024;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Answers a request that takes longer than `seconds` with an error.
pub fn with_timeout(routes: Router<App>, seconds: u64) -> Router<App> {
    routes.route_layer(from_fn(move |request: Request, next: Next| async move {
        match tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await {
            Ok(response) => response,
            Err(_) => Error::TimedOut.into_response(),
        }
    }))
}

/// Gives routes the answers to unknown addresses and methods, and the layers around every request.
pub fn with_layers(routes: Router) -> Router {
    with_surroundings(
        routes
            .fallback(|| async { Error::NotFound("There is nothing at this address.") })
            .method_not_allowed_fallback(|| async { Error::MethodNotAllowed }),
    )
}

/// A router for a process whose settings are wrong: it answers every request, and the log says why.
pub fn unconfigured() -> Router {
    answer_always(|| Error::NotConfigured("The service is not configured; its log says why."))
}

/// A router that gives every request the same error, with all that surrounds an answer.
pub fn answer_always(error: fn() -> Error) -> Router {
    with_surroundings(Router::new().fallback(move || async move { error() }))
}

/// The log line is outermost: it tells of every request, whatever happens inside.
fn with_surroundings(routes: Router) -> Router {
    routes
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        // A panic would close the connection without an answer, and Vercel would then wait until its own time limit.
        .layer(catch_panics())
        .layer(from_fn(security_headers))
        .layer(from_fn(log_request))
}

/// A layer that answers a panic with 500: it is never the end of the process.
pub(super) fn catch_panics() -> CatchPanicLayer<PanicAnswer> {
    CatchPanicLayer::custom(answer_panic as PanicAnswer)
}

type PanicAnswer = fn(Box<dyn Any + Send>) -> Response;

/// Logs a panic and returns its answer. For what stands around the router, too.
#[expect(
    clippy::needless_pass_by_value,
    reason = "whatever catches it hands it over"
)]
pub fn answer_panic(panic: Box<dyn Any + Send>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());

    tracing::error!(panic = text.unwrap_or("not a text"), "Request panicked");
    Error::Internal.into_response()
}

async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();

    // A value that the route has set stays, such as the `no-cache` of the tracking page's messages.
    for (name, value) in SECURITY_HEADERS {
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }

    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));

    response
}

/// One line a request. The route's pattern is logged, never the address: that holds tokens.
async fn log_request(request: Request, next: Next) -> Response {
    let id = request_id(&request);
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", id = %id, %method, route);

    let started = Instant::now();
    async move {
        let mut response = next.run(request).await;
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }

        let latency_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let status = response.status().as_u16();

        if response.extensions().get::<LogAtDebug>().is_some() {
            tracing::debug!(%method, route, status, latency_ms, "Request answered");
        } else {
            tracing::info!(%method, route, status, latency_ms, "Request answered");
        }

        response
    }
    .instrument(span)
    .await
}

/// The platform's own id where it gives a plain one, else a random one.
fn request_id(request: &Request) -> String {
    // A client may have made up this header, so only a short and plain text gets into the log.
    let plain = |text: &&str| {
        text.len() <= 64
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte))
    };
    let given = ["x-vercel-id", "x-request-id"]
        .iter()
        .find_map(|name| request.headers().get(*name)?.to_str().ok().filter(plain));

    given.map_or_else(|| random::hex(16), str::to_owned)
}
