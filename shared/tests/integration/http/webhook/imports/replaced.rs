//! Which imports a later one replaces: what is foreseen is what the database does.

use session_tracking::app::ImportOutcome;
use session_tracking::store::{ImportState, ZoomImport};

use super::super::cases::{Page, lesson};
use super::{TEACHER, connected_school, import, read_report};
use crate::support::{Inside, Row, insert};

const ZONE: &str = "Africa/Addis_Ababa";

/// A report with one stay on each of these days, `2026-11-23` written as 23.
fn report(name: &str, days: &[&str]) -> String {
    let mut report = "ID,Start time,Name (original name),Email,Join time,Leave time\n".to_owned();
    for day in days {
        let at = |time: &str| format!("11/{day}/2026 {time} PM");
        report += &format!(
            "12345678901,{0},{name},{TEACHER},{0},{1}\n",
            at("06:01:00"),
            at("06:45:00")
        );
    }

    report
}

/// Imports, and asserts that the database replaced exactly what was foreseen. Returns the numbers of that.
async fn replaced_by(site: &Inside, text: &str, zone: &str) -> Vec<i64> {
    let before = all(site).await;
    let file = read_report(text.as_bytes(), TEACHER, zone);
    let outcome = import(site, &file).await;
    let ImportOutcome::Imported { replaced, .. } = outcome else {
        panic!("{outcome:?}");
    };

    let foreseen: Vec<i64> = replaced.iter().map(|import| import.id.0).collect();
    let mut done = Vec::new();
    for import in all(site).await {
        let was_read = before
            .iter()
            .any(|earlier| earlier.id == import.id && earlier.state == ImportState::Read);
        if was_read && import.state != ImportState::Read {
            done.push(import.id.0);
        }
    }

    assert_eq!(done, foreseen);
    done
}

/// All imports, the oldest first.
async fn all(site: &Inside) -> Vec<ZoomImport> {
    let mut imports = site.store().list_zoom_imports(100).await.unwrap();
    imports.reverse();

    imports
}

#[tokio::test]
async fn a_later_import_of_a_day_replaces_the_earlier_one_of_that_day_alone() {
    let site = connected_school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    site.pass(200_000);

    assert!(
        replaced_by(&site, &report("T", &["22", "23"]), ZONE)
            .await
            .is_empty()
    );
    assert_eq!(
        replaced_by(&site, &report("Other", &["23"]), ZONE).await,
        [2]
    );
}

#[tokio::test]
async fn the_same_file_in_another_zone_replaces_the_earlier_reading_of_another_day() {
    let site = connected_school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    site.pass(200_000);

    // A lesson of the next day, of which the wrong reading would be.
    let next = Row::new("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2")
        .set("zoom_meeting_id", "12345678901")
        .sent_at("2026-11-24 04:45:00")
        .status("active");
    insert(site.store(), [next]).await;

    let text = report("T", &["23"]);
    // In this zone the lesson was on the school's next day.
    let wrong = read_report(text.as_bytes(), TEACHER, "Pacific/Pago_Pago");
    assert_eq!(wrong.days[0].day.to_string(), "2026-11-24");

    replaced_by(&site, &text, "Pacific/Pago_Pago").await;
    assert_eq!(replaced_by(&site, &text, ZONE).await, [1]);
}

#[tokio::test]
async fn a_day_of_a_file_that_is_read_already_is_left_alone() {
    let site = connected_school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    site.pass(200_000);

    let both = report("T", &["22", "23"]);
    replaced_by(&site, &both, ZONE).await;
    assert_eq!(
        replaced_by(&site, &report("Other", &["23"]), ZONE).await,
        [2]
    );

    // The 22nd is still read from this file, so only the 23rd is imported again.
    assert_eq!(replaced_by(&site, &both, ZONE).await, [3]);
    assert_eq!(all(&site).await.len(), 4);
}

#[tokio::test]
async fn a_report_that_no_lesson_is_about_replaces_nothing() {
    let site = connected_school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    site.pass(200_000);
    replaced_by(&site, &report("T", &["23"]), ZONE).await;
    let session = site.record(1).await["session"].clone();

    // The same day, before the link was sent.
    let elsewhere = report("Other", &["23"])
        .replace("06:", "08:")
        .replace("PM", "AM");
    let file = read_report(elsewhere.as_bytes(), TEACHER, ZONE);
    let outcome = import(&site, &file).await;

    assert!(
        matches!(outcome, ImportOutcome::NothingMatched(_)),
        "{outcome:?}"
    );
    assert_eq!(all(&site).await.len(), 1);
    assert_eq!(site.record(1).await["session"], session);
}
