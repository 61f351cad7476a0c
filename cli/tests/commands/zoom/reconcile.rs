//! `zoom reconcile`, and what `validate` says of the app.

use std::process::Command;

use serde_json::{Value, json};

use super::{COUNTED, School};
use crate::installation;
use crate::zoom_server::{self, FakeZoom, ZoomAnswer};

const DAYS: [&str; 6] = [
    "zoom",
    "reconcile",
    "--from",
    "2026-11-23",
    "--to",
    "2026-11-23",
];

/// A school with one lesson of which nothing was told, and Zoom with its meeting: the teacher from 15:01 to 15:45, the
/// student from 15:02 to 15:44.
fn school_and_zoom() -> (School, FakeZoom) {
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
    json!({
        "user_id": user_id, "id": id, "name": format!("Person {user_id}"),
        "join_time": format!("2026-11-23T{from}:00Z"), "leave_time": format!("2026-11-23T{to}:00Z"),
    })
}

fn reconcile(school: &School, zoom: &FakeZoom, options: &[&str]) -> installation::Run {
    let mut command = school.installation.command(&DAYS);
    run(command.args(options), zoom)
}

fn run(command: &mut Command, zoom: &FakeZoom) -> installation::Run {
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
    good.expect(1, &["ok    zoom: the server-to-server app may ask"]);

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
