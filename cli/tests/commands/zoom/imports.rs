//! `zoom imports` and `zoom undo`.

use super::{COUNTED, REPORT, School};

#[test]
fn without_imports_the_list_says_so() {
    let school = School::new();
    school
        .installation
        .run(&["zoom", "imports"])
        .expect(0, &["No report was imported yet."]);
}

#[test]
fn a_later_import_of_the_day_replaces_the_earlier_one_and_both_are_listed() {
    let school = School::new();
    let short = REPORT.replace("03:44:00 PM,42", "03:20:00 PM,18");
    school
        .import("first.csv", &short, &[])
        .expect(0, &["18 min"]);

    school.import("second.csv", REPORT, &[]).expect(
        0,
        &[
            "This replaces import 1 (first.csv, of",
            "18 min, ",
            "42 min, ",
        ],
    );

    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);
    assert_eq!(
        school.count("zoom_events", "1 = 1"),
        12,
        "nothing is deleted"
    );

    let list = school.installation.run(&["zoom", "imports"]);
    list.expect(0, &["NUMBER", "read", "replaced by 2", "2026-11-23"]);
    assert!(list.printed.find("second.csv") < list.printed.find("first.csv"));

    let newest = school
        .installation
        .run(&["zoom", "imports", "--limit", "1"]);
    newest.expect(0, &["second.csv"]);
    assert!(!newest.printed.contains("first.csv"));
}

#[test]
fn an_import_is_taken_back_once_and_the_ledger_is_kept() {
    let school = School::new();
    school.import("report.csv", REPORT, &[]).expect(0, &[]);
    let undo = || school.installation.run(&["zoom", "undo", "1"]);

    let first = undo();
    first.expect(
        0,
        &[
            "Import 1 (report.csv) is taken back.",
            "42 min, ",
            "not opened",
        ],
    );
    assert_eq!(
        school.count(
            "wpos_zoom_links",
            "session_status = 'active' AND together_seconds IS NULL"
        ),
        1
    );
    assert_eq!(school.count("zoom_events", "import_id = 1"), 6);

    undo().expect(
        0,
        &["Import 1 was taken back already", "No lesson changed."],
    );
    school
        .installation
        .run(&["zoom", "imports"])
        .expect(0, &["taken back "]);

    // The file itself may be right after all.
    school
        .import("report.csv", REPORT, &[])
        .expect(0, &["Import 2: report.csv"]);
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);
}

#[test]
fn what_was_replaced_stays_replaced_when_the_later_one_is_taken_back() {
    let school = School::new();
    let short = REPORT.replace("03:44:00 PM,42", "03:20:00 PM,18");
    school.import("first.csv", &short, &[]).expect(0, &[]);
    school.import("second.csv", REPORT, &[]).expect(0, &[]);
    let run = |arguments: &[&str]| school.installation.run(arguments);

    run(&["zoom", "undo", "1"]).expect(
        0,
        &["replaced by import 2", "zoom undo 2", "No lesson changed."],
    );
    run(&["zoom", "undo", "2"]).expect(0, &["not opened"]);
    run(&["zoom", "imports"]).expect(0, &["replaced by 2", "taken back "]);
}

#[test]
fn an_unknown_number_ends_the_command_after_what_was_taken_back_before_it() {
    let school = School::new();
    school.import("report.csv", REPORT, &[]).expect(0, &[]);

    let undo = school.installation.run(&["zoom", "undo", "1-2", "7"]);
    undo.expect(
        2,
        &[
            "Import 1 (report.csv) is taken back.",
            "42 min, ",
            "there is no import 2",
        ],
    );
}

#[test]
fn an_unknown_number_is_refused() {
    let school = School::new();
    for wrong in ["x", "3-1", "0", "1-99999"] {
        let refused = school.installation.run(&["zoom", "undo", wrong]);
        refused.expect(2, &["NUMBER", wrong]);
    }
    school
        .installation
        .run(&["zoom", "undo"])
        .expect(2, &["NUMBER"]);
    school.installation.run(&["zoom", "undo", "7"]).expect(
        2,
        &["there is no import 7", "session-tracking zoom imports"],
    );
}
