//! What surrounds every endpoint: methods, media types, sizes, headers, panics.

use axum::Router;
use axum::routing::get;
use reqwest::Method;
use serde_json::json;
use session_tracking::http::{SECURITY_HEADERS, surrounded, timed, unconfigured};
use session_tracking::routes::ENDPOINTS;

use crate::support::Site;

const BODIES: [&str; 4] =
    ["/api/zoom/track", "/api/zoom/heartbeat", "/api/zoom/end-session", "/api/teachers/students/1/zoom"];

#[tokio::test]
async fn every_endpoint_answers_its_methods_only_and_says_which() {
    let site = Site::start().await;
    for endpoint in ENDPOINTS {
        let path = endpoint.path.replace("{id}", "1");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let answer = site.send(site.request(method.parse().unwrap(), &path)).await;
            if endpoint.methods.contains(&method) {
                assert_ne!(answer.status, 405, "{method} {path}");
            } else {
                let answer = answer.expect(405);
                let allowed: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();
                assert!(
                    endpoint.methods.iter().all(|method| allowed.contains(method)),
                    "{path}: {allowed:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn bodies_are_json_of_at_most_64_kib() {
    let site = Site::start().await;
    let post = |path: &str, media: &str, body: String| {
        let request =
            site.request(Method::POST, path).header("authorization", site.bearer("ustaz1", "teacher"));
        site.send(request.header("content-type", media).body(body))
    };
    for path in BODIES {
        let small = || json!({ "token": "A".repeat(32), "link": "x" }).to_string();
        for media in [
            "text/plain",
            "text/plain;charset=UTF-8",
            "application/x-www-form-urlencoded",
            "application/jsonp",
            "",
        ] {
            post(path, media, small()).await.expect(415);
        }
        let large =
            json!({ "token": "A".repeat(32), "link": "x", "more": "x".repeat(65 * 1024) }).to_string();
        post(path, "application/json", large).await.expect(413);
        post(path, "application/json", "x".repeat(8 * 1024 * 1024)).await.expect(413);
        for malformed in ["", "{", "{\"token\":", "nonsense", "{\"token\":\"a\"} trailing"] {
            let answer = post(path, "application/json; charset=utf-8", malformed.into()).await.expect(400);
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
}

#[tokio::test]
async fn errors_are_problem_documents_and_every_answer_has_the_security_headers() {
    let site = Site::start().await;
    let answers = [
        site.get("/nothing/here").await,
        site.get("/api/zoom/heartbeat").await,
        site.get("/api/health/session-tracking").await,
        site.get("/api/zoom/track?token=x").await,
        site.beat("x").await,
    ];
    for answer in &answers {
        for (name, value) in SECURITY_HEADERS {
            assert_eq!(answer.header(name), value);
        }
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-request-id").len(), 16);
    }
    let problem = answers[0].json();
    assert_eq!(
        (&problem["status"], &problem["title"], &problem["type"]),
        (&json!(404), &json!("Not Found"), &json!("about:blank"))
    );
    assert_eq!(problem["error"], problem["detail"]);
}

async fn serve(routes: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    base
}

async fn panics() -> &'static str {
    panic!("secret detail")
}

#[tokio::test]
async fn a_panic_is_answered_with_500_and_the_process_lives_on() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let base = serve(surrounded(
        Router::new().route("/panic", get(panics)).route("/fine", get(|| async { "fine" })),
    ))
    .await;
    for _ in 0..3 {
        let answer = reqwest::get(format!("{base}/panic")).await.unwrap();
        assert_eq!(answer.status(), 500);
        assert!(!answer.text().await.unwrap().contains("secret"));
    }
    assert_eq!(reqwest::get(format!("{base}/fine")).await.unwrap().text().await.unwrap(), "fine");
}

#[tokio::test]
async fn a_process_with_wrong_settings_answers_503_and_opens_nothing() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let base = serve(unconfigured()).await;
    for path in ["/api/cron/session-timeout", "/api/admin/teacher-sessions", "/"] {
        assert_eq!(reqwest::get(format!("{base}{path}")).await.unwrap().status(), 503);
    }
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up_with_an_answer() {
    let site = Site::start().await;
    let slow = Router::new().route("/slow", get(std::future::pending::<&'static str>));
    let base = serve(surrounded(timed(slow, 0).with_state(site.app.clone()))).await;
    let answer = reqwest::get(format!("{base}/slow")).await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key("retry-after"));
}
