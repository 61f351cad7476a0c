//! Tokens that are over: one process goes for the next pair, and what Zoom refuses for good is deleted.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use session_tracking::store::BrokenCause;

use super::{TEACHER, begin_class, connect, connected_school, connection, page, school};
use crate::support::{FakeZoom, Site, ZoomAnswer};

#[tokio::test]
async fn a_token_that_is_over_is_renewed_and_the_new_pair_kept() {
    let (site, zoom) = connected_school().await;
    for round in 1..=3 {
        site.pass(3_600);
        begin_class(&site).await.expect(201);
        assert_eq!(zoom.state().user.refreshed, round);
    }

    assert_eq!(connection(&site, "ustaz1").await.unwrap().generation, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_one_goes_for_the_next_pair() {
    let (site, zoom) = connected_school().await;
    let first = begin_class(&site).await.expect(201).json();
    let id = first["id"].to_string();
    site.pass(3_600);

    let fields = [("action", "start-in-zoom"), ("session", id.as_str())];
    let answers = join_all((0..6).map(|_| super::submit(&site, TEACHER, &fields))).await;
    for answer in answers {
        answer.expect(303);
    }
    assert_eq!(zoom.state().user.refreshed, 1);
    assert_eq!(connection(&site, "ustaz1").await.unwrap().broken_at, None);
}

#[tokio::test]
async fn a_token_that_zoom_ended_early_is_renewed_once() {
    let (site, zoom) = connected_school().await;
    zoom.set(|zoom| zoom.user.end_access());

    begin_class(&site).await.expect(201);
    assert_eq!(
        (zoom.state().user.refreshed, zoom.state().user.created),
        (1, 1)
    );
}

#[tokio::test]
async fn an_answer_that_is_lost_ends_in_connect_again() {
    let (site, zoom) = connected_school().await;
    site.pass(3_600);
    zoom.set(|zoom| zoom.user.loses_refresh = true);

    let answer = begin_class(&site).await.expect(422);
    assert!(
        answer.text.contains("Paste a link instead"),
        "{}",
        answer.text
    );
    assert_eq!(connection(&site, "ustaz1").await.unwrap().broken_at, None);

    // The old token was used up by the answer that nobody got.
    let answer = begin_class(&site).await.expect(422);
    assert!(
        answer.text.contains("no longer connected"),
        "{}",
        answer.text
    );
    let broken = connection(&site, "ustaz1").await.unwrap();
    assert_eq!(broken.sealed_tokens.expose(), "");
    assert_eq!(broken.broken_cause, Some(BrokenCause::Refused));

    let shown = page(&site, TEACHER, "/teacher").await;
    shown.part("#zoom").expect_texts(&[
        "Zoom is no longer connected",
        "Since Mon 23 Nov 2026, 19:00",
        "Connect Zoom again",
    ]);
    shown.expect_no_texts(&["Start a class"]);

    // Nothing more is asked in the teacher's name.
    let asked = zoom.state().user.refreshed;
    begin_class(&site).await.expect(422);
    assert_eq!(zoom.state().user.refreshed, asked);
    connect(&site, &zoom, TEACHER).await;
    begin_class(&site).await.expect(201);
}

#[tokio::test]
async fn what_may_pass_breaks_nothing() {
    let (site, zoom) = school().await;
    connect(&site, &zoom, TEACHER).await;
    site.pass(3_600);

    for answer in [
        ZoomAnswer::Page(502),
        ZoomAnswer::Limit("retry-after: 2", "too many"),
        ZoomAnswer::Json(400, json!({ "error": "invalid_client" })),
    ] {
        zoom.set(|zoom| zoom.user.scripted = vec![("refresh", answer)]);
        begin_class(&site).await.expect(422);
        assert_eq!(connection(&site, "ustaz1").await.unwrap().broken_at, None);
    }

    begin_class(&site).await.expect(201);
}

/// No new pair can be stored, until the trigger is dropped.
async fn refuse_new_tokens(site: &Site) {
    let refusal = if site.database.is_mysql() {
        "FOR EACH ROW BEGIN IF NEW.generation > OLD.generation THEN
            SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'away'; END IF; END"
    } else {
        "WHEN NEW.generation > OLD.generation BEGIN SELECT RAISE(ABORT, 'away'); END"
    };
    let sql = format!("CREATE TRIGGER away BEFORE UPDATE ON zoom_connections {refusal}");
    site.store().execute_script(&sql).await.unwrap();
}

/// Waits until Zoom has given a new pair, which is not stored yet, and a little longer, so that storing it is refused at
/// least once: that shows nowhere outside. On a machine that is too slow for it the test shows less, and does not fail.
async fn renewed(zoom: &FakeZoom) {
    let given = async {
        while zoom.state().user.refreshed == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let is_given = tokio::time::timeout(Duration::from_secs(30), given).await;
    is_given.expect("Zoom was never asked for a new pair");

    tokio::time::sleep(Duration::from_millis(300)).await;
}

#[tokio::test]
async fn a_database_that_is_away_for_a_moment_loses_no_pair() {
    let (site, zoom) = connected_school().await;
    site.pass(3_600);
    refuse_new_tokens(&site).await;

    let returns = async {
        renewed(&zoom).await;
        let sql = "DROP TRIGGER away";
        site.store().execute_script(sql).await.unwrap();
    };
    let (answer, ()) = tokio::join!(begin_class(&site), returns);

    answer.expect(201);
    assert_eq!(zoom.state().user.refreshed, 1);
    assert_eq!(connection(&site, "ustaz1").await.unwrap().broken_at, None);
}

#[tokio::test]
async fn whoever_disconnects_while_a_token_is_renewed_leaves_no_pair_behind() {
    let (site, zoom) = connected_school().await;
    site.pass(3_600);
    refuse_new_tokens(&site).await;

    let disconnects = async {
        renewed(&zoom).await;
        let fields = [("action", "disconnect-zoom")];
        super::submit(&site, TEACHER, &fields).await
    };
    let (answer, disconnected) = tokio::join!(begin_class(&site), disconnects);

    disconnected.expect(303);
    let answer = answer.expect(422);
    assert!(answer.text.contains("not connected"), "{}", answer.text);
    let user = zoom.state().user;
    assert_eq!((user.revoked, user.created), (1, 0));
    assert!(user.refresh.is_empty());
    assert_eq!(connection(&site, "ustaz1").await, None);
}

#[tokio::test]
async fn a_new_pair_without_scopes_is_good_for_the_same_as_before() {
    let (site, zoom) = connected_school().await;
    let scopes = connection(&site, "ustaz1").await.unwrap().scopes;
    assert_eq!(scopes, "meeting:write:registrant");
    site.pass(3_600);
    zoom.set(|zoom| {
        zoom.user.access = vec!["user-token-9".to_owned()];
        let pair = json!({ "access_token": "user-token-9", "refresh_token": "user-refresh-9" });
        zoom.user.scripted = vec![("refresh", ZoomAnswer::Json(200, pair))];
    });

    begin_class(&site).await.expect(201);
    assert_eq!(zoom.state().user.registered, 1);
    assert_eq!(connection(&site, "ustaz1").await.unwrap().scopes, scopes);
}

#[tokio::test]
async fn a_process_that_died_holds_the_tokens_for_seconds() {
    let (site, zoom) = connected_school().await;
    site.pass(3_600);
    let sql = "UPDATE zoom_connections SET refreshed_by_until = '2026-11-23 16:00:10'";
    site.store().execute_script(sql).await.unwrap();

    begin_class(&site).await.expect(422);
    assert_eq!(zoom.state().user.refreshed, 0);
    site.pass(10);
    begin_class(&site).await.expect(201);
}
