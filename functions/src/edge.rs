//! Stands before `lambda_http`, which panics at events that make no request: they are answered with 400, and any other
//! panic with 500. The process goes on.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;

use axum::body::Body;
use futures_util::FutureExt;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::Uri;
use lambda_http::http::header::HOST;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Context, LambdaEvent, Request, Response, Service, service_fn};
use session_tracking::error::Error;
use session_tracking::http::{answer_always, answer_panic};
use tower::ServiceExt;
use url::Url;

/// A service of requests, as `lambda_http` makes a service of events of it.
type EventService<S> = Adapter<'static, Response<Body>, S>;
/// What the platform takes for an answer. `lambda_http` does not name it.
pub(crate) type Answer = <EventService<axum::Router> as Service<Event>>::Response;
type Event = LambdaEvent<LambdaRequest>;

/// Serves an event, whatever it holds.
pub(crate) async fn answer<S>(service: S, event: Event) -> Result<Answer, Infallible>
where
    S: Service<Request, Response = Response<Body>, Error = Infallible> + 'static,
    S::Future: Send + 'static,
{
    let LambdaRequest::ApiGatewayV2(request) = &event.payload else {
        return serve(service, event).await;
    };

    let context = event.context.clone();
    let readable = readable_part(request);
    if !can_be_read(request) {
        let refusal = answer_always(|| {
            Error::BadRequest("The address cannot be read: percent-encode it.".to_owned())
        });

        return serve(refusal, LambdaEvent::new(readable, context)).await;
    }

    match AssertUnwindSafe(serve(service, event)).catch_unwind().await {
        Ok(answer) => answer,
        Err(panic) => with_response(answer_panic(panic), readable, context).await,
    }
}

async fn serve<S>(service: S, event: Event) -> Result<Answer, Infallible>
where
    S: Service<Request, Response = Response<Body>, Error = Infallible> + 'static,
    S::Future: Send + 'static,
{
    EventService::from(service).oneshot(event).await
}

/// Gives an answer the form that the platform takes.
async fn with_response(
    response: Response<Body>,
    request: LambdaRequest,
    context: Context,
) -> Result<Answer, Infallible> {
    let mut response = Some(response);
    let service =
        service_fn(move |_: Request| std::future::ready(Ok(response.take().unwrap_or_default())));

    serve(service, LambdaEvent::new(request, context)).await
}

/// Returns an event of the same method and nothing else.
fn readable_part(request: &ApiGatewayV2httpRequest) -> LambdaRequest {
    let mut readable = ApiGatewayV2httpRequest::default();
    readable.request_context.http.method = request.request_context.http.method.clone();

    LambdaRequest::ApiGatewayV2(readable)
}

/// Tells whether an event's address is one. A raw query that API Gateway passes on as it came need not be.
fn can_be_read(request: &ApiGatewayV2httpRequest) -> bool {
    let header = |name: &str| request.headers.get(name)?.to_str().ok();
    let scheme = header("x-forwarded-proto").unwrap_or("https");
    let host = header(HOST.as_str())
        .or(request.request_context.domain_name.as_deref())
        .unwrap_or("localhost");
    let path = request.raw_path.as_deref().unwrap_or_default();
    let query = request.raw_query_string.as_deref().unwrap_or_default();

    // What does not belong into a query is refused also where a lenient reader would take it.
    let is_query = query
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"\"<>#".contains(&byte));
    is_query
        && Url::parse(&format!("{scheme}://{host}{path}"))
            .is_ok_and(|url| format!("{url}?{query}").parse::<Uri>().is_ok())
}

#[cfg(test)]
mod tests;
