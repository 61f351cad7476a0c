//! Reports beside what Zoom's events told: imported, refused, replaced and taken back.

mod files;
mod foreseen;
mod guests;
mod replaced;
mod undone;

use chrono::TimeDelta;
use session_tracking::app::{
    ImportMode, ImportOutcome, LessonChange, LessonFigures, import_report,
};
use session_tracking::domain::{Confidence, ImportId, ReportedFile};
use session_tracking::zoom::Report;

use super::cases::{Page, hear, input};
use super::{SECRET, count_rows};
use crate::support::Inside;

const GOOD: &[u8] = include_bytes!("../../../data/zoom/00-plain-good.csv");
const OTHER_ZONE: &[u8] =
    include_bytes!("../../../data/zoom/09-csv-exported-in-another-time-zone.csv");
const TEACHER: &str = "teacher1@school.example";

pub(super) async fn connected_school() -> Inside {
    Inside::with(&[("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)]).await
}

pub(super) fn read_report(bytes: &[u8], host: &str, zone: &str) -> ReportedFile {
    let report = Report {
        meeting: "12345678901".to_owned(),
        uuid: None,
        account: String::new(),
        host: Some(host.to_owned()),
        zone: zone.parse().unwrap(),
        date_order: None,
    };
    let school_days = "Africa/Addis_Ababa".parse().unwrap();

    report.read_file("report.csv", bytes, &school_days).unwrap()
}

async fn import(site: &Inside, file: &ReportedFile) -> ImportOutcome {
    import_report(&site.app, file, ImportMode::default())
        .await
        .unwrap()
}

/// Imports a report, and returns its number and what it changed.
async fn expect_import(site: &Inside, file: &ReportedFile) -> (ImportId, Vec<LessonChange>) {
    match import(site, file).await {
        ImportOutcome::Imported {
            imports, lessons, ..
        } => (imports[0].id, lessons),
        other => panic!("not imported: {other:?}"),
    }
}

/// Minutes and grade.
fn figures(figures: &LessonFigures) -> (i64, Option<Confidence>) {
    match figures {
        LessonFigures::Over {
            time: Some(time), ..
        } => (time.minutes(), time.grade),
        other => panic!("no time: {other:?}"),
    }
}

async fn hear_plain_lesson(site: &Inside) {
    let lines: Vec<&str> = input("20").lines().collect();
    hear(site, Page::Opened, &lines).await;
    site.pass(7_200);
}

#[tokio::test]
async fn a_report_in_another_zone_contradicts_zooms_events_and_is_refused() {
    let site = connected_school().await;
    hear_plain_lesson(&site).await;
    let session = site.record(1).await["session"].clone();

    let file = read_report(OTHER_ZONE, TEACHER, "Africa/Addis_Ababa");
    let outcome = import(&site, &file).await;

    assert!(
        matches!(outcome, ImportOutcome::Shifted(shift) if shift == TimeDelta::hours(1)),
        "{outcome:?}"
    );
    assert_eq!(count_rows(&site, "zoom_imports").await, 0);
    assert_eq!(site.record(1).await["session"], session);
}

#[tokio::test]
async fn in_its_own_zone_the_same_report_changes_nothing() {
    let site = connected_school().await;
    hear_plain_lesson(&site).await;

    let (_, lessons) = expect_import(&site, &read_report(OTHER_ZONE, TEACHER, "Asia/Dubai")).await;

    assert_eq!(lessons.len(), 1);
    assert!(!lessons[0].is_change(), "{lessons:?}");
    assert_eq!(figures(&lessons[0].after), (42, Some(Confidence::A)));
}

#[tokio::test]
async fn whoever_insists_on_the_times_may_import_them() {
    let site = connected_school().await;
    hear_plain_lesson(&site).await;

    let file = read_report(OTHER_ZONE, TEACHER, "Africa/Addis_Ababa");
    let mode = ImportMode {
        believes_times: true,
        ..ImportMode::default()
    };
    let outcome = import_report(&site.app, &file, mode).await.unwrap();

    assert!(
        matches!(outcome, ImportOutcome::Imported { .. }),
        "{outcome:?}"
    );
}
