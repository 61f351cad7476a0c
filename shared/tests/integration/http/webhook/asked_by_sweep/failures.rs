//! Zoom that refuses or hangs, rivals, and runs that are killed: nothing is lost, and nobody is asked too often.

use std::time::{Duration, Instant};

use serde_json::json;
use session_tracking::app::{sweep, sweep_within};

use super::{LIST, Lacking};
use crate::http::webhook::asked::without;
use crate::http::webhook::cases::{self, Page};
use crate::http::webhook::{SECRET, count_rows, deliver_all, session};
use crate::support::{Inside, Row, ZoomAnswer, insert};

#[tokio::test]
async fn two_sweeps_at_once_ask_once() {
    let lacking = Lacking::of_leave().await;
    lacking.site.clock.set("2026-11-23T15:51:00Z");

    let app = &lacking.site.app;
    let runs = futures_util::future::join_all((0..4).map(|_| sweep(app))).await;

    assert!(runs.iter().all(Result::is_ok));
    assert_eq!(lacking.server.state().asked, [LIST]);
    lacking.expect_mended().await;
}

#[tokio::test]
async fn what_a_killed_run_left_over_is_asked_by_a_later_one() {
    let lacking = Lacking::of_leave().await;
    lacking
        .server
        .set(|zoom| zoom.next_answers.push_back(ZoomAnswer::Silence));
    lacking.site.clock.set("2026-11-23T15:51:00Z");
    let killed = tokio::time::timeout(Duration::from_millis(1_500), sweep(&lacking.site.app));
    assert!(killed.await.is_err());
    assert_eq!(lacking.server.state().asked, [LIST]);

    // It may still be at it.
    assert_eq!(lacking.sweep_at("15:53").await, [""; 0]);
    assert_eq!(lacking.sweep_at("15:57").await, [LIST]);

    lacking.expect_mended().await;
}

#[tokio::test]
async fn sessions_are_closed_though_zoom_hangs() {
    let lacking = Lacking::of_leave().await;
    let due = Row::new("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2")
        .sent_at("2026-11-23 10:00:00")
        .opened_at("2026-11-23 10:00:00")
        .last_seen_at("2026-11-23 10:05:00");
    insert(lacking.site.store(), [due]).await;
    lacking
        .server
        .set(|zoom| zoom.next_answers = (0..20).map(|_| ZoomAnswer::Silence).collect());
    lacking.site.clock.set("2026-11-23T15:51:00Z");

    let started = Instant::now();
    let report = sweep_within(&lacking.site.app, Duration::from_secs(3))
        .await
        .unwrap();

    assert_eq!(report.sessions_ended, 1);
    assert!(
        // Any of Zoom's answers may be waited for longer.
        started.elapsed() < Duration::from_secs(15),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(lacking.questions().await, 1);

    lacking.server.set(|zoom| zoom.next_answers.clear());
    assert_eq!(lacking.sweep_at("15:57").await, [LIST]);
    lacking.expect_mended().await;
}

#[tokio::test]
async fn the_end_of_a_days_calls_ends_the_asking_until_the_next_day() {
    let lacking = Lacking::of_leave().await;
    lacking.server.set(|zoom| {
        zoom.next_answers.push_back(ZoomAnswer::Limit(
            "x-ratelimit-type: Daily-limit",
            "You have reached the maximum daily rate limit for this API.",
        ));
    });

    assert_eq!(lacking.sweep_at("15:51").await, [LIST]);
    assert_eq!(lacking.sweep_at("15:57").await, [""; 0]);
    assert_eq!(lacking.sweep_at("23:50").await, [""; 0]);
    assert_eq!(lacking.questions().await, 1);

    assert_eq!(lacking.sweep_on("2026-11-24", "00:01").await, [LIST]);
    lacking.expect_mended().await;
}

#[tokio::test]
async fn a_missing_scope_costs_one_call_a_run_and_the_report_stands_in_where_it_may() {
    let lacking = Lacking::of_leave().await;
    let mut other = cases::lesson(Page::Opened);
    other = other
        .set("tracking_token", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2")
        .set("zoom_meeting_id", "22222222222");
    insert(lacking.site.store(), [other]).await;
    lacking.server.set(|zoom| zoom.scopes.truncate(2));

    assert_eq!(lacking.sweep_at("15:55").await.len(), 1);
    assert_eq!(lacking.sweep_at("15:56").await.len(), 1);
    assert_eq!(lacking.questions().await, 2);

    lacking.server.set(|zoom| {
        zoom.scopes
            .push("report:read:list_meeting_participants:admin");
    });
    lacking.server.end_tokens();
    let calls = lacking.sweep_at("16:01").await;
    assert!(
        calls.contains(&"/v2/report/meetings/u1%3D%3D/participants".to_owned()),
        "{calls:?}"
    );
    let session = session(&lacking.site, 1).await;
    assert_eq!(session["durationSeconds"], 2520, "{session}");
}

#[tokio::test]
async fn a_refusal_of_one_meeting_does_not_stop_the_others() {
    let lacking = Lacking::of_leave().await;
    let mut other = cases::lesson(Page::Opened);
    other = other
        .set("tracking_token", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2")
        .set("zoom_meeting_id", "22222222222");
    insert(lacking.site.store(), [other]).await;
    lacking.server.set(|zoom| {
        let refusal = json!({ "code": 1010, "message": "Not to be had." });
        zoom.next_answers.push_back(ZoomAnswer::Json(404, refusal));
    });

    let calls = lacking.sweep_at("16:50").await;
    assert_eq!(calls, [LIST, "/v2/past_meetings/22222222222/instances"]);
    assert_eq!(lacking.questions().await, 2);

    assert_eq!(lacking.sweep_at("17:46").await, [LIST]);
    let session = session(&lacking.site, 1).await;
    assert_eq!(session["durationSeconds"], 2520, "{session}");
}

#[tokio::test]
async fn without_an_app_nothing_is_asked_or_noted() {
    let site = Inside::with(&[("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)]).await;
    insert(site.store(), [cases::lesson(Page::Opened)]).await;
    deliver_all(&site, &without(3)).await;
    site.clock.set("2026-11-23T16:30:00Z");

    sweep(&site.app).await.unwrap();

    assert_eq!(count_rows(&site, "zoom_list_questions").await, 0);
}
