//! The edge to AWS Lambda: HTTP events to the shared router, and the schedule to one sweep.

mod edge;

use std::convert::Infallible;

use axum::body::{Body, to_bytes};
use axum::response::IntoResponse;
use lambda_http::http::HeaderValue;
use lambda_http::http::header::CONTENT_ENCODING;
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt, Response, service_fn};
use lambda_runtime::LambdaEvent;
use serde_json::Value;
use session_tracking::app::sweep;
use session_tracking::http::{ClientAddress, Endpoint, Streamed};
use session_tracking::start;
use tower::ServiceBuilder;

/// Serves one endpoint until the platform stops the process.
pub async fn serve(endpoint: &'static Endpoint) -> Result<(), Error> {
    let service = ServiceBuilder::new()
        .map_request(with_client_address)
        .and_then(whole_file)
        .service(start::start(endpoint));

    lambda_runtime::run(service_fn(move |event| {
        edge::answer(service.clone(), event)
    }))
    .await
}

/// The platform answers with 6 MB at most, a third of which goes to base64.
const MAX_FILE_BYTES: usize = 4_400_000;

/// Refuses a file that is too large for the platform, in words: it is not cut off.
async fn whole_file(response: Response<Body>) -> Result<Response<Body>, Infallible> {
    if response.extensions().get::<Streamed>().is_none() {
        return Ok(response);
    }

    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_FILE_BYTES).await else {
        let text = "This file is larger than AWS Lambda can answer (4.4 MB, about 20,000 sessions). Choose fewer \
                    days, or write it with `session-tracking export`.";
        return Ok(session_tracking::error::Error::Unprocessable(text.to_owned()).into_response());
    };

    // `lambda_http` decodes texts, and the file would lose the mark that tells spreadsheets that it is UTF-8. What
    // has an encoding is passed on byte for byte.
    parts
        .headers
        .insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));

    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// API Gateway's own word for who connected; a client can send any X-Forwarded-For.
fn with_client_address(mut request: Request) -> Request {
    let address = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context
            .http
            .source_ip
            .as_deref()
            .and_then(|ip| ip.parse().ok()),
        _ => None,
    };

    if let Some(address) = address {
        request.extensions_mut().insert(ClientAddress(address));
    }

    request
}

/// Runs one sweep for every event of the schedule, whatever the event holds. Returns the report.
pub async fn run_schedule() -> Result<(), Error> {
    let app = start::app();
    lambda_runtime::run(service_fn(move |_event: LambdaEvent<Value>| {
        let app = app.clone();
        async move {
            let app = app.ok_or("the function is not configured; its log says why")?;
            // An error makes the schedule try again; the sweep may run any number of times.
            let report = Box::pin(sweep(&app))
                .await
                .inspect_err(session_tracking::error::Error::log);
            let report = report.map_err(|error| error.to_string())?;

            Ok::<_, Error>(serde_json::to_value(report)?)
        }
    }))
    .await
}
