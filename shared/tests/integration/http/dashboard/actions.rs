//! What an admin does from the dashboard.

use reqwest::Method;

use super::{PATH, figure, submit, submit_with, view};
use crate::support::{Answer, Site, count, expect_json};

#[tokio::test]
async fn an_admin_closes_idle_sessions_after_being_told_how_many() {
    let site = Site::start().await;
    for _ in 0..2 {
        let token = site.session().await;
        site.join(&token).await.expect(200);
        site.attend(&token, 600).await;
    }

    site.pass(3 * 3600);
    let page = view(&site, "view=sweep").await;
    assert_eq!(page.part("strong").text(), "2 sessions are due:");
    assert_eq!(page.part("main button").text(), "Close 2 sessions");

    let timed_out = count(site.store(), "session_status = 'timeout'").await;
    assert_eq!(timed_out, 0, "asking changes nothing");

    let done = submit(&site, &[("action", "sweep")])
        .await
        .expect(200)
        .html();
    done.expect_texts(&["2 sessions timed out.", "10 min"]);
    done.expect_no_texts(&["Close 2"]);
    let page = view(&site, "range=7d").await;
    assert_eq!(figure(&page, "Timed out"), "2");

    let none = submit(&site, &[("action", "sweep")]).await.expect(200);
    none.html().expect_texts(&["No session was due."]);
}

async fn end_session(site: &Site, session: &str, reason: &str) -> Answer {
    let form = [("action", "end"), ("session", session), ("reason", reason)];
    submit(site, &form).await
}

#[tokio::test]
async fn an_admin_ends_a_session_with_a_reason_that_stays() {
    let site = Site::start().await;
    let token = site.session().await;
    let unopened = end_session(&site, "1", "never opened").await.expect(409);
    unopened.html().expect_texts(&["never opened"]);

    site.join(&token).await.expect(200);
    site.attend(&token, 1800).await;
    site.pass(600);
    let page = view(&site, "session=1").await;
    page.expect_texts(&["End the session"]);

    for reason in ["", "  ", &"x".repeat(201)] {
        let refused = end_session(&site, "1", reason).await.expect(422).html();
        assert!(refused.has("[role=alert]"), "{reason}");
    }

    site.list("status=active").await;
    let done = end_session(&site, "1", "wrong <student>").await.expect(303);
    assert_eq!(done.header("location"), format!("{PATH}?session=1"));
    expect_record_of_the_end(&site).await;

    // Final: the student's page cannot bring it back, a second admin cannot end it again.
    site.join(&token).await.expect(409);
    let again = end_session(&site, "1", "again").await.expect(409);
    again.html().expect_texts(&["has ended"]);

    end_session(&site, "99", "x").await.expect(404);
    submit(&site, &[("action", "explode")]).await.expect(400);
}

async fn expect_record_of_the_end(site: &Site) {
    // Not a second is added.
    let record = site.record(1).await;
    expect_json!(record["session"], @r#"
    {
        "endReason": "admin", "durationSeconds": 1800, "grade": "C"
    }
    "#);

    let evidence = record["evidence"].as_array().unwrap();
    expect_json!(evidence.last().unwrap(), @r#"
    {
        "party": "admin", "source": "admin", "kind": "ended_by_admin",
        "detail": "admin1: wrong <student>"
    }
    "#);

    let page = view(site, "session=1").await;
    page.expect_texts(&["admin1: wrong <student>", "ended by an admin"]);
    assert!(page.source().contains("admin1: wrong &#60;student&#62;"));
    page.expect_no_texts(&["End the session</button>"]);
}

#[tokio::test]
async fn actions_come_from_our_own_pages_and_from_who_is_an_admin_still() {
    let site = Site::start().await;
    let sweep = [("action", "sweep")];

    for header in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("x-nothing", ""),
    ] {
        let answer = submit_with(&site, &sweep, header).await.expect(403);
        assert!(answer.header("content-type").starts_with("text/html"));
    }

    let stranger = site.request(Method::POST, PATH).form(&sweep);
    let stranger = site.send(stranger).await.expect(303);
    assert!(stranger.header("location").starts_with("/sign-in"));
    submit(&site, &sweep).await.expect(200);

    // The token is good for a month; the row is looked at each time.
    for change in [
        "UPDATE admin SET role = 'controller' WHERE id = 'admin1'",
        "DELETE FROM admin",
    ] {
        site.store().execute_script(change).await.unwrap();
        submit(&site, &sweep).await.expect(403);
    }

    let runs = "SELECT COUNT(*) FROM sweep_runs";
    assert_eq!(site.store().read_number(runs).await.unwrap(), 1);
}
