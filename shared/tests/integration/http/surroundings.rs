//! What surrounds every endpoint: methods, media types, sizes, headers, panics.

use reqwest::Method;
use serde_json::json;
use session_tracking::http::Endpoint;
use session_tracking::http::SECURITY_HEADERS;
use session_tracking::routes::ENDPOINTS;

use crate::support::{Answer, Platform, Site, expect_json};

const BODIES: [&str; 4] = [
    "/api/zoom/track",
    "/api/zoom/heartbeat",
    "/api/zoom/end-session",
    "/api/teachers/students/1/zoom",
];

#[tokio::test]
async fn every_endpoint_answers_its_methods_only_and_says_which() {
    let site = Site::start().await;
    for (path, methods) in ENDPOINTS.iter().flat_map(Endpoint::routes) {
        let path = path.replace("{id}", "1");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let answer = site
                .send(site.request(method.parse().unwrap(), &path))
                .await;
            if methods.contains(&method) {
                assert_ne!(answer.status, 405, "{method} {path}");
            } else {
                let answer = answer.expect(405);
                let allowed: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();

                assert!(
                    methods.iter().all(|method| allowed.contains(method)),
                    "{path}: {allowed:?}"
                );
            }
        }
    }
}

async fn post(site: &Site, path: &str, media: &str, body: String) -> Answer {
    let request = site.request_as(("ustaz1", "teacher"), Method::POST, path);
    let request = request.header("content-type", media);
    site.send(request.body(body)).await
}

#[tokio::test]
async fn bodies_are_json_of_at_most_64_kib() {
    let site = Site::start().await;
    for path in BODIES {
        refuses_other_media(&site, path).await;
        refuses_what_is_too_large(&site, path).await;
        refuses_what_is_no_json(&site, path).await;
    }
}

async fn refuses_other_media(site: &Site, path: &str) {
    for media in [
        "text/plain",
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ] {
        let body = json!({ "token": "A".repeat(32), "link": "x" });
        post(site, path, media, body.to_string()).await.expect(415);
    }
}

async fn refuses_what_is_too_large(site: &Site, path: &str) {
    let more = "x".repeat(65 * 1024);
    let large = json!({ "token": "A".repeat(32), "link": "x", "more": more });
    let answer = post(site, path, "application/json", large.to_string()).await;
    answer.expect(413);

    // What is far too large is refused unread: the answer may cross the rest of it, and the sender then finds
    // the connection closed.
    let huge = site
        .request_as(("ustaz1", "teacher"), Method::POST, path)
        .header("content-type", "application/json")
        .body("x".repeat(8 * 1024 * 1024));

    if let Ok(answer) = huge.send().await {
        assert_eq!(answer.status(), 413, "{path}");
    }
}

async fn refuses_what_is_no_json(site: &Site, path: &str) {
    for malformed in [
        "",
        "{",
        "{\"token\":",
        "nonsense",
        "{\"token\":\"a\"} trailing",
    ] {
        let media = "application/json; charset=utf-8";
        let answer = post(site, path, media, malformed.to_owned()).await;
        let media = answer.expect(400).header("content-type").to_owned();
        assert_eq!(media, "application/problem+json");
    }
}

#[tokio::test]
async fn errors_are_problem_documents_and_every_answer_has_the_security_headers() {
    let site = Site::start().await;
    let answers = [
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
        assert!(!answer.header("x-request-id").is_empty());
    }

    // What pages are told must not keep them from the browser's back button.
    let token = site.session().await;
    assert_eq!(
        site.join(&token).await.expect(200).header("cache-control"),
        "no-cache"
    );

    assert_eq!(
        site.beat(&token).await.expect(200).header("cache-control"),
        "no-cache"
    );

    let problem = answers[0].json();
    expect_json!(problem, @r#"
    {
        "status": 405, "title": "Method Not Allowed", "type": "about:blank"
    }
    "#);

    assert_eq!(problem["error"], problem["detail"]);
}

/// Addresses that hold bytes which are no UTF-8, with the method that each answers.
const NOT_UTF8: [(Method, &str); 4] = [
    (Method::POST, "/api/teachers/students/%FF/zoom"),
    (Method::POST, "/api/teachers/students/1%C3/zoom"),
    (Method::GET, "/api/admin/teacher-sessions?q=%FF"),
    (
        Method::GET,
        "/api/admin/teacher-sessions?status=ended&%C3%28=1",
    ),
];

#[tokio::test]
async fn an_address_that_is_no_utf8_is_refused_after_its_sender_is_known() {
    let site = Site::start().await;
    for (method, path) in NOT_UTF8 {
        let body = json!({ "link": "https://zoom.us/j/12345678901" });
        let stranger = site.request(method.clone(), path).json(&body);
        let answer = site.send(stranger).await.expect(401);
        assert_eq!(answer.header("content-type"), "application/problem+json");

        let person = if method == Method::GET {
            ("admin1", "admin")
        } else {
            ("ustaz1", "teacher")
        };
        let known = site.request_as(person, method, path).json(&body);
        let answer = site.send(known).await.expect(400);
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{path}"
        );
        assert_eq!(answer.json()["status"], 400);
    }

    // A page tells a person, and leads a stranger to the sign-in.
    let page = "/admin/teacher-monitoring?q=%FF";
    site.get(page).await.expect(303);
    let answer = site.as_admin(page).await.expect(400);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");

    // Pages that need no query are not kept from anybody by what a messenger added to the address.
    site.get("/sign-in?next=%FF").await.expect(200);
    let token = site.session().await;
    let page = format!("/api/zoom/track?token={token}&lang=%FF");
    site.get(&page).await.expect(200);
    // Where the gateway of Lambda knows no such path, no function is asked; its emulator answers nothing at all.
    if Platform::of_this_run() != Some(Platform::Lambda) {
        site.get("/%FF").await.expect(404);
    }
}

#[tokio::test]
async fn the_students_page_tells_nobody_its_address() {
    let site = Site::start().await;
    let token = site.session().await;
    let page = site
        .get(&format!("/api/zoom/track?token={token}"))
        .await
        .expect(200);
    let referrer = page.html().part("meta[name=referrer]");
    assert_eq!(referrer.attribute("content"), "no-referrer");
}

#[tokio::test]
async fn a_panic_is_answered_with_500_and_the_process_lives_on() {
    // Built functions meet a clock that no handler survives. Neither would the HTTP server's `Date` header, but
    // for the one that it keeps from a first request.
    let site = Site::start().await;
    site.get("/api/health/session-tracking").await.expect(200);
    site.beat(&"A".repeat(32)).await.expect(404);
    site.clock.break_down();

    for _ in 0..3 {
        let answer = site.get("/api/health/session-tracking").await.expect(500);
        assert!(
            !answer.text.contains("secret") && !answer.text.contains("time"),
            "{}",
            answer.text
        );

        site.beat(&"A".repeat(32)).await.expect(500);
    }

    site.clock.set("2026-11-23T15:01:00Z");
    let health = site
        .get("/api/health/session-tracking")
        .await
        .expect(200)
        .json();

    assert_eq!(health["timestamp"], "2026-11-23T15:01:00Z");
    site.beat(&"A".repeat(32)).await.expect(404);
}

#[tokio::test]
async fn a_process_with_wrong_settings_answers_503_and_opens_nothing() {
    let site = Site::with(&[("PUBLIC_BASE_URL", "nonsense")]).await;
    site.as_admin("/api/admin/teacher-sessions")
        .await
        .expect(503);

    site.get("/api/health/session-tracking").await.expect(503);
    site.sweep().await.expect(503);
    site.beat(&"A".repeat(32)).await.expect(503);
}
