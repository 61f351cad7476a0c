//! Files as people have them, without any event of Zoom's: the minutes that are right.

use std::fs;

use session_tracking::domain::Confidence;

use super::super::cases::{Page, lesson};
use super::{TEACHER, connected_school, expect_import, figures, read_report};
use crate::support::insert;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/zoom");

/// Each file, and the minutes of the lesson.
const FILES: [(&str, i64); 15] = [
    ("00-plain-good.csv", 42),
    ("01-csv-waiting-room-row.csv", 34),
    ("02-json-waiting-room-row.json", 34),
    ("03-csv-wide-two-user-email-columns.csv", 42),
    ("04a-csv-wide-two-meetings.csv", 42),
    ("06a-csv-other-time-layout.csv", 42),
    ("06c-csv-other-time-layout.csv", 42),
    ("06e-csv-other-time-layout.csv", 42),
    ("07a-csv-header-italian.csv", 42),
    ("07c-csv-header-spanish.csv", 42),
    ("08a-csv-semicolons.csv", 42),
    ("10a-csv-blank-comma-row-at-end.csv", 42),
    ("14-csv-bom-crlf-quotes.csv", 42),
    ("18-json-breakout-and-overlap.json", 42),
    ("50b-guest-rows-overlap-by-30-minutes.json", 60),
];

#[tokio::test]
async fn every_file_gives_the_minutes_that_are_right_with_grade_a() {
    for (name, minutes) in FILES {
        let bytes = fs::read(format!("{FOLDER}/{name}")).unwrap();
        let site = connected_school().await;
        insert(site.store(), [lesson(Page::Opened)]).await;
        site.pass(7_200);
        let host = if bytes.starts_with(b"{") {
            "HOSTTEACHER1000000000A"
        } else {
            TEACHER
        };

        let file = read_report(&bytes, host, "Africa/Addis_Ababa");
        let (_, lessons) = expect_import(&site, &file).await;

        assert_eq!(
            figures(&lessons[0].after),
            (minutes, Some(Confidence::A)),
            "{name}"
        );
    }
}
