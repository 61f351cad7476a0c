//! Teachers who connected their own Zoom: `zoom reconcile` in their names, and what `validate` says of their app.

use serde_json::json;
use session_tracking::config::{BaseUrl, Secret, ZoomTeacherApp};
use session_tracking::domain::TeacherId;
use session_tracking::zoom::{TeacherTokens, ZoomOauth};

use super::reconcile::{DAYS, school_and_zoom};
use super::{COUNTED, School};
use crate::installation::Run;
use crate::zoom_server::{FakeZoom, ZoomAnswer};

const LISTS: &str = "user:read:user meeting:read:list_past_participants meeting:read:past_meeting";
const RUNS: &str = "meeting:read:list_past_instances";

fn run(school: &School, zoom: &FakeZoom, arguments: &[&str], more: &[(&str, &str)]) -> Run {
    let mut command = school.installation.command(arguments);
    command.env("NODE_ENV", "development");
    command
        .envs(zoom.settings_for_teachers())
        .envs(more.iter().copied());
    Run::of(&command.output().unwrap())
}

/// A teacher who connected Zoom, with tokens that are good for a long time.
fn connect(school: &School, teacher: &str, scopes: &str, is_broken: bool) {
    let app = ZoomTeacherApp {
        client_id: "client-2".to_owned(),
        client_secret: Secret::new("secret-2".to_owned()),
    };
    let server = BaseUrl::parse("http://127.0.0.1:9/oauth").unwrap();
    let tokens = TeacherTokens {
        access: Secret::new("user-token-9".to_owned()),
        refresh: Secret::new("user-refresh-9".to_owned()),
    };
    let sealed = ZoomOauth::new(app, server, String::new())
        .seal_tokens(&tokens, &TeacherId(teacher.to_owned()));
    let broken = if is_broken {
        "'2026-11-23 10:00:00', 'refused'"
    } else {
        "NULL, NULL"
    };

    school.installation.execute(&format!(
        "INSERT INTO zoom_connections (teacher, zoom_user, account_id, plan, scopes, sealed_tokens, token_until, generation,
            connected_at, broken_at, broken_cause)
         VALUES ('{teacher}', 'user-of-{teacher}', 'account-2', 2, '{scopes}', '{}', '2099-01-01 00:00:00', 1,
            '2026-11-01 10:00:00', {broken})",
        sealed.expose()
    ));
}

#[test]
fn a_teachers_lesson_is_asked_about_in_the_teachers_name() {
    let (school, zoom) = school_and_zoom();
    zoom.set(|zoom| {
        zoom.user.access = vec!["user-token-9".to_owned()];
        zoom.user.scopes = format!("{LISTS} {RUNS}").leak().split(' ').collect();
        zoom.user.runs = std::mem::take(&mut zoom.runs);
    });

    // Nobody is connected yet.
    run(&school, &zoom, &DAYS, &[]).expect(
        0,
        &["Meeting 12345678901: it is not in the account of the school's app, and its host has not connected Zoom"],
    );
    assert_eq!(zoom.state().asked, [""; 0]);

    connect(&school, "t", &format!("{LISTS} {RUNS}"), false);
    // Another secret than that of the functions opens nothing, and breaks nothing.
    let other = [("ZOOM_TEACHER_CLIENT_SECRET", "another")];
    run(&school, &zoom, &DAYS, &other).expect(0, &["its host has not connected Zoom"]);

    zoom.set(|zoom| zoom.user.has_plan = false);
    run(&school, &zoom, &DAYS, &[]).expect(
        2,
        &[
            "meeting 12345678901 could not be asked about: ",
            "need Pro",
            "goes on",
        ],
    );

    // Whoever asks by hand may have changed the plan a moment ago.
    zoom.set(|zoom| zoom.user.has_plan = true);
    run(&school, &zoom, &DAYS, &[]).expect(
        0,
        &[
            "not opened  42 min, ",
            "1 lesson in doubt, 3 calls to Zoom.",
        ],
    );
    assert_eq!(school.count("wpos_zoom_links", COUNTED), 1);
    assert_eq!(zoom.state().user.asked, zoom.state().asked);
}

#[test]
fn validate_asks_whether_zoom_knows_the_teachers_app_and_changes_nothing() {
    let (school, zoom) = school_and_zoom();
    let validate = |more: &[(&str, &str)]| run(&school, &zoom, &["validate"], more);

    let good = validate(&[]);
    good.expect(
        1,
        &[
            "ok    zoom: the app by which teachers connect is known to Zoom",
            "ok    zoom connections: 0 teachers connected",
        ],
    );
    assert!(!good.printed.contains("secret-2"), "{}", good.printed);

    validate(&[("ZOOM_TEACHER_CLIENT_SECRET", "another")]).expect(
        1,
        &[
            "FAIL  zoom: teachers cannot connect: Zoom does not know the app by which teachers connect",
            "Basic Information",
        ],
    );

    let scripted = |status, body| {
        zoom.set(|zoom| zoom.user.scripted = vec![("code", ZoomAnswer::Json(status, body))]);
    };
    scripted(400, json!({ "code": 4738, "message": "disabled" }));
    validate(&[]).expect(
        1,
        &["FAIL  zoom: teachers cannot connect: the app is switched off"],
    );

    scripted(
        400,
        json!({ "error": "invalid_request", "reason": "redirect" }),
    );
    validate(&[]).expect(
        1,
        &[
            "warn  zoom: the app by which teachers connect was not recognised: Zoom refused (400, code none)",
            "OAuth Redirect URL and OAuth Allow List must be ",
            "/teacher/zoom, and client id",
        ],
    );

    scripted(503, json!({}));
    validate(&[]).expect(
        1,
        &["FAIL  zoom: the app by which teachers connect: ", "503"],
    );
}

#[test]
fn validate_counts_the_connections_that_lack_what_is_optional() {
    let (school, zoom) = school_and_zoom();
    connect(&school, "whole", &format!("{LISTS} {RUNS}"), false);
    connect(&school, "lists", LISTS, false);
    connect(&school, "bare", "user:read:user", false);
    connect(&school, "older", "meeting:read", false);
    connect(&school, "broken", "user:read:user", true);

    run(&school, &zoom, &["validate"], &[]).expect(
        1,
        &[
            "ok    zoom connections: 4 teachers connected",
            "warn  zoom connections: those of 1 teacher are broken",
            "warn  zoom connections: 1 teacher did not agree to meeting:read:list_past_participants: lessons",
            "warn  zoom connections: 2 teachers did not agree to meeting:read:list_past_instances: lessons",
            "Each of them presses Connect Zoom again",
            "presses Disconnect Zoom and Connect Zoom on /teacher",
        ],
    );
}
