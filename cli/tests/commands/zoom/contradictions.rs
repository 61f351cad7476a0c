//! Reports that contradict what Zoom's own events told.

use super::{REPORT, School};

/// A school in which Zoom's events told of the lesson.
fn school_that_zoom_told() -> School {
    let school = School::new();
    for (kind, at, who) in [
        ("joined", "15:01:00", "host"),
        ("left", "15:45:00", "host"),
        ("joined", "15:02:00", "student"),
        ("left", "15:44:00", "student"),
    ] {
        school.installation.execute(&format!(
            "INSERT INTO zoom_events (account_id, meeting_id, meeting_uuid, kind, event_at, received_at, connection,
               is_host, source, dedupe_key)
             VALUES ('a', '12345678901', 'u1', '{kind}', '2026-11-23 {at}', '2026-11-23 {at}', '{who}',
               0, 'webhook', '{kind}{who}')"
        ));
    }

    school
}

#[test]
fn a_report_in_another_zone_is_refused_with_the_zone_that_would_be_right() {
    let school = school_that_zoom_told();
    let moved = REPORT.replace(" 03:", " 06:");

    school.import("moved.csv", &moved, &["--dry-run"]).expect(
        2,
        &[
            "cannot use",
            "3 hours later",
            "read in UTC",
            "UTC+03:00: import it with --zone Africa/Addis_Ababa",
        ],
    );

    school
        .import("moved.csv", &moved, &["--zone", "Africa/Addis_Ababa"])
        .expect(0, &["Import 1: moved.csv"]);
}

#[test]
fn zones_of_half_hours_and_to_the_west_are_named_too() {
    let school = school_that_zoom_told();
    let india = REPORT.replace(" 03:0", " 08:3").replace(" 03:4", " 09:1");
    school.import("india.csv", &india, &[]).expect(
        2,
        &[
            "5.5 hours later",
            "UTC+05:30: import it with --zone Asia/Kolkata",
        ],
    );

    let new_york = REPORT.replace(" 03:", " 10:").replace("PM", "AM");
    school.import("new-york.csv", &new_york, &[]).expect(
        2,
        &[
            "5 hours earlier",
            "UTC-05:00: import it with --zone America/New_York",
        ],
    );
}

#[test]
fn a_wrong_zone_that_was_named_is_refused_as_well() {
    let school = school_that_zoom_told();
    school
        .import("report.csv", REPORT, &["--zone", "Asia/Tokyo"])
        .expect(2, &["9 hours earlier", "read in Asia/Tokyo", "--zone UTC"]);
}

#[test]
fn times_with_their_own_zone_are_not_mended_by_an_option() {
    let school = school_that_zoom_told();
    let stay = |id: &str, joined: &str, left: &str| {
        format!(
            r#"{{"id":"{id}","join_time":"2026-11-23T{joined}Z","leave_time":"2026-11-23T{left}Z"}}"#
        )
    };
    let report = format!(
        r#"{{"participants":[{},{}],"next_page_token":""}}"#,
        stay("HOST", "16:01:00", "16:45:00"),
        stay("STUDENT", "16:02:00", "16:44:00")
    );

    school.import("report.json", &report, &[]).expect(
        2,
        &[
            "1 hour later",
            "names the zone of its times itself",
            "--times-are-right",
        ],
    );
}

#[test]
fn whoever_insists_on_the_times_may_import_them() {
    let school = school_that_zoom_told();
    let moved = REPORT.replace(" 03:", " 06:");
    school
        .import("moved.csv", &moved, &["--times-are-right"])
        .expect(0, &["Import 1: moved.csv"]);
}
