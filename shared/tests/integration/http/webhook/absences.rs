//! The minutes of a student to whom no teacher came: shown with the lesson, counted in no sum.

use serde_json::{Value, json};

use super::lessons::open_page_and_tap;
use super::{deliver_all, events, school, send_link, session};
use crate::support::{Html, Site, expect_json};

const MONTH: &str = "report=teachers&month=2026-11";
const DAY: i64 = 24 * 3600;

/// The student waits in the meeting from minute 2 to 20.
async fn lesson_without_teacher() -> Site {
    let site = school().await;
    let token = send_link(&site, "1").await;
    open_page_and_tap(&site, &token).await;

    let waited = [
        ("started", "s1", 2),
        ("joined", "s1", 2),
        ("left", "s1", 20),
        ("ended", "s1", 20),
    ];
    deliver_all(&site, &events("u1==", &waited)).await;
    site.pass(7200);
    site.sweep().await.expect(200);

    site
}

/// The seconds of the lesson's day, of the teacher's month, and of the file of the month.
async fn sums(site: &Site) -> [i64; 3] {
    let day = site.list("date=2026-11-23").await;
    let month = site.list(MONTH).await;
    let path = format!("/api/admin/teacher-sessions?{MONTH}&format=csv");
    let file = site.as_admin(&path).await.expect(200).text;
    let mut file = csv::Reader::from_reader(file.as_bytes());
    let column = file.headers().unwrap().iter().position(|c| c == "seconds");
    let line = file.records().next().unwrap().unwrap();

    [
        seconds(&day["statistics"]["totalDurationSeconds"]),
        seconds(&month["teachers"][0]["seconds"]),
        line[column.unwrap()].parse().unwrap(),
    ]
}

fn seconds(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

async fn month_of_dashboard(site: &Site) -> Html {
    site.admin_page("/admin/teacher-monitoring?view=months&month=2026-11")
        .await
}

#[tokio::test]
async fn a_lesson_to_which_the_teacher_did_not_come_counts_in_no_sum() {
    let site = lesson_without_teacher().await;
    let lesson = session(&site, 1).await;
    expect_json!(lesson, @r#"
    {
        "noShow": "teacher_absent", "durationSeconds": 1080, "countedSeconds": 0
    }
    "#);

    let why = site.record(1).await["why"].clone();
    let reason = "the minutes are those of the student, who waited there, and count in no sum";
    assert!(why.as_str().unwrap().contains(reason), "{why}");

    assert_eq!(sums(&site).await, [0; 3]);
    let page = month_of_dashboard(&site).await;
    assert_eq!(page.part("[data-label=Minutes]").text(), "0");

    // The same once the sweep has summed up the day.
    site.pass(3 * DAY);
    assert!(site.sum_up_days().await > 0);
    assert_eq!(sums(&site).await, [0; 3]);
}

#[tokio::test]
async fn a_lesson_counts_again_once_the_absence_is_disproved() {
    let site = lesson_without_teacher().await;
    site.pass(3 * DAY);
    assert!(site.sum_up_days().await > 0);
    assert_eq!(sums(&site).await, [0; 3]);

    let late = [("joined", "host", 1), ("left", "host", 21)];
    deliver_all(&site, &events("u1==", &late)).await;

    let lesson = session(&site, 1).await;
    assert_eq!(lesson["noShow"], Value::Null, "{lesson}");
    assert_eq!(lesson["countedSeconds"], json!(1080), "{lesson}");
    assert_eq!(sums(&site).await, [1080; 3]);
    site.sum_up_days().await;
    assert_eq!(sums(&site).await, [1080; 3]);
}
