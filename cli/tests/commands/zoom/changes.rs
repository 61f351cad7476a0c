//! What `zoom import` changes and shows.

use super::{COUNTED, REPORT, School};

#[test]
fn a_report_fills_in_what_was_not_told_and_shows_the_lesson_before_and_after() {
    let school = School::new();

    let run = school.import("report.csv", REPORT, &[]);

    run.expect(
        0,
        &[
            "Import 1: report.csv, meeting 12345678901, Mon 23 Nov 2026, 15:01 to 15:45, 2 stays.",
            "LESSON  TIME                    TEACHER  STUDENT  BEFORE      AFTER",
            "1       Mon 23 Nov 2026, 15:00  t        1        not opened  42 min, ",
            "session-tracking zoom undo 1",
        ],
    );
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);
}

#[test]
fn the_same_file_again_says_so_and_changes_nothing() {
    let school = School::new();
    school.import("report.csv", REPORT, &[]).expect(0, &[]);

    // Whatever its name.
    let again = school.import("again.csv", REPORT, &[]);

    again.expect(
        0,
        &["This file was imported before, in the same way: import 1 of"],
    );
    assert_eq!(school.count("zoom_imports", "1 = 1"), 1);
    assert_eq!(school.count("zoom_events", "1 = 1"), 6);
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);
}

#[test]
fn a_dry_run_shows_the_table_and_changes_nothing() {
    let school = School::new();

    let run = school.import("report.csv", REPORT, &["--dry-run"]);

    run.expect(
        0,
        &[
            "Nothing is changed yet.",
            "1       Mon 23 Nov 2026, 15:00  t        1        not opened  42 min, ",
        ],
    );
    assert_eq!(school.count("zoom_imports", "1 = 1"), 0);
    assert_eq!(school.count("zoom_events", "1 = 1"), 0);
    assert_eq!(
        school.count("wpos_zoom_links", "session_status = 'active'"),
        1
    );
}

#[test]
fn a_file_with_the_host_repairs_an_import_without() {
    let school = School::new();
    let file = REPORT.replace("T,teacher@school.example", "T,");
    school
        .import("report.csv", &file, &[])
        .expect(0, &["Nobody in the report is known to be the host"]);

    let right = school.import("right.csv", REPORT, &[]);

    right.expect(0, &["This replaces import 1 (report.csv, of"]);
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);
}

#[test]
fn a_file_that_is_no_report_is_refused() {
    let school = School::new();
    school
        .import("report.csv", "nothing,of,this\n", &[])
        .expect(2, &["cannot use", "Join time"]);
    school
        .installation
        .run(&["zoom", "import", "absent", "--meeting", "1", "--host", "x"])
        .expect(2, &["--meeting"]);
    school
        .installation
        .run(&["zoom", "import", "absent", "--meeting", "12345678901"])
        .expect(2, &["cannot read absent"]);
}
