//! Events as the world sends them: inputs made after public bug reports and samples of payloads, each with what is right.
//!
//! Every input is about one lesson unless its row says otherwise: link sent 14:45, page opened 14:58 and closed 15:00:30,
//! the teacher in the meeting 15:01 to 15:45, the student 15:02 to 15:44.

use serde_json::Value;

use super::imports::{connected_school, read_report};
use super::{SECRET, school, send_signed};
use crate::support::{Row, Site, insert};
use session_tracking::app::{ImportMode, ImportOutcome, import_report};
use session_tracking::clock::Clock;

/// The lesson's page was opened, or the link was never used.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Page {
    Opened,
    NeverOpened,
}

/// The inputs: the page, the least and the most minutes that are right, and the grades that are.
const CASES: [(&str, Page, (i64, i64), &str); 10] = [
    ("20", Page::Opened, (42, 42), "A"),
    ("21", Page::Opened, (42, 42), "A"),
    ("22b", Page::Opened, (42, 42), "A"),
    ("23", Page::Opened, (42, 42), "AB"),
    ("31a", Page::Opened, (42, 42), "BC"),
    ("31b", Page::Opened, (0, 20), "BC"),
    ("31b", Page::NeverOpened, (0, 20), "BC"),
    ("32", Page::Opened, (41, 43), "BC"),
    ("33a", Page::Opened, (0, 30), "BC"),
    ("34", Page::Opened, (42, 44), "BC"),
];

pub(super) fn lesson(page: Page) -> Row {
    let row = Row::new("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1")
        .set("link", "https://zoom.us/j/12345678901?pwd=a.1")
        .set("zoom_meeting_id", "12345678901")
        .set("report", 0)
        .set("notification_status", "sent")
        .sent_at("2026-11-23 14:45:00")
        .expires_at("2026-11-24 14:45:00");

    match page {
        Page::NeverOpened => row.status("active"),
        Page::Opened => row
            .opened_at("2026-11-23 14:58:00")
            .closed_at("2026-11-23 15:00:30", 150)
            .set("session_duration_minutes", 3)
            .band(0, 10_800)
            .set("duration_source", "page"),
    }
}

/// Returns a school after these events, an hour after the last of them.
async fn school_after(page: Page, lines: &[&str]) -> Site {
    let site = school().await;
    hear(&site, page, lines).await;

    site
}

/// Has Zoom tell of the lesson.
pub(super) async fn hear(site: &Site, page: Page, lines: &[&str]) {
    insert(site.store(), [lesson(page)]).await;
    for line in lines {
        send_signed(site, line, SECRET, site.clock.now())
            .await
            .expect(204);
    }
}

async fn session(site: &Site) -> Value {
    site.record(1).await["session"].clone()
}

pub(super) fn input(name: &str) -> &'static str {
    match name {
        "20" => include_str!("../../../data/zoom/20-webhooks-plain-good.jsonl"),
        "21" => include_str!("../../../data/zoom/21-webhooks-registrant-id-null.jsonl"),
        "22a" => include_str!("../../../data/zoom/22a-webhooks-breakout-still-running.jsonl"),
        "22b" => include_str!("../../../data/zoom/22b-webhooks-breakout-whole.jsonl"),
        "23" => {
            include_str!("../../../data/zoom/23-webhooks-reconnect-overlaps-91-seconds.jsonl")
        }
        "31a" => include_str!("../../../data/zoom/31a-webhooks-teacher-is-alternative-host.jsonl"),
        "31b" => {
            include_str!("../../../data/zoom/31b-webhooks-alternative-host-student-absent.jsonl")
        }
        "32" => {
            include_str!(
                "../../../data/zoom/32-webhooks-student-signed-in-with-hosts-account.jsonl"
            )
        }
        "33a" => include_str!("../../../data/zoom/33a-webhooks-bot-and-no-student.jsonl"),
        "34" => include_str!("../../../data/zoom/34-webhooks-ended-without-left.jsonl"),
        other => panic!("no input {other}"),
    }
}

#[tokio::test]
async fn every_input_gives_what_is_right() {
    for (name, page, (least, most), grades) in CASES {
        let lines: Vec<&str> = input(name).lines().collect();
        let site = school_after(page, &lines).await;
        let session = session(&site).await;

        let seconds = session["durationSeconds"].as_i64().unwrap_or(-1);
        let minutes = (seconds + 30).div_euclid(60);
        assert!(
            (least..=most).contains(&minutes),
            "{name} {page:?}: {session}"
        );

        let grade = session["grade"].as_str().unwrap_or("-");
        assert!(grades.contains(grade), "{name} {page:?}: {session}");
        assert_eq!(session["noShow"], Value::Null, "{name} {page:?}: {session}");

        let low = session["lowSeconds"].as_i64().unwrap();
        if page == Page::NeverOpened || name == "33a" {
            assert_eq!(low, 0, "{name}: nobody may have been there: {session}");
        }
    }
}

#[tokio::test]
async fn a_program_alone_makes_no_lesson_of_a_link_that_nobody_opened() {
    let lines: Vec<&str> = input("33a").lines().collect();
    let site = school_after(Page::NeverOpened, &lines).await;
    let session = session(&site).await;

    assert_eq!(session["status"], "sent", "{session}");
    assert_eq!(session["durationSeconds"], Value::Null, "{session}");
    assert_eq!(session["noShow"], Value::Null, "{session}");
}

#[tokio::test]
async fn a_lesson_in_breakout_rooms_goes_on() {
    let lines: Vec<&str> = input("22a").lines().collect();
    let site = school_after(Page::Opened, &lines).await;

    assert_eq!(session(&site).await["status"], "active");
}

#[tokio::test]
async fn a_lost_last_leave_after_a_move_leaves_a_doubt() {
    let all: Vec<&str> = input("22b").lines().collect();
    let last_left = all.len() - 3;
    let mut lines = all.clone();
    let removed = lines.remove(last_left);
    assert!(removed.contains("15:44:00Z"), "{removed}");

    let session = session(&school_after(Page::Opened, &lines).await).await;
    let minutes = session["durationSeconds"].as_i64().unwrap() / 60;
    assert!((41..=44).contains(&minutes), "{session}");
    assert_ne!(session["grade"], "A", "{session}");
}

/// The session's figures are the same in whatever order the events come, the last one late included. Every order of
/// many lessons is tried on the estimate itself.
#[tokio::test]
async fn every_order_of_the_same_events_gives_the_same() {
    for name in ["22b", "31a"] {
        let lines: Vec<&str> = input(name).lines().collect();
        let expected = session(&school_after(Page::Opened, &lines).await).await;

        for turn in [1, 4, 5] {
            let mut turned = lines.clone();
            turned.rotate_left(turn);
            if turn % 2 == 0 {
                turned.reverse();
            }

            let session = session(&school_after(Page::Opened, &turned).await).await;
            for field in [
                "durationSeconds",
                "lowSeconds",
                "highSeconds",
                "grade",
                "noShow",
                "status",
            ] {
                assert_eq!(
                    session[field], expected[field],
                    "{name}, turned by {turn}: {session}"
                );
            }
        }
    }
}

/// Webhooks, then a report on the same lesson: the minutes and the grades that are right.
const REPORTS: [(&str, &[u8], &str); 4] = [
    (
        "34",
        include_bytes!("../../../data/zoom/00-plain-good.csv"),
        "A",
    ),
    (
        "22b",
        include_bytes!("../../../data/zoom/18-json-breakout-and-overlap.json"),
        "A",
    ),
    (
        "31a",
        include_bytes!("../../../data/zoom/37-csv-for-lesson-of-alternative-host.csv"),
        "A",
    ),
    (
        "20",
        include_bytes!("../../../data/zoom/00-plain-good.csv"),
        "A",
    ),
];

#[tokio::test]
async fn a_report_completes_what_the_events_told_and_doubles_nothing() {
    for (name, report, grade) in REPORTS {
        let lines: Vec<&str> = input(name).lines().collect();
        let site = connected_school().await;
        hear(&site, Page::Opened, &lines).await;
        let host = if report.starts_with(b"{") {
            "HOSTTEACHER1000000000A"
        } else {
            "teacher1@school.example"
        };

        site.pass(600);
        let file = read_report(report, host, "Africa/Addis_Ababa");
        let outcome = import_report(&site.app, &file, ImportMode::default()).await;
        assert!(
            matches!(outcome, Ok(ImportOutcome::Imported { .. })),
            "{name}: {outcome:?}"
        );

        let record = site.record(1).await;
        let session = &record["session"];
        assert_eq!(session["durationSeconds"], 2520, "{name}: {session}");
        assert_eq!(session["grade"], grade, "{name}: {session}");

        let why = record["why"].as_str().unwrap();
        assert!(!why.contains("Zoom did not tell"), "{name}: {why}");
    }
}
