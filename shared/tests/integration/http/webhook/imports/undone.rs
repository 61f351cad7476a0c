//! Imports that are taken back: nothing of them stays but the ledger.

use serde_json::{Value, json};
use session_tracking::app::{
    ImportMode, ImportOutcome, LessonChange, UndoOutcome, import_report, undo_import,
};
use session_tracking::domain::ImportId;

use super::super::cases::{Page, lesson};
use super::super::count_rows;
use super::{OTHER_ZONE, TEACHER, connected_school, expect_import, hear_plain_lesson, read_report};
use crate::support::{Inside, insert};

async fn expect_undo(site: &Inside, id: ImportId) -> Vec<LessonChange> {
    match undo_import(&site.app, id).await.unwrap() {
        UndoOutcome::Undone { lessons, .. } => lessons,
        other => panic!("not undone: {other:?}"),
    }
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
