//! What was to be expected of a lesson when its page was opened, and what it makes of an end that nobody told.

use serde_json::{Value, json};

use crate::support::{Row, Site, insert};

/// A lesson of last week whose length Zoom saw to the second.
fn sure(token: &str, student: i64, day: u32, seconds: i64) -> Row {
    let at = |time: &str| format!("2026-11-{day} {time}");

    Row::new(token)
        .student(student)
        .sent_at(&at("11:58:00"))
        .opened_at(&at("12:00:00"))
        .last_seen_at(&at("12:01:00"))
        .ended_at(&at("12:30:00"), seconds)
        .band(seconds, seconds)
        .set("end_reason", "meeting")
        .set("duration_source", "zoom")
}

/// The same by the student's page alone.
fn unsure(token: &str, student: i64, day: u32, seconds: i64) -> Row {
    sure(token, student, day, seconds)
        .band(0, 10_800)
        .set("end_reason", "closed")
        .set("duration_source", "page")
}

/// The same by the teacher's word for its end.
fn told(token: &str, student: i64, day: u32, seconds: i64) -> Row {
    unsure(token, student, day, seconds)
        .set("duration_source", "page+teacher")
        .set("class_ended_at", format!("2026-11-{day} 12:30:00"))
}

/// Student 1 opens a lesson's page, goes to Zoom and closes the page there. Returns the lesson's record.
async fn lesson_seen_to_begin(site: &Site) -> Value {
    let token = site.session().await;
    let message = |seq: u32| json!({ "token": token, "doc": "a", "seq": seq, "ticks": seq });
    site.post("/api/zoom/track", &message(1)).await.expect(200);

    site.pass(15);
    let mut tap = message(2);
    tap["kind"] = json!("zoom");
    site.post("/api/zoom/heartbeat", &tap).await.expect(200);

    site.pass(30);
    let more = json!({ "doc": "a", "seq": 3, "ticks": 3, "reason": "closed" });
    site.end(&token, &more).await.expect(200);

    newest_record(site).await
}

async fn newest_record(site: &Site) -> Value {
    let sql = "SELECT MAX(id) FROM wpos_zoom_links";
    let id = site.store().read_number(sql).await.unwrap();

    site.record(id).await
}

/// Checks the seconds, that they are as unsure as before, and that the reason names what they rest on.
fn check(record: &Value, seconds: i64, reason: &str) {
    let session = &record["session"];
    assert_eq!(session["durationSeconds"], seconds, "{record}");
    assert_eq!(
        (&session["grade"], &session["lowSeconds"]),
        (&json!("C"), &json!(0))
    );
    assert_eq!(session["source"], "page");

    let text = record["why"].as_str().unwrap();
    assert!(text.contains(reason), "{text}");
}

#[tokio::test]
async fn a_lesson_whose_end_nobody_told_took_as_long_as_the_students_lessons() {
    let site = Site::start().await;
    let rows = [
        sure("A1", 1, 16, 1_700),
        sure("A2", 1, 17, 1_740),
        sure("A3", 1, 18, 1_790),
        // A length of grade C is a guess, and another student's says nothing.
        unsure("A4", 1, 19, 10_000),
        unsure("A5", 1, 20, 10_000),
        sure("A6", 2, 20, 3_600),
    ];
    insert(site.store(), rows).await;

    let reason = "Nobody told when the lesson ended: this student's last 3 lessons of grade A or B took 29 min.";
    check(&lesson_seen_to_begin(&site).await, 1_740, reason);
}

#[tokio::test]
async fn the_teachers_word_for_earlier_ends_counts_where_fewer_than_two_have_a_grade() {
    let site = Site::start().await;
    let not_at_the_told_end =
        told("A5", 1, 20, 10_000).set("class_ended_at", "2026-11-20 14:46:40");
    let rows = [
        sure("A1", 1, 16, 1_700),
        told("A2", 1, 17, 1_740),
        told("A3", 1, 18, 1_790),
        unsure("A4", 1, 19, 10_000),
        not_at_the_told_end,
        told("A6", 2, 20, 3_600),
    ];
    insert(site.store(), rows).await;

    let reason =
        "by the ends that the teacher told of this student's last 3 lessons it took 29 min.";
    check(&lesson_seen_to_begin(&site).await, 1_740, reason);
}

#[tokio::test]
async fn the_teachers_word_counts_nothing_beside_two_lessons_with_a_grade() {
    let site = Site::start().await;
    let rows = [
        sure("A1", 1, 16, 1_700),
        sure("A2", 1, 17, 1_740),
        told("A3", 1, 18, 3_600),
        told("A4", 1, 19, 3_600),
        told("A5", 1, 20, 3_600),
    ];
    insert(site.store(), rows).await;

    let reason = "this student's last 2 lessons of grade A or B took 28 min.";
    check(&lesson_seen_to_begin(&site).await, 1_700, reason);
}

#[tokio::test]
async fn a_new_students_lesson_took_as_long_as_the_schools_lessons() {
    let site = Site::start().await;
    let rows = [
        sure("A1", 2, 16, 2_400),
        sure("A2", 3, 17, 2_640),
        sure("A3", 4, 18, 2_700),
        unsure("A4", 1, 20, 10_000),
    ];
    insert(site.store(), rows).await;

    let reason = "the school's last 3 lessons of grade A or B took 44 min.";
    check(&lesson_seen_to_begin(&site).await, 2_640, reason);
}

#[tokio::test]
async fn where_nothing_is_known_a_lesson_took_half_an_hour() {
    let site = Site::start().await;
    let reason = "30 min are assumed, because no earlier lesson is known.";
    check(&lesson_seen_to_begin(&site).await, 1_800, reason);
}

#[tokio::test]
async fn a_planned_lesson_ended_as_planned() {
    let site = Site::start().await;
    // 15:00 by UTC is 18:00 by the school's clock.
    let table =
        "CREATE TABLE wpos_ustaz_occupied_times (ustaz_id VARCHAR(255), time_slot VARCHAR(255),
            daypackage VARCHAR(255), student_id INTEGER);
        INSERT INTO wpos_ustaz_occupied_times VALUES ('ustaz1', '6:05 PM', 'MWF', 1);
        INSERT INTO wpos_ustaz_occupied_times VALUES ('ustaz1', '6:50 PM', 'All days', 2);";
    site.store().execute_script(table).await.unwrap();

    let reason = "by the timetable it took 45 min, until 18:50.";
    // From the tap at 18:00:15, and 15 s to join.
    check(&lesson_seen_to_begin(&site).await, 50 * 60 - 30, reason);
}

#[tokio::test]
async fn a_page_that_led_nobody_to_zoom_is_no_whole_lesson() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 180).await;
    site.end(&token, &json!({ "reason": "closed" }))
        .await
        .expect(200);

    let record = newest_record(&site).await;
    assert_eq!(record["session"]["durationSeconds"], 180);
    assert!(
        !record["why"].as_str().unwrap().contains("likely"),
        "{record}"
    );
}

#[tokio::test]
async fn an_expectation_stays_as_it_was_when_the_page_was_opened() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    insert(site.store(), [sure("A1", 1, 20, 2_700)]).await;

    site.pass(10);
    site.join(&token).await.expect(200);
    let kept = "SELECT COUNT(*) FROM wpos_zoom_links WHERE expected_lesson LIKE '%assumed%'";
    assert_eq!(site.store().read_number(kept).await.unwrap(), 1);
}
