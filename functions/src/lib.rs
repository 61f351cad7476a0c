//! The edge to AWS Lambda: HTTP events to the shared router, and the schedule to one sweep.

use lambda_http::http::HeaderValue;
use lambda_http::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt, Response, service_fn};
use lambda_runtime::LambdaEvent;
use serde_json::Value;
use session_tracking::endpoints::sweep;
use session_tracking::limits::ClientAddress;
use session_tracking::routes::Endpoint;
use session_tracking::start;
use tower::ServiceBuilder;

/// Serves one endpoint until the platform stops the process.
pub async fn serve(endpoint: &'static Endpoint) -> Result<(), Error> {
    let service = ServiceBuilder::new()
        .map_request(with_client_address)
        .map_response(keep_byte_order_mark)
        .service(start::start(endpoint));
    lambda_http::run(service).await
}

/// `lambda_http` decodes texts, and a CSV file would lose the mark that tells spreadsheets that it is UTF-8. What
/// has an encoding is passed on byte for byte.
fn keep_byte_order_mark<B>(mut response: Response<B>) -> Response<B> {
    let content_type = response.headers().get(CONTENT_TYPE);
    if content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/csv")) {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));
    }
    response
}

/// API Gateway's own word for who connected; a client can send any X-Forwarded-For.
fn with_client_address(mut request: Request) -> Request {
    let address = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            context.http.source_ip.as_deref().and_then(|ip| ip.parse().ok())
        }
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
            let report = Box::pin(sweep(&app)).await.inspect_err(session_tracking::error::Error::log);
            let report = report.map_err(|error| error.to_string())?;
            Ok::<_, Error>(serde_json::to_value(report)?)
        }
    }))
    .await
}
