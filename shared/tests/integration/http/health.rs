//! `GET /api/health/session-tracking`.

use serde_json::{Value, json};

use crate::support::{Answer, Database, LINK, Site, change, expect_json};

#[tokio::test]
async fn health_is_live_and_read_only() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    let first = site.get("/api/health/session-tracking").await.expect(200);

    assert_eq!(first.header("cache-control"), "no-store");
    expect_json!(first.json(), @r#"{ "activeSessions": 1, "dueSessions": 0 }"#);

    site.pass(6 * 3600);
    let before = site.rows().await;
    let later = site
        .get("/api/health/session-tracking")
        .await
        .expect(200)
        .json();

    expect_json!(later, @r#"{ "activeSessions": 0, "dueSessions": 1, "sweepOverdue": true }"#);

    assert_eq!(later["oldestDueAt"], "2026-11-23T17:00:00Z");
    assert_eq!(site.rows().await, before);
}

/// What the list counts as open now.
async fn active_in_list(site: &Site) -> Value {
    let list = site
        .as_admin("/api/admin/teacher-sessions?status=active")
        .await
        .expect(200);
    list.json()["statistics"]["statusBreakdown"]["active"].clone()
}

#[tokio::test]
async fn a_lesson_that_zoom_holds_open_is_active_however_long_its_page_is_silent() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);

    let until = Some("2026-11-23 18:00:00");
    change(site.store(), "1 = 1", "meeting_until", until).await;
    site.pass(2 * 3600 + 1800);

    let health = site
        .get("/api/health/session-tracking")
        .await
        .expect(200)
        .json();

    assert_eq!(active_in_list(&site).await, 1);
    assert_eq!(health["activeSessions"], 1);
    assert_eq!(health["dueSessions"], 0);

    site.pass(1800);
    let health = site
        .get("/api/health/session-tracking")
        .await
        .expect(200)
        .json();

    assert_eq!(active_in_list(&site).await, 0);
    assert_eq!(health["activeSessions"], 0);
    assert_eq!(health["dueSessions"], 1);
}

/// Asserts that an answer says when to come back, and nothing of the database.
#[track_caller]
fn expect_unreachable(name: &str, answer: &Answer) {
    assert_eq!(answer.status, 503, "{name}");
    assert!(!answer.text.contains("hush"), "{name}");

    let media = answer.header("content-type");
    assert_eq!(media, "application/problem+json", "{name}");

    let seconds: u32 = answer.header("retry-after").parse().unwrap();
    assert!(seconds > 0, "{name}");
}

#[tokio::test]
async fn a_database_that_is_away_is_503_everywhere_with_a_time_to_come_back() {
    let settings = [("DATABASE_URL", "mysql://root:hush@127.0.0.1:9/nowhere")];
    let site = Site::over(Database::create().await, &settings).await;
    let health = site.get("/api/health/session-tracking").await.expect(503);

    assert_eq!(health.json()["database"], "unreachable");
    let token = "A".repeat(32);

    for (name, answer) in [
        ("heartbeat", site.beat(&token).await),
        ("join", site.join(&token).await),
        ("end", site.end(&token, &json!({})).await),
        ("sweep", site.sweep().await),
        ("list", site.as_admin("/api/admin/teacher-sessions").await),
        ("create", site.create("1", &json!({ "link": LINK })).await),
    ] {
        expect_unreachable(name, &answer);
    }

    // The student's page is the one that a person reads.
    let page = site
        .get(&format!("/api/zoom/track?token={token}"))
        .await
        .expect(503);

    assert!(!page.text.contains("hush"));
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_database_that_was_not_migrated_is_refused() {
    let site = Site::over(Database::create().await, &[]).await;
    assert_eq!(
        site.get("/api/health/session-tracking")
            .await
            .expect(503)
            .json()["database"],
        "not migrated"
    );

    site.beat(&"A".repeat(32)).await.expect(503);
}
