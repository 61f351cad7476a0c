//! `session-tracking validate` while the secret token is changed at Zoom.

use crate::installation::{Installation, Run};

#[test]
fn a_previous_zoom_secret_that_cannot_be_used_fails_and_is_not_shown() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    let validate = |current: &str, previous: &str| {
        let settings = [
            ("NODE_ENV", "development"),
            ("PUBLIC_BASE_URL", "https://school.example"),
            ("ZOOM_WEBHOOK_SECRET_TOKEN", current),
            ("ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS", previous),
        ];
        let mut command = installation.command(&["validate"]);
        Run::of(&command.envs(settings).output().unwrap())
    };

    for (current, previous, problem) in [
        ("hush-hush-hush-hush", "hush", "is shorter than 16 bytes"),
        ("hush-hush-hush-hush", "hush-hush-hush-hush", "is the same"),
        (
            "",
            "hush-hush-hush-hush",
            "needs ZOOM_WEBHOOK_SECRET_TOKEN with",
        ),
    ] {
        let name = "ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS";
        let run = validate(current, previous);
        let told = format!("FAIL  setting {name}\n        {name} {problem}");
        run.expect(1, &[&told, " 1 FAIL\n"]);
        assert!(!run.printed.contains("hush"), "{}", run.printed);
    }

    validate("hush-hush-hush-hush", "another-hush-of-old").expect(0, &[" 0 FAIL\n"]);
}

#[test]
fn validate_says_whether_events_arrive_and_what_to_look_at_in_zooms_console() {
    let installation = Installation::new();
    installation.run(&["migrate"]).expect(0, &[]);
    let validate = |secret: &str| {
        let settings = [
            ("NODE_ENV", "development"),
            ("PUBLIC_BASE_URL", "https://school.example"),
            ("ZOOM_WEBHOOK_SECRET_TOKEN", secret),
        ];
        let mut command = installation.command(&["validate"]);
        Run::of(&command.envs(settings).output().unwrap())
    };

    validate("").expect(0, &["ok    zoom events: not taken"]);
    validate("hush-hush-hush-hush").expect(0, &["ok    zoom events: none yet"]);
    installation.execute(&format!(
        "INSERT INTO wpos_zoom_links (ustazid, session_status, clicked_at) VALUES ('ustaz1', 'ended', {})",
        if installation.is_mysql() {
            "UTC_TIMESTAMP()"
        } else {
            "datetime('now')"
        }
    ));
    validate("hush-hush-hush-hush").expect(
        0,
        &[
            "warn  zoom events: none of a lesson was ever heard",
            "Event Subscriptions",
            "https://school.example/api/zoom/webhook",
        ],
    );

    installation.execute(
        "INSERT INTO zoom_accounts (account_id, teacher, first_event_at, last_event_at)
        VALUES ('A1', 'ustaz1', '2026-01-01 10:00:00', '2026-01-02 10:00:00')",
    );
    validate("hush-hush-hush-hush").expect(
        0,
        &["ok    zoom events: last heard 2026-01-02T10:00:00Z, from 1 account in all"],
    );
}
