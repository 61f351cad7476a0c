//! What the teacher's word and the student's page make of a class together.

use serde_json::json;

use super::{PATH, card, card_of, end_class_at, page, send_and_follow, tokens};
use super::{message, new_token, open_and_tap, press, tap};
use crate::support::{LINK, Site, expect_json};

#[tokio::test]
async fn a_class_counts_from_the_tap_to_the_teachers_end_bounded_by_the_students_page() {
    let site = Site::start().await;
    let html = send_and_follow(&site, "1", LINK).await;
    card(&html, "1").expect_texts(&["Start class"]);
    let token = tokens(&html).remove(0);

    site.pass(60);
    open_and_tap(&site, &token, "p").await;
    let started = press(&site, "start-class", "1").await.expect(303);
    assert_eq!(started.header("location"), "/teacher#student-1");

    // The first start stands.
    site.pass(600);
    press(&site, "start-class", "1").await.expect(303);
    expect_json!(site.only_session().await, @r#"{ "classStartTime": "2026-11-23T15:01:10Z" }"#);

    let running = card(&page(&site, PATH).await, "1");
    running.expect_texts(&["Class started 18:01"]);
    assert!(running.has("[data-running=1]"));

    // The student comes back from Zoom; the teacher forgets to press for twenty minutes.
    site.pass(2100);
    come_back_and_close(&site, &token).await;
    card_of(&site, "1")
        .await
        .expect_texts(&["When did this class end?"]);

    site.pass(1200);
    press(&site, "end-class", "1").await.expect(303);

    // Tapped at 15:01:10, in the meeting 15 s later; back at 15:46:10, out of it 10 s before.
    let over = site.only_session().await;
    expect_json!(over, @r#"
    {
        "startTime": "2026-11-23T15:01:25Z", "endTime": "2026-11-23T15:46:00Z",
        "durationSeconds": 2675, "source": "page+teacher", "grade": "C", "status": "ended",
        "pageEndTime": "2026-11-23T15:46:30Z", "classEndTime": "2026-11-23T16:05:50Z"
    }
    "#);

    // Pressed again: nothing. Corrected: the two pages agree.
    site.pass(60);
    press(&site, "end-class", "1").await.expect(303);
    assert_eq!(site.only_session().await, over);
    card_of(&site, "1")
        .await
        .expect_texts(&["Class 18:01 to 19:05", "Correct the end"]);

    end_class_at(&site, "18:46").await.expect(303);
    expect_corrected_record(&site).await;
}

async fn come_back_and_close(site: &Site, token: &str) {
    let back = message(token, "p", 4, &json!({ "kind": "visible", "zoom": true }));
    site.post("/api/zoom/heartbeat", &back).await.expect(200);
    site.pass(20);

    let closed = message(token, "p", 5, &json!({ "reason": "closed" }));
    site.post("/api/zoom/end-session", &closed)
        .await
        .expect(200);
}

async fn expect_corrected_record(site: &Site) {
    let record = site.record(1).await;
    expect_json!(record["session"], @r#"{ "endTime": "2026-11-23T15:46:00Z", "grade": "B" }"#);

    assert_eq!(
        record["why"],
        "45 min: the class was from 18:01 to 18:46: from the student's tap on the Zoom link to the student's return \
         from Zoom, before the end that the teacher reported, without the times outside Zoom that were seen. Nobody saw \
         the meeting itself. By this evidence it was between 33 min and 47 min."
    );

    let evidence = record["evidence"].as_array().unwrap();
    let by_teacher = evidence.iter().filter(|entry| entry["party"] == "teacher");
    assert_eq!(by_teacher.count(), 3, "{evidence:#?}");
}

#[tokio::test]
async fn times_outside_zoom_are_taken_off_where_the_link_is_opened_again() {
    let site = Site::start().await;
    let token = new_token(&site, "1", LINK).await;
    open_and_tap(&site, &token, "p").await;
    site.pass(1200);

    let joined = message(&token, "q", 1, &json!({}));
    site.post("/api/zoom/track", &joined).await.expect(200);
    site.pass(20);
    tap(&site, &token, "q").await;

    site.pass(1180);
    press(&site, "end-class", "1").await.expect(303);
    site.pass(9000);
    site.sweep().await;

    // From 15 s after the tap to 40 s before the press, less 20 s on the page, 30 before and 10 after it.
    let seconds = 2400 - 15 - 40 - 60;
    assert_eq!(site.only_session().await["durationSeconds"], seconds);
}

/// The student's page on a computer tells what happened to it.
async fn computer_says(site: &Site, token: &str, number: u32, ticks: u32, kind: &str) {
    let more = json!({ "phone": false, "ticks": ticks, "zoom": number > 1, "kind": kind });
    let body = message(token, "p", number, &more);
    site.post("/api/zoom/heartbeat", &body).await.expect(200);
}

#[tokio::test]
async fn a_computer_that_sleeps_is_not_in_class() {
    let site = Site::start().await;
    let token = new_token(&site, "1", LINK).await;
    let joined = message(&token, "p", 1, &json!({ "phone": false }));
    site.post("/api/zoom/track", &joined).await.expect(200);
    computer_says(&site, &token, 2, 0, "zoom").await;
    computer_says(&site, &token, 3, 0, "hidden").await;

    // Ten minutes in class, twenty asleep, and fifteen in class.
    let beats = [(4, 600, 20), (5, 1200, 21), (6, 900, 51)];
    for (number, seconds, ticks) in beats {
        site.pass(seconds);
        let more = json!({ "phone": false, "ticks": ticks, "zoom": true });
        let beat = message(&token, "p", number, &more);
        site.post("/api/zoom/heartbeat", &beat).await.expect(200);
    }

    computer_says(&site, &token, 7, 51, "visible").await;
    press(&site, "end-class", "1").await.expect(303);
    site.pass(9000);
    site.sweep().await;

    // From 15 s after the tap to 40 s before the press, less the sleep.
    let record = site.record(1).await;
    assert_eq!(
        record["session"]["durationSeconds"],
        2700 - 15 - 40 - 1200,
        "{record}"
    );

    let why = record["why"].as_str().unwrap();
    let slept = "The student's computer slept from 18:10 to 18:30: this time does not count.";
    assert!(why.contains(slept), "{why}");
}
