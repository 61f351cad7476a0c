//! Imports that fail midway, and several at once.

use super::{COUNTED, REPORT, School};
use crate::installation::{Installation, Run};

#[test]
fn an_import_that_fails_midway_leaves_the_earlier_one_as_it_is() {
    let school = School::new();
    let short = REPORT.replace("03:44:00 PM,42", "03:20:00 PM,18");
    school.import("first.csv", &short, &[]).expect(0, &[]);

    // The new import is inserted when the earlier one is to be replaced, and its events come after that.
    refuse_changes_of(&school.installation, "zoom_imports");
    let failed = school.import("second.csv", REPORT, &[]);
    school.installation.execute("DROP TRIGGER refuse_changes");

    failed.expect(2, &["refused"]);
    assert_eq!(school.count("zoom_imports", "replaced_by IS NULL"), 1);
    assert_eq!(school.count("zoom_events", "1 = 1"), 6);
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 0);
    school
        .import("second.csv", REPORT, &[])
        .expect(0, &["18 min, ", "42 min, "]);
}

#[test]
fn lessons_that_could_not_be_counted_are_counted_by_the_same_command() {
    let school = School::new();
    refuse_changes_of(&school.installation, "wpos_zoom_links");

    school.import("report.csv", REPORT, &[]).expect(
        2,
        &[
            "Import 1: report.csv",
            "not counted yet",
            "the same command again",
        ],
    );

    school.installation.execute("DROP TRIGGER refuse_changes");
    school.import("report.csv", REPORT, &[]).expect(
        0,
        &[
            "import 1 of",
            "Lessons that were not counted then",
            "42 min",
        ],
    );
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);
}

#[test]
fn an_import_that_was_taken_back_half_is_taken_back_whole_by_the_same_command() {
    let school = School::new();
    school.import("report.csv", REPORT, &[]).expect(0, &[]);
    refuse_changes_of(&school.installation, "wpos_zoom_links");
    let undo = || school.installation.run(&["zoom", "undo", "1"]);

    undo().expect(2, &["is taken back, but", "not counted yet"]);
    assert_eq!(school.count("zoom_imports", "undone_at IS NULL"), 0);

    school.installation.execute("DROP TRIGGER refuse_changes");
    undo().expect(0, &["was taken back already", "not opened"]);
}

#[test]
fn of_several_imports_at_once_exactly_one_is_read() {
    let school = School::new();
    let other = REPORT.replace("Amina", "Student 1");
    let files = [REPORT, REPORT, &other, &other];

    let running: Vec<_> = files
        .iter()
        .enumerate()
        .map(|(number, report)| {
            let arguments = school.arguments(&format!("report{number}.csv"), report);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            school.installation.start(&arguments)
        })
        .collect();
    for child in running {
        Run::of(&child.wait_with_output().unwrap()).expect(0, &[]);
    }

    let read = "replaced_by IS NULL AND undone_at IS NULL";
    assert_eq!(school.count("zoom_imports", read), 1);
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);
}

/// Has the database refuse every change of a table's rows.
fn refuse_changes_of(installation: &Installation, table: &str) {
    let refusal = if installation.is_mysql() {
        "FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'"
    } else {
        "BEGIN SELECT RAISE(ABORT, 'refused'); END"
    };
    installation.execute(&format!(
        "CREATE TRIGGER refuse_changes BEFORE UPDATE ON {table} {refusal}"
    ));
}
