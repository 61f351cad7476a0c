//! The sweep: as cron, as admin, and what it does.

use reqwest::Method;
use serde_json::json;

use crate::support::{CRON, Site, expect_json};

#[tokio::test]
async fn cron_and_admin_are_let_in_and_nobody_else() {
    let site = Site::start().await;
    let cron = |header: Option<String>| {
        let request = site.request(Method::GET, "/api/cron/session-timeout");
        site.send(match header {
            Some(header) => request.header("authorization", header),
            None => request,
        })
    };

    for header in [
        None,
        Some("Bearer undefined".into()),
        Some("Bearer ".into()),
        Some(format!("Bearer {CRON}x")),
        Some(CRON.to_owned()),
        Some(site.bearer("admin1", "admin")),
    ] {
        cron(header).await.expect(401);
    }

    let swept = cron(Some(format!("Bearer {CRON}"))).await.expect(200);
    assert_eq!(swept.header("cache-control"), "no-store");
    let path = "/api/admin/auto-timeout";

    site.post(path, &json!({})).await.expect(401);
    let post = |bearer: String| {
        site.send(
            site.request(Method::POST, path)
                .header("authorization", bearer),
        )
    };

    post("Bearer x".into()).await.expect(401);
    post(format!("Bearer {CRON}")).await.expect(401);
    post(site.bearer("ustaz1", "teacher")).await.expect(403);
    post(site.bearer("c1", "controller")).await.expect(403);
    post(site.bearer("admin1", "admin")).await.expect(200);

    site.send(
        site.request(Method::HEAD, "/api/cron/session-timeout")
            .header("authorization", format!("Bearer {CRON}")),
    )
    .await
    .expect(405);

    site.get(path).await.expect(405);
}

#[tokio::test]
async fn who_is_no_admin_any_more_starts_no_sweep() {
    let site = Site::start().await;
    let post = || {
        let request = site.request(Method::POST, "/api/admin/auto-timeout");
        site.send(request.header("authorization", site.bearer("admin1", "admin")))
    };

    post().await.expect(200);
    for (change, expected) in [
        ("UPDATE admin SET role = 'controller'", 403),
        ("UPDATE admin SET role = 'Admin'", 403),
        ("UPDATE admin SET role = NULL", 403),
        ("UPDATE admin SET role = 'admin'", 200),
        // The same to MySQL's collation.
        ("UPDATE admin SET id = 'ADMIN1'", 403),
        ("DELETE FROM admin", 403),
    ] {
        site.store().execute_script(change).await.unwrap();
        post().await.expect(expected);

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
            site.send(
                site.request(Method::GET, "/api/cron/session-timeout")
                    .header("authorization", header),
            )
            .await
            .expect(503);
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

    let body = site.list("").await;
    assert_eq!(
        (
            &body["sessions"][0]["phase"],
            &body["statistics"]["statusBreakdown"]["active"]
        ),
        (&json!("sent"), &json!(0))
    );
}
