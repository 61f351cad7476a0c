//! A dry run: it foresees exactly what the import does.

use session_tracking::app::{ImportMode, ImportOutcome, import_report};
use session_tracking::domain::Confidence;

use super::super::cases::{Page, hear, input, lesson};
use super::super::count_rows;
use super::{GOOD, TEACHER, connected_school, expect_import, figures, read_report};
use crate::support::{Inside, insert};

const WAITED: &[u8] = include_bytes!("../../../../data/zoom/01-csv-waiting-room-row.csv");
const ROOMS: &[u8] = include_bytes!("../../../../data/zoom/18-json-breakout-and-overlap.json");
const OF_ALTERNATIVE_HOST: &[u8] =
    include_bytes!("../../../../data/zoom/37-csv-for-lesson-of-alternative-host.csv");

const DRY_RUN: ImportMode = ImportMode {
    is_dry_run: true,
    believes_times: false,
    spares_files: false,
};

async fn expect_nothing_stored(site: &Inside) {
    for table in ["zoom_imports", "zoom_events WHERE source = 'report'"] {
        assert_eq!(count_rows(site, table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_dry_run_changes_nothing_and_foresees_the_minutes() {
    let site = connected_school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    site.pass(7_200);
    let before = site.record(1).await;

    let file = read_report(GOOD, TEACHER, "Africa/Addis_Ababa");
    let outcome = import_report(&site.app, &file, DRY_RUN).await.unwrap();

    let ImportOutcome::Foreseen { lessons, .. } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(figures(&lessons[0].after), (42, Some(Confidence::A)));
    assert_eq!(site.record(1).await, before);
    assert_eq!(count_rows(&site, "zoom_meetings_to_count").await, 0);
    expect_nothing_stored(&site).await;
}

#[tokio::test]
async fn an_import_does_what_was_foreseen_whatever_zoom_told_before() {
    for told in ["", "20", "22b", "31a", "32", "34"] {
        for report in [GOOD, WAITED, ROOMS, OF_ALTERNATIVE_HOST] {
            let site = connected_school().await;
            let lines: Vec<&str> = if told.is_empty() {
                Vec::new()
            } else {
                input(told).lines().collect()
            };
            hear(&site, Page::Opened, &lines).await;
            site.pass(7_200);

            let file = read_report(report, TEACHER, "Africa/Addis_Ababa");
            let outcome = import_report(&site.app, &file, DRY_RUN).await.unwrap();
            let ImportOutcome::Foreseen { lessons, .. } = outcome else {
                panic!("{told}: {outcome:?}");
            };
            expect_nothing_stored(&site).await;

            let (_, imported) = expect_import(&site, &file).await;
            assert_eq!(imported, lessons, "{told}");
        }
    }
}
