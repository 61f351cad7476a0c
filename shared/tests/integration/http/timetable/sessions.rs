//! One session against the plan: on its page, in the list and in the file.

use serde_json::{Value, json};

use super::{SLOTS, TABLE, add_slots, execute, read_csv, school, teach};
use crate::http::dashboard::view;
use crate::support::{Row, Site, change, insert};

fn place(session: &Value) -> Value {
    json!([
        session["plannedTime"],
        session["linkDelayMinutes"],
        session["classDelayMinutes"],
        session["late"],
        session["lateRule"],
    ])
}

#[tokio::test]
async fn a_session_tells_when_it_was_planned_sent_and_begun() {
    let site = school(&SLOTS).await;
    teach(&site).await;

    let page = view(&site, "session=1").await;
    page.expect_texts(&[
        "Planned",
        "Mon 23 Nov 2026, 16:00",
        "Mon 23 Nov 2026, 16:04",
        "Mon 23 Nov 2026, 16:07",
        "Started late",
        "link 4 minutes late, student in class 7 minutes late, by the timetable",
    ]);
    view(&site, "session=2")
        .await
        .expect_texts(&["an earlier link was sent for this lesson"]);
    view(&site, "session=3")
        .await
        .expect_texts(&["link 2 minutes early, student in class 1 minute late, by the timetable"]);
    view(&site, "session=4")
        .await
        .expect_texts(&["no lesson is planned for the student then"]);
}

#[tokio::test]
async fn both_in_class_is_the_later_of_two_arrivals_that_are_known() {
    let site = school(&SLOTS).await;
    teach(&site).await;
    let fact = "Both in class";
    view(&site, "session=1").await.expect_no_texts(&[fact]);

    // The student came at 16:07, and the class was over at 16:37.
    let ended = Some("2026-11-23 13:37:00");
    change(site.store(), "id = 1", "session_ended_at", ended).await;
    for (pressed, shown) in [
        ("13:09", Some("16:09")),
        ("13:02", Some("16:07")),
        ("13:40", None),
    ] {
        let pressed = format!("2026-11-23 {pressed}:00");
        change(site.store(), "id = 1", "class_started_at", Some(&pressed)).await;

        let page = view(&site, "session=1").await;
        match shown {
            Some(time) => page.expect_texts(&[&format!("{fact}Mon 23 Nov 2026, {time}")]),
            None => page.expect_no_texts(&[fact]),
        }
        // With the plan is compared what is known of every lesson.
        page.expect_texts(&["student in class 7 minutes late, by the timetable"]);
    }
}

#[tokio::test]
async fn lists_and_records_tell_the_same_of_a_session() {
    let site = school(&SLOTS).await;
    teach(&site).await;
    let planned = "2026-11-23T13:00:00Z";
    let expected = [
        json!([planned, 4, 7, true, "timetable"]),
        json!([planned, null, 21, false, "timetable"]),
        json!(["2026-11-25T13:00:00Z", -2, 1, false, "timetable"]),
        json!([null, null, null, null, "timetable"]),
        json!([planned, 30, null, true, "timetable"]),
    ];

    let list = site.list("limit=500").await;
    let mut listed: Vec<&Value> = list["sessions"].as_array().unwrap().iter().collect();
    listed.sort_by_key(|session| session["id"].as_i64());
    assert_eq!(
        listed.iter().map(|one| place(one)).collect::<Vec<_>>(),
        expected
    );

    for (id, expected) in (1..).zip(&expected) {
        assert_eq!(&place(&site.record(id).await["session"]), expected);
    }

    // Which link was the first is known although the list does not show it.
    let only = site
        .list("sort=-duration&limit=1&from=2026-11-23&to=2026-11-23")
        .await;
    let shown = &only["sessions"][0];
    let number = usize::try_from(shown["id"].as_i64().unwrap()).unwrap();
    assert_eq!(place(shown), expected[number - 1]);
}

#[tokio::test]
async fn the_file_has_the_plan_at_the_end_of_each_line() {
    let site = school(&SLOTS).await;
    teach(&site).await;
    let mut rows = read_csv(&site, "format=csv").await;
    rows.sort_by_key(|row| row["id"].parse::<i64>().unwrap());

    let first = &rows[0];
    assert_eq!(first["plannedTime"], "2026-11-23T13:00:00Z");
    assert_eq!(first["linkDelayMinutes"], "4");
    assert_eq!(first["classDelayMinutes"], "7");
    assert_eq!(first["late"], "true");
    assert_eq!(first["lateRule"], "timetable");
    assert_eq!(rows[3]["plannedTime"], "");
}

/// The school's application stores what the school's clock shows.
#[tokio::test]
async fn links_of_programs_that_store_the_schools_clock_are_compared_as_well() {
    let site = Site::with(&[("SENT_TIME_STORED_AS", "school")]).await;
    site.clock.set("2026-11-28T09:00:00Z");
    execute(&site, TABLE).await;
    add_slots(&site, &[("ustaz1", "4:00 PM", "MWF", 1)]).await;
    let row = Row::new("t1").sent_at("2026-11-23 16:05:00");
    insert(site.store(), [row]).await;

    let session = &site.record(1).await["session"];
    assert_eq!(session["sentTime"], "2026-11-23T13:05:00Z");
    assert_eq!(session["linkDelayMinutes"], 5);
    let report = site.list("report=teachers").await;
    assert_eq!(report["total"]["lateStarts"], 1);
    assert_eq!(report["total"]["heldNotPlanned"], 0);
}
