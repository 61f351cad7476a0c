//! What is wrong with one account stops nobody else, and loses no question.

use serde_json::json;

use super::{
    Apps, LIST, PROBE, RUNS, SCOPES, TEACHER, THIRD_MEETING, add_lesson, add_lesson_of_school,
    asked_of_user, connect, of_meeting, other_run, own_without_leave, school, seconds,
};
use crate::support::ZoomAnswer;

#[tokio::test]
async fn a_plan_without_lists_is_asked_for_once_a_day_and_stops_nobody_else() {
    let lacking = school(Apps::Both, &own_without_leave(), &SCOPES).await;
    lacking.server.set(|zoom| {
        zoom.user.has_plan = false;
        zoom.user.runs.push(other_run(THIRD_MEETING, "u3=="));
    });
    let told = of_meeting(own_without_leave(), THIRD_MEETING, "u3==");
    add_lesson(&lacking, THIRD_MEETING, &told).await;
    add_lesson_of_school(&lacking).await;

    lacking.sweep_at("15:51").await;
    assert_eq!(asked_of_user(&lacking), [LIST], "of two lessons");
    assert_eq!(seconds(&lacking, 3).await, 2520);
    assert_eq!(lacking.mended().await, 1);

    for time in ["15:52", "16:01", "16:21", "17:46", "23:59"] {
        assert_eq!(lacking.sweep_at(time).await, [""; 0], "{time}");
    }
    assert_eq!(lacking.questions().await, 2);

    lacking.server.set(|zoom| zoom.user.has_plan = true);
    lacking.sweep_on("2026-11-24", "15:46").await;
    assert_eq!(seconds(&lacking, 1).await, 2520);
    assert_eq!(seconds(&lacking, 2).await, 2520);
    assert_eq!(lacking.mended().await, 3);
}

#[tokio::test]
async fn the_end_of_a_teachers_calls_stops_that_teacher_alone_and_loses_no_question() {
    let lacking = school(Apps::Both, &own_without_leave(), &SCOPES).await;
    add_lesson_of_school(&lacking).await;
    lacking.server.set(|zoom| {
        let limit = ZoomAnswer::Limit("x-ratelimit-type: Daily-limit", "daily rate limit");
        zoom.user.scripted = vec![("past", limit)];
    });

    lacking.sweep_at("15:51").await;
    assert_eq!(seconds(&lacking, 2).await, 2520);
    assert_eq!(lacking.sweep_at("23:50").await, [""; 0]);

    assert_eq!(lacking.sweep_on("2026-11-24", "00:01").await, [LIST]);
    assert_eq!(seconds(&lacking, 1).await, 2520);
}

#[tokio::test]
async fn a_token_that_zoom_ended_early_is_renewed_once() {
    let lacking = school(Apps::Both, &own_without_leave(), &SCOPES).await;
    lacking.server.set(|zoom| zoom.user.end_access());

    // The first try is refused before it is anybody's.
    assert_eq!(lacking.sweep_at("15:51").await, [LIST, LIST]);

    assert_eq!(lacking.server.state().user.refreshed, 1);
    assert_eq!(asked_of_user(&lacking), [LIST]);
    lacking.expect_mended().await;
}

#[tokio::test]
async fn a_connection_that_breaks_stops_nobody_else_and_its_lesson_waits_for_another() {
    let lacking = school(Apps::Both, &own_without_leave(), &SCOPES).await;
    add_lesson_of_school(&lacking).await;
    lacking.server.set(|zoom| {
        zoom.user.end_access();
        let ended = json!({ "error": "invalid_grant" });
        zoom.user.scripted = vec![("refresh", ZoomAnswer::Json(400, ended))];
    });

    lacking.sweep_at("15:51").await;
    let broken = "SELECT COUNT(*) FROM zoom_connections WHERE broken_cause = 'refused'";
    let store = lacking.site.store();
    assert_eq!(store.read_number(broken).await.unwrap(), 1);
    assert_eq!(seconds(&lacking, 2).await, 2520);
    assert_eq!(lacking.mended().await, 1);

    assert_eq!(lacking.sweep_at("16:01").await, [""; 0]);
    assert_eq!(lacking.questions().await, 1);

    connect(&lacking.site, &lacking.server, TEACHER).await;
    assert_eq!(lacking.sweep_at("16:21").await, [LIST]);
    assert_eq!(lacking.mended().await, 2);
}

#[tokio::test]
async fn a_token_that_is_not_to_be_had_stops_nobody_else() {
    let lacking = school(Apps::Both, &own_without_leave(), &SCOPES).await;
    add_lesson_of_school(&lacking).await;
    lacking.server.set(|zoom| {
        zoom.user.end_access();
        zoom.user.scripted = vec![("refresh", ZoomAnswer::Page(502))];
    });

    lacking.sweep_at("15:51").await;
    assert_eq!(seconds(&lacking, 2).await, 2520);
    assert_eq!(lacking.mended().await, 1);

    assert!(lacking.sweep_at("15:56").await.contains(&LIST.to_owned()));
    assert_eq!(lacking.mended().await, 2);
}

#[tokio::test]
async fn where_a_teachers_permission_does_not_serve_the_app_is_asked_at_once() {
    let lacking = school(Apps::Both, &[], &SCOPES).await;
    lacking.server.set(|zoom| {
        zoom.runs = std::mem::take(&mut zoom.user.runs);
        let limit = ZoomAnswer::Limit("x-ratelimit-type: Daily-limit", "daily rate limit");
        zoom.user.scripted = vec![("past", limit)];
    });

    assert_eq!(
        lacking.sweep_at("16:49").await,
        [RUNS, RUNS, PROBE, LIST],
        "the teacher, then the app"
    );
    assert_eq!(asked_of_user(&lacking), [RUNS]);
    lacking.expect_mended().await;
}
