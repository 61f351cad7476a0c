//! The edge to AWS Lambda: HTTP events to the shared router, and the schedule to one sweep.

use lambda_http::request::RequestContext;
use lambda_http::{Error, Request, RequestExt, service_fn};
use lambda_runtime::LambdaEvent;
use serde_json::Value;
use session_tracking::endpoints::sweep;
use session_tracking::limits::ClientAddress;
use session_tracking::routes::Endpoint;
use session_tracking::start;
use tower::ServiceBuilder;

/// Serves one endpoint until the platform stops the process.
pub async fn serve(endpoint: &'static Endpoint) -> Result<(), Error> {
    let service = ServiceBuilder::new().map_request(with_client_address).service(start::start(endpoint));
    lambda_http::run(service).await
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
