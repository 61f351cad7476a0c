//! Reports beside what Zoom's events told: imported, refused, replaced and taken back.

use chrono::TimeDelta;
use serde_json::{Value, json};
use session_tracking::app::{
    ImportMode, ImportOutcome, LessonChange, LessonFigures, UndoOutcome, import_report, undo_import,
};
use session_tracking::domain::{Confidence, ImportId, ReportedFile};
use session_tracking::zoom::Report;

use super::cases::{Page, hear, input, lesson};
use super::{SECRET, count_rows};
use crate::support::{Inside, insert};

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

async fn expect_undo(site: &Inside, id: ImportId) -> Vec<LessonChange> {
    match undo_import(&site.app, id).await.unwrap() {
        UndoOutcome::Undone { lessons, .. } => lessons,
        other => panic!("not undone: {other:?}"),
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

#[tokio::test]
async fn a_dry_run_foresees_exactly_what_the_import_does() {
    let site = connected_school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    site.pass(7_200);
    let before = site.record(1).await;

    let file = read_report(GOOD, TEACHER, "Africa/Addis_Ababa");
    let mode = ImportMode {
        is_dry_run: true,
        ..ImportMode::default()
    };
    let ImportOutcome::Foreseen {
        lessons: foreseen, ..
    } = import_report(&site.app, &file, mode).await.unwrap()
    else {
        panic!("nothing foreseen");
    };

    assert_eq!(site.record(1).await, before);
    for table in ["zoom_imports", "zoom_events", "zoom_meetings_to_count"] {
        assert_eq!(count_rows(&site, table).await, 0, "{table}");
    }

    assert_eq!(figures(&foreseen[0].after), (42, Some(Confidence::A)));
    assert_eq!(expect_import(&site, &file).await.1, foreseen);
}

#[tokio::test]
async fn an_import_that_is_taken_back_leaves_the_session_as_it_was() {
    let site = connected_school().await;
    hear_plain_lesson(&site).await;
    let figures_of = |record: &Value| {
        [
            "durationSeconds",
            "lowSeconds",
            "highSeconds",
            "grade",
            "status",
            "noShow",
        ]
        .map(|field| record["session"][field].clone())
    };
    let before = figures_of(&site.record(1).await);

    let wrong_times = read_report(OTHER_ZONE, TEACHER, "Africa/Addis_Ababa");
    let mode = ImportMode {
        believes_times: true,
        ..ImportMode::default()
    };
    import_report(&site.app, &wrong_times, mode).await.unwrap();
    assert_ne!(figures_of(&site.record(1).await), before);

    expect_undo(&site, ImportId(1)).await;
    assert_eq!(figures_of(&site.record(1).await), before);
    assert!(count_rows(&site, "zoom_events WHERE import_id = 1").await > 0);

    // Its file may be imported again.
    let outcome = import_report(&site.app, &wrong_times, mode).await.unwrap();
    assert!(matches!(outcome, ImportOutcome::Imported { .. }));
    assert_ne!(figures_of(&site.record(1).await), before);
}

#[tokio::test]
async fn what_a_wrong_import_taught_of_people_goes_with_it() {
    let site = connected_school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    tap(&site, "2026-11-23 15:01:50").await;
    site.pass(7_200);

    let report = |student: &str| {
        let stay = |id: &str, joined: &str, left: &str| json!({ "id": id, "user_id": id, "join_time": joined, "leave_time": left });
        let stays = [
            stay("TEACHER", "2026-11-23T15:01:00Z", "2026-11-23T15:45:00Z"),
            stay(student, "2026-11-23T15:02:00Z", "2026-11-23T15:44:00Z"),
        ];
        let bytes = json!({ "participants": stays, "next_page_token": "" }).to_string();
        read_report(bytes.as_bytes(), "TEACHER", "UTC")
    };
    let known = |person: &str| format!("zoom_known_people WHERE person = 'u:{person}'");

    let (wrong, _) = expect_import(&site, &report("STRANGER")).await;
    assert_eq!(count_rows(&site, &known("STRANGER")).await, 1);

    // The right one replaces it: of its people nothing is left, and the teacher is still known.
    let (right, _) = expect_import(&site, &report("STUDENT")).await;
    assert_ne!(wrong, right);
    assert_eq!(count_rows(&site, &known("STRANGER")).await, 0);
    assert_eq!(count_rows(&site, &known("STUDENT")).await, 1);
    assert_eq!(count_rows(&site, &known("TEACHER")).await, 1);

    expect_undo(&site, right).await;
    assert_eq!(count_rows(&site, "zoom_known_people").await, 0);
}

/// The student tapped the link.
async fn tap(site: &Inside, at: &str) {
    let sql = format!(
        "INSERT INTO session_events
         (session_id, event_at, received_at, party, source, kind, document_id, sequence_number, detail, dedupe_key)
         VALUES (1, '{at}', '{at}', 'student', 'page', 'zoom_tapped', NULL, NULL, NULL, 'a-tap')"
    );
    site.store().execute_script(&sql).await.unwrap();
}
