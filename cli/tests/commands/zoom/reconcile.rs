//! `zoom reconcile`, and what `validate` says of the app.

use std::process::Command;

use serde_json::{Value, json};

use super::{COUNTED, School};
use crate::installation;
use crate::zoom_server::{self, FakeZoom, ZoomAnswer};

pub(super) const DAYS: [&str; 6] = [
    "zoom",
    "reconcile",
    "--from",
    "2026-11-23",
    "--to",
    "2026-11-23",
];

/// A school with one lesson of which nothing was told, and Zoom with its meeting: the teacher from 15:01 to 15:45, the
/// student from 15:02 to 15:44.
pub(super) fn school_and_zoom() -> (School, FakeZoom) {
    let run = zoom_server::Run {
        number: "12345678901",
        uuid: "a/b+c==",
        started_at: "2026-11-23T15:01:00Z",
        participants: 2,
        rows: vec![
            row(1, "host-1", ["15:01", "15:45"]),
            row(2, "", ["15:02", "15:44"]),
        ],
        is_ready: true,
    };

    (School::new(), FakeZoom::start(vec![run]))
}

fn row(user_id: u32, id: &str, [from, to]: [&str; 2]) -> Value {
    row_of("23", user_id, id, [from, to])
}

fn row_of(day: &str, user_id: u32, id: &str, [from, to]: [&str; 2]) -> Value {
    json!({
        "user_id": user_id, "id": id, "name": format!("Person {user_id}"),
        "join_time": format!("2026-11-{day}T{from}:00Z"), "leave_time": format!("2026-11-{day}T{to}:00Z"),
    })
}

fn reconcile(school: &School, zoom: &FakeZoom, options: &[&str]) -> installation::Run {
    let mut command = school.installation.command(&DAYS);
    run(command.args(options), zoom)
}

pub(super) fn run(command: &mut Command, zoom: &FakeZoom) -> installation::Run {
    let output = command.envs(zoom.settings()).output().unwrap();
    installation::Run::of(&output)
}

#[test]
fn what_zoom_lists_fills_in_what_was_not_told() {
    let (school, zoom) = school_and_zoom();

    reconcile(&school, &zoom, &["--dry-run"]).expect(
        0,
        &[
            "Asking about meeting 12345678901 (1 of 1)",
            "Nothing is changed yet. Zoom's answers would make of the lessons:",
            "1       Mon 23 Nov 2026, 15:00  t        1        not opened  42 min, ",
            "1 lesson in doubt, 3 calls to Zoom.",
        ],
    );
    assert_eq!(school.count("zoom_imports", "1 = 1"), 0);

    reconcile(&school, &zoom, &[]).expect(
        0,
        &[
            "1       Mon 23 Nov 2026, 15:00  t        1        not opened  42 min, ",
            "To take it back: session-tracking zoom undo 1",
        ],
    );
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);
    school
        .installation
        .run(&["zoom", "imports"])
        .expect(0, &["Zoom's API (past_meetings)", "read"]);

    let calls = zoom.state().asked.len();
    reconcile(&school, &zoom, &[]).expect(0, &["Zoom was not asked."]);
    assert_eq!(zoom.state().asked.len(), calls);

    let undo = school.installation.run(&["zoom", "undo", "1"]);
    undo.expect(0, &["Import 1 (Zoom's API (past_meetings)) is taken back."]);
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 0);
}

#[test]
fn a_lesson_of_two_imports_is_one_row_and_all_are_taken_back_at_once() {
    let (school, zoom) = school_and_zoom();
    school
        .installation
        .execute("UPDATE wpos_zoom_links SET sent_time = '2026-11-23 23:30:00'");
    let run_of = |day: &'static str, uuid, [from, to]: [&'static str; 2]| zoom_server::Run {
        number: "12345678901",
        uuid,
        started_at: format!("2026-11-{day}T{from}:00Z").leak(),
        participants: 2,
        rows: vec![
            row_of(day, 1, "host-1", [from, to]),
            row_of(day, 2, "", [from, to]),
        ],
        is_ready: true,
    };
    zoom.set(|zoom| {
        zoom.runs = vec![
            run_of("23", "before==", ["23:31", "23:57"]),
            run_of("24", "after==", ["00:02", "00:20"]),
        ];
    });

    // What is cut off at the second day has imported nothing of the first one either.
    zoom.set(|zoom| {
        zoom.runs[1]
            .rows
            .push(row_of("24", 3, "", ["00:05", "00:06"]));
        (zoom.page_size, zoom.expired_pages) = (2, 9);
    });
    reconcile(&school, &zoom, &[]).expect(
        0,
        &[
            "No lesson changes.",
            "Meeting 12345678901: Zoom refused (400, code 300).",
        ],
    );
    assert_eq!(school.count("zoom_imports", "1 = 1"), 0);
    zoom.set(|zoom| {
        zoom.runs[1].rows.pop();
        zoom.expired_pages = 0;
    });

    let rows = |run: &installation::Run| run.printed.matches("Mon 23 Nov 2026, 23:30").count();
    let run = reconcile(&school, &zoom, &[]);
    run.expect(
        0,
        &[
            "not opened  44 min, ",
            "To take it back: session-tracking zoom undo 1-2",
        ],
    );
    assert_eq!(rows(&run), 1, "{}", run.printed);

    let undo = school.installation.run(&["zoom", "undo", "1-2"]);
    undo.expect(
        0,
        &[
            "Import 1 (Zoom's API (past_meetings)) is taken back.",
            "Import 2 (Zoom's API (past_meetings)) is taken back.",
            "44 min, ",
            "not opened",
        ],
    );
    assert_eq!(rows(&undo), 1, "{}", undo.printed);
    assert_eq!(school.count("zoom_imports", "undone_at IS NULL"), 0);
}

#[test]
fn the_log_of_webhooks_is_read_first_and_may_leave_nothing_to_ask() {
    let (school, zoom) = school_and_zoom();
    zoom.set(|zoom| {
        zoom.scopes.push("marketplace_app:read:admin");
        zoom.logs = [
            ("meeting.started", "15:01", ""),
            ("meeting.participant_joined", "15:01", "host-1"),
            ("meeting.participant_joined", "15:02", "student"),
            ("meeting.participant_left", "15:44", "student"),
            ("meeting.participant_left", "15:45", "host-1"),
            ("meeting.ended", "15:45", ""),
        ]
        .map(logged)
        .to_vec();
    });

    // What a dry run read would be stored.
    reconcile(&school, &zoom, &["--dry-run"]).expect(0, &["1 lesson in doubt"]);
    let log = "/v2/marketplace/apps/app-1/webhook_logs";
    assert!(!zoom.state().asked.contains(&log.to_owned()));

    zoom.set(|zoom| zoom.asked.clear());
    let mut command = school.installation.command(&DAYS);
    run(command.env("ZOOM_APP_ID", "app-1"), &zoom).expect(
        0,
        &[
            "6 events came back from the log of Zoom's webhooks.",
            "Zoom was not asked.",
        ],
    );
    assert_eq!(zoom.state().asked, [log]);
    assert_eq!(school.count("zoom_events", "source = 'log'"), 6);
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);

    // Without the scope it is said, and lists are asked for all the same.
    let (school, zoom) = school_and_zoom();
    let mut command = school.installation.command(&DAYS);
    run(command.env("ZOOM_APP_ID", "app-1"), &zoom).expect(
        0,
        &[
            "The log of Zoom's webhooks cannot be read: the app lacks the scope marketplace_app:read:admin",
            "1 lesson in doubt",
        ],
    );
}

#[test]
fn a_log_that_never_ends_is_left_for_the_next_reading() {
    let (school, zoom) = school_and_zoom();
    zoom.set(|zoom| {
        zoom.scopes.push("marketplace_app:read:admin");
        zoom.pages = zoom_server::Pages::NeverEnd;
    });

    let mut command = school.installation.command(&DAYS);
    run(command.env("ZOOM_APP_ID", "app-1"), &zoom)
        .expect(2, &["something other than Zoom answered"]);

    let asked = zoom.state().asked;
    let pages = asked.iter().filter(|path| path.ends_with("webhook_logs"));
    assert_eq!(pages.count(), 100);
}

/// A delivery that failed, as the log has it.
fn logged((name, time, who): (&str, &str, &str)) -> Value {
    let at = format!("2026-11-23T{time}:00Z");
    let mut object = json!({
        "uuid": "a/b+c==", "id": "12345678901", "host_id": "host-1", "start_time": at, "end_time": at,
    });
    if !who.is_empty() {
        let id = if who == "host-1" { who } else { "" };
        object["participant"] = json!({
            "user_id": who, "id": id, "user_name": who, "join_time": at, "leave_time": at,
        });
    }
    let body = json!({
        "event": name, "event_ts": 1_764_000_000_000_i64,
        "payload": { "account_id": "account-1", "object": object },
    });

    json!({ "event": name, "status": 500, "request_body": body.to_string() })
}

#[test]
fn where_zoom_lists_nobody_nothing_changes_and_it_is_said() {
    let (school, zoom) = school_and_zoom();
    zoom.set(|zoom| zoom.runs[0].is_ready = false);

    reconcile(&school, &zoom, &[]).expect(
        0,
        &[
            "No lesson changes.",
            "Meeting 12345678901, 2026-11-23: Zoom lists nobody, or one person, which does not say that the others",
        ],
    );
    assert_eq!(
        school.count("wpos_zoom_links", "session_status = 'active'"),
        1
    );

    zoom.set(|zoom| zoom.runs.clear());
    reconcile(&school, &zoom, &[]).expect(0, &["Meeting 12345678901: Zoom knows of no run of it."]);
}

#[test]
fn a_refusal_says_what_to_do_and_holds_no_secret() {
    let (school, zoom) = school_and_zoom();

    let without_app = school.installation.run(&DAYS);
    without_app.expect(2, &["ZOOM_CLIENT_SECRET", "App Credentials"]);

    zoom.set(|zoom| zoom.has_plan = false);
    let refused = reconcile(&school, &zoom, &[]);
    refused.expect(
        2,
        &[
            "meeting 12345678901 could not be asked about: ",
            "need Pro",
            "goes on",
        ],
    );
    assert!(!refused.printed.contains("secret-1"));
    assert!(!refused.printed.contains("token-"));

    let reversed = [
        "zoom",
        "reconcile",
        "--from",
        "2026-11-23",
        "--to",
        "2026-11-22",
    ];
    let mut command = school.installation.command(&reversed);
    run(&mut command, &zoom).expect(2, &["--from must not be after --to"]);
    let mut command = school
        .installation
        .command(&["zoom", "reconcile", "--from", "soon"]);
    run(&mut command, &zoom).expect(2, &["--from"]);
}

#[test]
fn validate_says_whether_the_app_may_ask() {
    let (school, zoom) = school_and_zoom();
    let validate = |more: &[(&str, &str)]| {
        let mut command = school.installation.command(&["validate"]);
        command.env("NODE_ENV", "development").envs(zoom.settings());
        run_with(&mut command, more)
    };

    let good = validate(&[]);
    good.expect(
        1,
        &[
            "ok    zoom: the server-to-server app may ask",
            "ok    zoom: without the scope user:read:list_users:admin, nobody is proposed under Who is who",
            "ok    zoom: without the scope meeting:read:meeting:admin, a meeting that nobody began",
            "ok    zoom: without the scope marketplace_app:read:admin, events that Zoom could not deliver",
            "ok    zoom: without the scope report:read:list_meeting_participants:admin, no report",
        ],
    );
    validate(&[("ZOOM_APP_ID", "app-1")]).expect(
        1,
        &[
            "warn  zoom: without the scope marketplace_app:read:admin, events",
            "or empty ZOOM_APP_ID",
        ],
    );
    zoom.set(|zoom| {
        zoom.scopes
            .extend(["user:read:admin", "marketplace_app:read:admin"]);
    });
    let more = validate(&[]);
    for scope in ["user:read:list_users:admin", "marketplace_app:read:admin"] {
        assert!(!more.printed.contains(scope), "{}", more.printed);
    }

    validate(&[("ZOOM_CLIENT_SECRET", "another")]).expect(
        1,
        &["FAIL  zoom: Zoom knows no such app", "App Credentials"],
    );

    zoom.set(|zoom| zoom.scopes.truncate(2));
    validate(&[]).expect(
        1,
        &[
            "FAIL  zoom: the app lacks the scopes meeting:read:list_past_participants:admin",
            "page Scopes",
        ],
    );
    zoom.set(|zoom| zoom.scopes = vec!["meeting:read:admin"]);
    zoom.set(|zoom| {
        let unknown = json!({ "code": 3001, "message": "Meeting does not exist." });
        zoom.next_answers.push_back(ZoomAnswer::Json(404, unknown));
    });
    validate(&[]).expect(1, &["ok    zoom: the server-to-server app may ask"]);
}

fn run_with(command: &mut Command, more: &[(&str, &str)]) -> installation::Run {
    let output = command.envs(more.iter().copied()).output().unwrap();
    installation::Run::of(&output)
}
