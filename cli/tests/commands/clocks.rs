//! What `session-tracking validate` finds of clocks and time zones.

use std::fs;

use crate::installation::{Installation, Run};

/// Lessons of another program: `sent_time` three hours ahead of UTC, `clicked_at` three minutes later in UTC.
fn insert_lessons(installation: &Installation, count: u32) {
    let rows: Vec<String> = (1..=count)
        .map(|number| {
            let (day, month) = (number % 28 + 1, number / 28 + 1);
            format!("('{number:032}', '2026-{month:02}-{day:02} 15:00:00', '2026-{month:02}-{day:02} 12:03:00')")
        })
        .collect();
    let rows = rows.join(", ");
    installation.execute(&format!(
        "INSERT INTO wpos_zoom_links (tracking_token, sent_time, clicked_at) VALUES {rows}"
    ));
}

fn validate(installation: &Installation, settings: &[(&str, &str)]) -> Run {
    let mut command = installation.command(&["validate"]);
    let settings = settings.iter().copied();
    command.env("SCHOOL_TIMEZONE", "Africa/Addis_Ababa");
    Run::of(&command.envs(settings).output().unwrap())
}

#[test]
fn the_clock_of_other_programs_is_found_with_the_setting_that_is_right() {
    let installation = Installation::new();
    installation.run(&["migrate"]);
    insert_lessons(&installation, 19);
    validate(&installation, &[]).expect(
        1,
        &["ok    clock of sent_time: 19 rows of other programs tell something, too few"],
    );

    installation.execute("DELETE FROM wpos_zoom_links");
    insert_lessons(&installation, 40);
    validate(&installation, &[]).expect(
        1,
        &[
            "warn  clock of sent_time: other programs store school (Africa/Addis_Ababa), as 40 of 40 rows show",
            "Set SENT_TIME_STORED_AS=school for functions and commands (it is utc)",
        ],
    );
    validate(&installation, &[("SENT_TIME_STORED_AS", "school")]).expect(
        1,
        &[
            "ok    clock of sent_time: other programs store school (Africa/Addis_Ababa), as 40 of 40 rows show",
            "ok    clock of sent_time: our own rows are stored as school",
        ],
    );
}

#[test]
fn migrate_stores_our_rows_by_the_clock_of_the_setting() {
    let installation = Installation::new();
    installation.run(&["migrate"]);
    installation.execute(
        "INSERT INTO wpos_zoom_links (tracking_token, sent_time, notification_status, session_status)
         VALUES ('A', '2026-03-08 21:30:00', 'sent', 'active')",
    );
    let school = ("SENT_TIME_STORED_AS", "school");
    validate(&installation, &[school]).expect(
        1,
        &["warn  clock of sent_time: 1 rows of ours are not stored as school"],
    );

    let mut command = installation.command(&["migrate"]);
    command.env("SCHOOL_TIMEZONE", "Africa/Addis_Ababa");
    command.env("SENT_TIME_STORED_AS", "school");
    Run::of(&command.output().unwrap()).expect(
        0,
        &["Stored 1 times of our own rows by SENT_TIME_STORED_AS=school."],
    );
    validate(&installation, &[school]).expect(
        1,
        &["ok    clock of sent_time: our own rows are stored as school"],
    );

    // A deploy step without these settings leaves the rows as they are.
    installation
        .run(&["migrate"])
        .expect(0, &["1 times of our own rows are stored by another clock"]);
    validate(&installation, &[school]).expect(
        1,
        &["ok    clock of sent_time: our own rows are stored as school"],
    );
}

#[test]
fn the_times_of_sessions_have_a_setting_of_their_own() {
    let installation = Installation::new();
    installation.run(&["migrate"]);
    installation.execute(
        "INSERT INTO wpos_zoom_links (tracking_token, notification_status, session_status, clicked_at,
           last_activity_at, session_ended_at, documents)
         VALUES ('A', 'sent', 'ended', '2026-03-08 21:30:00', '2026-03-08 22:00:00', '2026-03-08 22:00:00', '{}')",
    );
    let school = ("SESSION_TIMES_STORED_AS", "school");
    validate(&installation, &[school]).expect(
        1,
        &["warn  clock of clicked_at: 1 rows of ours are not stored as school"],
    );

    let mut command = installation.command(&["migrate"]);
    command.env("SCHOOL_TIMEZONE", "Africa/Addis_Ababa");
    command.env(school.0, school.1);
    Run::of(&command.output().unwrap()).expect(
        0,
        &["Stored 1 times of our own rows by SESSION_TIMES_STORED_AS=school."],
    );
    validate(&installation, &[school]).expect(
        1,
        &["ok    clock of clicked_at: our own rows are stored as school"],
    );
    installation
        .run(&["migrate"])
        .expect(0, &["set SESSION_TIMES_STORED_AS and SCHOOL_TIMEZONE"]);
}

/// A file of compiled zone data whose clock is always one hour ahead.
fn one_hour_ahead() -> Vec<u8> {
    let mut file = Vec::new();
    for _ in ["the old form", "the new one"] {
        file.extend(b"TZif");
        file.push(b'2');
        file.extend([0; 15]);
        for count in [0_u32, 0, 0, 0, 1, 4] {
            file.extend(count.to_be_bytes());
        }
        file.extend(3600_i32.to_be_bytes());
        file.extend([0, 0]);
        file.extend(b"+01\0");
    }
    file.extend(b"\n<+01>-1\n");

    file
}

#[test]
fn zone_data_that_are_older_than_ours_are_named() {
    let installation = Installation::new();
    installation.run(&["migrate"]);
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("Africa")).unwrap();
    fs::write(folder.path().join("Africa/Casablanca"), one_hour_ahead()).unwrap();
    let zones = folder.path().display().to_string();

    validate(&installation, &[("TZDIR", &zones)]).expect(
        1,
        &["ok    zone data of this machine are older than this program's: Africa/Casablanca"],
    );
    let school = [
        ("TZDIR", zones.as_str()),
        ("SCHOOL_TIMEZONE", "Africa/Casablanca"),
    ];
    validate(&installation, &school).expect(
        1,
        &[
            "warn  zone data of this machine are older than this program's, for the school's zone Africa/Casablanca",
            "update its package tzdata",
        ],
    );
}
