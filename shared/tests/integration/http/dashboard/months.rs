//! The report on a month, by teacher.

use serde_json::Value;

use super::view;
use crate::http::rows::insert_every_kind;
use crate::support::{Site, change};

#[tokio::test]
async fn months_are_the_sum_of_their_sessions() {
    let site = Site::start().await;
    insert_every_kind(&site, 130).await;
    change(site.store(), "id = 7", "ustazid", None).await;
    expect_month(&site).await;

    site.sweep().await.expect(200);
    expect_month(&site).await;

    let empty = view(&site, "view=months&month=2020-02").await;
    empty.expect_texts(&["No lessons in February 2020."]);
}

async fn expect_month(site: &Site) {
    let report = site.list("report=teachers").await;
    assert_eq!(report["month"], "2026-11");
    let teachers = report["teachers"].as_array().unwrap();

    let list = site.list("limit=500&range=month").await;
    let sessions = list["sessions"].as_array().unwrap();
    let mut sent = 0;

    for teacher in teachers {
        let of_teacher = sessions
            .iter()
            .filter(|session| session["teacherId"] == teacher["teacherId"]);
        sent += expect_teacher(teacher, &of_teacher.collect::<Vec<_>>());
    }

    assert_eq!(sent, sessions.len());
    assert_eq!(report["total"]["sent"], sessions.len());
    expect_file(site, teachers.len(), sent).await;

    let page = view(site, "view=months&month=2026-11").await;
    page.expect_texts(&["Teachers in November 2026", "No teacher"]);
    assert!(
        page.source()
            .contains("from=2026-11-01&#38;to=2026-11-30&#38;teacherId=ustaz1")
    );
}

fn number(sessions: &[&Value], status: &str) -> usize {
    let found = sessions
        .iter()
        .filter(|session| session["status"] == status);
    found.count()
}

/// Asserts that a teacher's line is the sum of their sessions. Returns how many these are.
#[track_caller]
fn expect_teacher(teacher: &Value, sessions: &[&Value]) -> usize {
    let seconds = sessions
        .iter()
        .filter_map(|session| session["countedSeconds"].as_i64());
    let seconds: i64 = seconds.sum();

    for (name, expected) in [
        ("sent", sessions.len()),
        ("completed", number(sessions, "ended")),
        ("timedOut", number(sessions, "timeout")),
        ("notOpened", number(sessions, "sent")),
        ("open", number(sessions, "active")),
        ("opened", sessions.len() - number(sessions, "sent")),
    ] {
        assert_eq!(teacher[name], expected, "{name}: {teacher}");
    }

    assert_eq!(teacher["seconds"], seconds, "{teacher}");
    assert_eq!(teacher["minutes"], (seconds + 30) / 60, "{teacher}");

    sessions.len()
}

async fn expect_file(site: &Site, teachers: usize, sent: usize) {
    let path = "/api/admin/teacher-sessions?report=teachers&format=csv";
    let file = site.as_admin(path).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("teachers.csv"));

    let text = file.text.strip_prefix('\u{feff}').expect("a BOM");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let in_file = rows.iter().map(|row| row[3].parse::<usize>().unwrap());

    assert_eq!(rows.len(), teachers);
    assert_eq!(in_file.sum::<usize>(), sent);
}
