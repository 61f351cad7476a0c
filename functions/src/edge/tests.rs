//! Events that make no request, and services that panic.

use axum::Router;
use serde_json::{Value, json};

use super::*;

fn event(query: &str) -> Event {
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/api/admin/teacher-sessions",
        "rawQueryString": query,
        "headers": { "host": "school.example" },
        "requestContext": {
            "stage": "$default",
            "http": { "method": "GET", "path": "/", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "" },
            "timeEpoch": 0,
        },
        "isBase64Encoded": false,
    });

    LambdaEvent::new(serde_json::from_value(event).unwrap(), Context::default())
}

/// Answers with the query that it got.
fn echo() -> Router {
    Router::new().fallback(|uri: Uri| async move { uri.query().unwrap_or_default().to_owned() })
}

async fn answered(router: Router, event: Event) -> Value {
    serde_json::to_value(answer(router, event).await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_query_is_passed_on_as_it_came() {
    for query in [
        "",
        "q=%D8%A7&status=ended",
        "q=a+b&sort=-duration",
        "cursor=a|b",
        "q=%22a%22%20%3C",
    ] {
        let answer = answered(echo(), event(query)).await;
        assert_eq!(answer["statusCode"], 200, "{query}");
        assert_eq!(answer["body"].as_str().unwrap_or_default(), query);
    }
}

#[tokio::test]
async fn a_query_with_what_must_be_encoded_is_answered_with_400() {
    for query in [
        "q=a b",
        "q=\"a\"",
        "q=<a>",
        "q=a\tb",
        "q=a\u{7f}",
        "q=\u{e4}",
        "q=a#b",
    ] {
        let answer = answered(echo(), event(query)).await;
        assert_eq!(answer["statusCode"], 400, "{query:?}");
        assert_eq!(
            answer["headers"]["content-type"],
            "application/problem+json"
        );
        assert_eq!(answer["headers"]["cache-control"], "no-store");

        let problem: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        assert_eq!(problem["status"], 400);
    }
}

#[tokio::test]
async fn a_host_that_is_none_is_answered_with_400() {
    let mut event = event("");
    if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
        request.headers.insert(HOST, "a b".parse().unwrap());
    }

    assert_eq!(answered(echo(), event).await["statusCode"], 400);
}

#[tokio::test]
async fn a_panic_is_answered_with_500_and_says_nothing() {
    let panicking = service_fn(|request: Request| {
        assert!(request.uri().query() != Some("at=once"), "secret");
        async move {
            assert!(request.uri().query() != Some("at=last"), "secret");
            Ok(Response::new(Body::empty()))
        }
    });

    for (query, status) in [("at=once", 500), ("at=last", 500), ("at=never", 200)] {
        let answer = answer(panicking, event(query)).await.unwrap();
        let answer = serde_json::to_value(answer).unwrap();
        assert_eq!(answer["statusCode"], status, "{query}");
        assert!(!answer.to_string().contains("secret"), "{answer}");
    }
}
