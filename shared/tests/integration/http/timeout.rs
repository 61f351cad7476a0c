//! The sweep: as cron, as admin, and what it does.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, CRON, Site, expect_json};

const CRON_PATH: &str = "/api/cron/session-timeout";
const ADMIN_PATH: &str = "/api/admin/auto-timeout";

async fn sweep_with(site: &Site, method: Method, path: &str, authorization: &str) -> Answer {
    let request = site.request(method, path);
    site.send(request.header("authorization", authorization))
        .await
}

async fn sweep_as_admin(site: &Site) -> Answer {
    let admin = site.bearer("admin1", "admin");
    sweep_with(site, Method::POST, ADMIN_PATH, &admin).await
}

#[tokio::test]
async fn cron_and_admin_are_let_in_and_nobody_else() {
    let site = Site::start().await;
    let cron = format!("Bearer {CRON}");
    site.get(CRON_PATH).await.expect(401);

    for authorization in [
        "Bearer undefined",
        "Bearer ",
        &format!("Bearer {CRON}x"),
        CRON,
        &site.bearer("admin1", "admin"),
    ] {
        let answer = sweep_with(&site, Method::GET, CRON_PATH, authorization).await;
        answer.expect(401);
    }

    let swept = sweep_with(&site, Method::GET, CRON_PATH, &cron).await;
    assert_eq!(swept.expect(200).header("cache-control"), "no-store");
    site.post(ADMIN_PATH, &json!({})).await.expect(401);

    for (authorization, status) in [
        ("Bearer x", 401),
        (&cron, 401),
        (&site.bearer("ustaz1", "teacher"), 403),
        (&site.bearer("c1", "controller"), 403),
        (&site.bearer("admin1", "admin"), 200),
    ] {
        let answer = sweep_with(&site, Method::POST, ADMIN_PATH, authorization).await;
        answer.expect(status);
    }

    let head = sweep_with(&site, Method::HEAD, CRON_PATH, &cron).await;
    head.expect(405);
    site.get(ADMIN_PATH).await.expect(405);
}

#[tokio::test]
async fn who_is_no_admin_any_more_starts_no_sweep() {
    let site = Site::start().await;
    sweep_as_admin(&site).await.expect(200);

    for (change, expected) in [
        ("UPDATE admin SET role = 'controller'", 403),
        ("UPDATE admin SET role = ''", 403),
        // The school's application takes these for an admin's.
        ("UPDATE admin SET role = 'Admin'", 200),
        ("UPDATE admin SET role = NULL", 200),
        ("UPDATE admin SET role = 'admin'", 200),
        // The same to MySQL's collation.
        ("UPDATE admin SET id = 'ADMIN1'", 403),
        ("DELETE FROM admin", 403),
    ] {
        site.store().execute_script(change).await.unwrap();
        sweep_as_admin(&site).await.expect(expected);

        // The token itself is as good as before: reads are not asked of the database.
        site.as_admin("/api/admin/teacher-sessions")
            .await
            .expect(200);
    }
}

#[tokio::test]
async fn an_admins_cookie_from_another_site_does_not_sweep() {
    let site = Site::start().await;
    let token = site.bearer("admin1", "admin").replace("Bearer ", "");
    let request = site
        .request(Method::POST, "/api/admin/auto-timeout")
        .header("cookie", format!("next-auth.session-token={token}"));

    site.send(request.header("sec-fetch-site", "cross-site"))
        .await
        .expect(403);
}

#[tokio::test]
async fn without_a_cron_secret_the_route_is_closed() {
    for secret in ["", "fifteen-bytes-x"] {
        let site = Site::with(&[("CRON_SECRET", secret)]).await;
        for header in ["Bearer undefined", "Bearer ", "Bearer fifteen-bytes-x"] {
            let answer = sweep_with(&site, Method::GET, CRON_PATH, header).await;
            answer.expect(503);
        }
    }
}

#[tokio::test]
async fn a_silent_session_is_closed_at_its_last_sign_of_life_and_said_so() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 3600).await;
    site.pass(7200);
    assert_eq!(site.sweep().await.expect(200).json()["sessionsEnded"], 0);
    site.pass(4 * 3600 - 7200);

    let swept = site.sweep().await.expect(200).json();
    expect_json!(swept, @r#"
    {
        "success": true, "sessionsEnded": 1, "totalChecked": 1, "remaining": 0
    }
    "#);

    let detail = json!({
        "sessionId": 1, "studentId": 1, "teacherId": "ustaz1", "startTime": "2026-11-23T15:00:00Z",
        "endTime": "2026-11-23T16:00:00Z", "duration": 60, "durationSeconds": 3600,
    });

    assert_eq!(swept["details"], json!([detail]));
    let row = site.only_session().await;

    expect_json!(row, @r#"
    {
        "status": "timeout", "duration": 60, "endTime": "2026-11-23T16:00:00Z", "grade": "C"
    }
    "#);

    assert_eq!(site.sweep().await.expect(200).json()["sessionsEnded"], 0);
}

#[tokio::test]
async fn the_platforms_own_schedule_sweeps() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 600).await;
    site.pass(3 * 3600);

    let report = site.run_schedule().await;
    expect_json!(report, @r#"{ "success": true, "sessionsEnded": 1 }"#);

    assert_eq!(report["details"][0]["endTime"], "2026-11-23T15:10:00Z");
    assert_eq!(site.only_session().await["status"], "timeout");
    assert_eq!(site.run_schedule().await["sessionsEnded"], 0);
}

#[tokio::test]
async fn one_sign_of_life_and_five_hours_of_silence_have_a_band_that_says_so() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.pass(5 * 3600);
    site.sweep().await.expect(200);

    let row = site.only_session().await;
    expect_json!(row, @r#"{ "duration": 0, "lowSeconds": 0, "highSeconds": 7200, "grade": "C" }"#);
}

#[tokio::test]
async fn a_link_that_was_never_opened_never_times_out() {
    let site = Site::start().await;
    site.session().await;
    site.pass(30 * 86400);
    assert_eq!(site.sweep().await.expect(200).json()["sessionsEnded"], 0);

    expect_json!(site.list("").await, @r#"
    {
        "sessions": [{ "phase": "sent" }],
        "statistics": { "statusBreakdown": { "active": 0 } }
    }
    "#);
}
