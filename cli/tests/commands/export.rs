//! `session-tracking export`.

use std::fs;

use crate::installation::Installation;

const SESSIONS: &str = "
    INSERT INTO wpos_wpdatatable_23 (wdt_ID, name) VALUES (1, '=Amina, \"A\"');
    INSERT INTO wpos_zoom_links (id, studentid, ustazid, tracking_token, sent_time, clicked_at, last_activity_at,
        session_ended_at, session_status, session_duration_seconds) VALUES
        (1, 1, 't', 'A', '2026-11-01 20:59:00', '2026-11-01 20:59:59', '2026-11-01 21:30:00', '2026-11-01 21:30:00', 'ended', 1801),
        (2, 1, 't', 'B', '2026-11-01 21:00:00', '2026-11-01 21:00:00', '2026-11-01 21:30:00', '2026-11-01 21:30:00', 'ended', 1800),
        (3, 1, 't', 'C', '2026-11-02 21:00:00', NULL, NULL, NULL, 'active', NULL);";

#[test]
fn days_are_the_schools_and_the_file_is_whole() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    installation.execute(SESSIONS);
    let file = tempfile::tempdir().unwrap().keep().join("november.csv");

    let path = file.to_str().unwrap();
    let arguments = [
        "export",
        "--from",
        "2026-11-02",
        "--to",
        "2026-11-02",
        "--output",
        path,
    ];

    let mut command = installation.command(&arguments);
    let run = command
        .env("SCHOOL_TIMEZONE", "Africa/Addis_Ababa")
        .output()
        .unwrap();

    assert!(run.status.success() && run.stdout.is_empty(), "{run:?}");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("\u{feff}id,teacherId,"), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");

    assert!(
        text.contains("\r\n2,t,,1,\"'=Amina, \"\"A\"\"\",2026-11-01T21:00:00Z,"),
        "{text}"
    );

    // A file that exists is not overwritten.
    installation.run(&arguments).expect(2, &["cannot create"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
    let all = installation.command(&["export"]).output().unwrap();

    assert_eq!(String::from_utf8(all.stdout).unwrap().lines().count(), 4);
}

#[test]
fn a_wrong_day_or_database_makes_no_file() {
    let installation = Installation::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.csv");
    let path = file.to_str().unwrap();

    installation
        .run(&["export", "--from", "soon", "-o", path])
        .expect(2, &["--from must be a day"]);

    installation
        .run(&[
            "export",
            "--from",
            "2026-02-02",
            "--to",
            "2026-02-01",
            "-o",
            path,
        ])
        .expect(2, &["--from must not be after --to"]);

    installation
        .run(&["export", "-o", path])
        .expect(2, &["Run `session-tracking migrate`"]);

    assert!(!file.exists());
}
