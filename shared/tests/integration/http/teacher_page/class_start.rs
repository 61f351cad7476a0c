//! The buttons of a lesson while it runs.

use serde_json::json;

use super::{PATH, end_class_at, page};
use super::{card_of, new_token, open_and_tap, press, send_and_follow, session, tokens};
use crate::support::{LINK, Site, expect_json};

#[tokio::test]
async fn the_teachers_tab_is_seen_while_the_class_runs() {
    let site = Site::start().await;
    send_and_follow(&site, "1", LINK).await;

    assert_eq!(count_seen(&site).await, 0, "not started");
    press(&site, "start-class", "1").await.expect(303);

    site.pass(60);
    assert_eq!(count_seen(&site).await, 1);
    press(&site, "end-class", "1").await.expect(303);

    site.pass(60);
    assert_eq!(count_seen(&site).await, 1, "not after the end");
    press(&site, "seen", "2").await.expect(404);
}

/// The teacher's tab reports itself; counts the lessons in which it is known to have been open at 15:01.
async fn count_seen(site: &Site) -> i64 {
    press(site, "seen", "1").await.expect(204);
    crate::support::count(site.store(), "teacher_seen_at = '2026-11-23 15:01:00'").await
}

#[tokio::test]
async fn two_presses_at_once_are_one() {
    let site = Site::start().await;
    send_and_follow(&site, "1", LINK).await;

    let presses = [(); 3].map(|()| press(&site, "start-class", "1"));
    for answer in futures_util::future::join_all(presses).await {
        answer.expect(303);
    }

    let ledger = "SELECT COUNT(*) FROM session_events WHERE kind = 'class_started'";
    assert_eq!(site.store().read_number(ledger).await.unwrap(), 1);
}

#[tokio::test]
async fn a_class_that_was_not_held_is_told_so() {
    let site = Site::start().await;
    let token = new_token(&site, "1", LINK).await;
    open_and_tap(&site, &token, "p").await;
    card_of(&site, "1").await.expect_texts(&["Start class"]);
    site.pass(900);

    let card = card_of(&site, "1").await;
    card.expect_texts(&["End class", "There was no class"]);
    assert!(!card.has("[data-running]"));

    press(&site, "no-class", "1").await.expect(303);
    press(&site, "no-class", "1").await.expect(303);

    let card = card_of(&site, "1").await;
    card.expect_texts(&["No class"]);
    card.expect_no_texts(&["Start class"]);
    site.pass(9000);
    site.sweep().await;

    expect_json!(site.only_session().await, @r#"
    {
        "noShow": "teacher_absent", "durationSeconds": 0, "source": "page+teacher",
        "status": "timeout"
    }
    "#);

    let ledger =
        "SELECT COUNT(*) FROM session_events WHERE kind = 'class_denied' AND party = 'teacher'";
    assert_eq!(site.store().read_number(ledger).await.unwrap(), 1);

    // It was a slip: there was a class.
    card_of(&site, "1")
        .await
        .expect_texts(&["There was a class"]);
    end_class_at(&site, "18:40").await.expect(303);

    expect_json!(site.only_session().await, @r#"
    {
        "noShow": null, "endTime": "2026-11-23T15:40:30Z"
    }
    "#);
}

#[tokio::test]
async fn two_links_of_one_class_are_not_paid_twice() {
    let site = Site::start().await;
    for number in ["1", "2"] {
        let link = json!({ "link": format!("{LINK}{number}") });
        let created = site.create("1", &link).await.expect(201).json();
        let token = created["tracking_token"].as_str().unwrap();

        open_and_tap(&site, token, "p").await;
        press(&site, "start-class", number).await.expect(303);
        site.pass(600);
    }

    site.pass(1800);
    // However late the first one is said to have begun.
    press(&site, "start-class", "1").await.expect(303);
    press(&site, "end-class", "1").await.expect(303);
    press(&site, "end-class", "2").await.expect(303);

    site.pass(12_000);
    site.sweep().await;
    let first = session(&site, 1).await;
    let second = session(&site, 2).await;

    assert!(
        first["endTime"].as_str().unwrap() <= second["startTime"].as_str().unwrap(),
        "{first} {second}"
    );
}

#[tokio::test]
async fn a_class_across_midnight_can_be_ended() {
    let site = Site::start().await;
    // 23:30 in Addis Ababa.
    site.clock.set("2026-11-22T20:30:00Z");
    let html = send_and_follow(&site, "1", LINK).await;

    open_and_tap(&site, &tokens(&html)[0], "p").await;
    press(&site, "start-class", "1").await.expect(303);

    site.pass(2700);
    card_of(&site, "1").await.expect_texts(&["End class"]);
    end_class_at(&site, "23:59").await.expect(303);

    let ended = session(&site, 1).await;
    assert_eq!(ended["classEndTime"], "2026-11-22T20:59:30Z");
    assert!(!page(&site, PATH).await.has("form.class"));
}
