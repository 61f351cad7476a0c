//! Lessons in the accounts of teachers who connected Zoom: each is asked about in the name of whoever sees its meeting.

mod troubles;

use serde_json::{Value, json};
use session_tracking::app::{ZoomAskers, ask_zoom, list_meetings_to_ask};
use session_tracking::domain::{Day, Period};

use super::{LIST, Lacking, MEETING as MEETING_CALL, PROBE, RUNS};
use crate::http::dashboard::view;
use crate::http::teacher_zoom::{TEACHER, connect};
use crate::http::webhook::asked::{run, student, teacher, without};
use crate::http::webhook::cases::{self, Page};
use crate::http::webhook::{MEETING, SECRET, count_rows, deliver_all, session};
use crate::support::{FakeZoom, Inside, Run, insert};

const SCOPES: [&str; 4] = [
    "user:read:user",
    "meeting:read:list_past_participants",
    "meeting:read:past_meeting",
    "meeting:read:list_past_instances",
];
/// A second lesson, in a meeting of the school's account.
const OTHER_MEETING: &str = "22222222222";
const OTHER_LIST: &str = "/v2/past_meetings/u2%3D%3D/participants";
/// A third one, of the teacher's account again.
const THIRD_MEETING: &str = "33333333333";

/// Which apps the school has.
#[derive(Clone, Copy, PartialEq)]
enum Apps {
    Teachers,
    Both,
}

/// A school whose teacher ustaz1 connected Zoom and agreed to this. The lesson's meeting is in the teacher's own account.
async fn school(apps: Apps, told: &[Value], scopes: &[&'static str]) -> Lacking {
    let server = FakeZoom::start(Vec::new());
    server.set(|zoom| {
        zoom.user.scopes = scopes.to_vec();
        zoom.user.runs = vec![run(vec![teacher(), student()])];
    });

    let mut settings = server.settings_for_teachers();
    if apps == Apps::Both {
        settings.extend(server.settings());
    }
    let mut changes = vec![("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)];
    changes.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));
    let site = Inside::with(&changes).await;
    connect(&site, &server, TEACHER).await;

    insert(site.store(), [cases::lesson(Page::Opened)]).await;
    deliver_all(&site, told).await;
    Lacking { site, server }
}

/// The same events as they come of a meeting in the teacher's own account.
fn own(mut told: Vec<Value>) -> Vec<Value> {
    for event in &mut told {
        event["payload"]["account_id"] = json!("account-2");
        let object = &mut event["payload"]["object"];
        object["host_id"] = json!("user-1");
        if object["participant"]["id"] == "host-1" {
            object["participant"]["id"] = json!("user-1");
        }
    }

    told
}

fn own_without_leave() -> Vec<Value> {
    own(without(3))
}

/// The same events of another meeting.
fn of_meeting(mut told: Vec<Value>, number: &str, uuid: &str) -> Vec<Value> {
    for event in &mut told {
        event["payload"]["object"]["id"] = json!(number);
        event["payload"]["object"]["uuid"] = json!(uuid);
    }

    told
}

fn other_run(number: &'static str, uuid: &'static str) -> Run {
    Run {
        number,
        uuid,
        ..run(vec![teacher(), student()])
    }
}

async fn add_lesson(lacking: &Lacking, number: &'static str, told: &[Value]) {
    let token = format!("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{}", &number[..1]);
    let lesson = cases::lesson(Page::Opened)
        .set("tracking_token", token.as_str())
        .set("link", format!("https://zoom.us/j/{number}").as_str())
        .set("zoom_meeting_id", number);
    insert(lacking.site.store(), [lesson]).await;
    deliver_all(&lacking.site, told).await;
}

/// Adds a lesson of which a leave got lost, too, in the school's own account.
async fn add_lesson_of_school(lacking: &Lacking) {
    lacking
        .server
        .set(|zoom| zoom.runs = vec![other_run(OTHER_MEETING, "u2==")]);
    let told = of_meeting(without(3), OTHER_MEETING, "u2==");
    add_lesson(lacking, OTHER_MEETING, &told).await;
}

fn asked_of_user(lacking: &Lacking) -> Vec<String> {
    lacking.server.state().user.asked
}

async fn seconds(lacking: &Lacking, id: i64) -> Value {
    session(&lacking.site, id).await["durationSeconds"].clone()
}

#[tokio::test]
async fn a_school_without_an_app_of_its_own_asks_in_its_teachers_names() {
    let lacking = school(Apps::Teachers, &own_without_leave(), &SCOPES).await;

    assert_eq!(lacking.sweep_at("15:51").await, [LIST]);

    assert_eq!(asked_of_user(&lacking), [LIST]);
    lacking.expect_mended().await;
    let page = view(&lacking.site, "view=zoom").await;
    page.expect_texts(&["in the names of the teachers who connected Zoom"]);
    page.expect_no_texts(&["Zoom is asked nothing"]);
    assert_eq!(lacking.sweep_for_two_days().await, 0);
}

#[tokio::test]
async fn a_teachers_lesson_of_which_nothing_was_heard_is_asked_about_in_the_teachers_name() {
    let lacking = school(Apps::Both, &[], &SCOPES).await;

    assert_eq!(lacking.sweep_at("16:49").await, [RUNS, PROBE, LIST]);

    assert_eq!(asked_of_user(&lacking), [RUNS, PROBE, LIST]);
    lacking.expect_mended().await;
}

#[tokio::test]
async fn what_the_teacher_does_not_see_the_app_is_asked_about_the_next_time() {
    let lacking = school(Apps::Both, &[], &SCOPES).await;
    lacking
        .server
        .set(|zoom| zoom.runs = std::mem::take(&mut zoom.user.runs));

    assert_eq!(lacking.sweep_at("16:49").await, [RUNS, MEETING_CALL]);
    assert_eq!(asked_of_user(&lacking), [RUNS]);

    assert_eq!(lacking.sweep_at("18:15").await, [RUNS, PROBE, LIST]);
    assert_eq!(asked_of_user(&lacking), [RUNS]);
    lacking.expect_mended().await;
}

#[tokio::test]
async fn a_teacher_who_lets_no_runs_be_listed_lets_nothing_follow_from_their_lack() {
    let without_runs = &SCOPES[..3];
    let lacking = school(Apps::Teachers, &[], without_runs).await;
    lacking
        .server
        .set(|zoom| zoom.waiting = vec!["12345678901"]);

    for time in ["16:49", "18:15"] {
        assert_eq!(lacking.sweep_at(time).await, [""; 0]);
    }
    lacking.sweep_for_two_days().await;
    assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);
}

#[tokio::test]
async fn of_two_lessons_the_account_decides_who_asks() {
    let lacking = school(Apps::Both, &own_without_leave(), &SCOPES).await;
    add_lesson_of_school(&lacking).await;

    let mut asked = lacking.sweep_at("15:51").await;
    asked.sort();

    assert_eq!(asked, [LIST, OTHER_LIST]);
    assert_eq!(asked_of_user(&lacking), [LIST]);
    assert_eq!(lacking.mended().await, 2);
    assert_eq!(seconds(&lacking, 1).await, 2520);
    assert_eq!(seconds(&lacking, 2).await, 2520);
}

#[tokio::test]
async fn an_account_of_nobody_is_not_asked_about() {
    let mut told = own_without_leave();
    for event in &mut told {
        event["payload"]["account_id"] = json!("account-9");
        event["payload"]["object"]["host_id"] = json!("user-9");
    }
    let lacking = school(Apps::Both, &told, &SCOPES).await;

    assert_eq!(lacking.sweep_at("15:51").await, [""; 0]);
    assert_eq!(lacking.questions().await, 1);
    assert_eq!(lacking.sweep_for_two_days().await, 0);
    assert_eq!(lacking.questions().await, 0);
}

#[tokio::test]
async fn what_a_teacher_did_not_agree_to_is_not_tried() {
    // No lists.
    let lacking = school(Apps::Both, &own_without_leave(), &SCOPES[..1]).await;
    assert_eq!(lacking.sweep_at("15:51").await, [""; 0]);
    assert_eq!(lacking.questions().await, 1);
    assert_eq!(lacking.sweep_for_two_days().await, 0);

    // Lists alone: of a run that events told of they are enough, and of others nothing is known.
    let lacking = school(Apps::Teachers, &own_without_leave(), &SCOPES[..2]).await;
    assert_eq!(lacking.sweep_at("15:51").await, [LIST]);
    lacking.expect_mended().await;

    let lacking = school(Apps::Teachers, &[], &SCOPES[..2]).await;
    assert_eq!(lacking.sweep_at("16:49").await, [""; 0]);
    assert_eq!(lacking.questions().await, 1);
}

#[tokio::test]
async fn reports_are_never_asked_for_in_a_teachers_name() {
    let mut scopes = SCOPES.to_vec();
    scopes.push("report:read:list_meeting_participants:admin");
    let lacking = school(Apps::Both, &own_without_leave(), &scopes).await;
    lacking.server.set(|zoom| zoom.user.has_plan = false);

    assert_eq!(lacking.sweep_at("15:51").await, [LIST]);
}

#[tokio::test]
async fn the_same_is_asked_by_hand() {
    for told in [own_without_leave(), Vec::new()] {
        let lacking = school(Apps::Both, &told, &SCOPES).await;
        lacking.site.clock.set("2026-11-23T18:50:00Z");
        let app = &lacking.site.app;
        let day: Day = "2026-11-23".parse().unwrap();
        let period = Period {
            first: day,
            last: day,
        };
        let to_ask = list_meetings_to_ask(app, period).await.unwrap();
        assert_eq!(to_ask.len(), 1, "{to_ask:?}");
        assert_eq!(to_ask[0].meeting, MEETING);

        let mut askers = ZoomAskers::load(app).await.unwrap();
        ask_zoom(app, &mut askers, &to_ask[0], false).await.unwrap();

        assert_eq!(seconds(&lacking, 1).await, 2520);
        let asked = lacking.server.state().asked;
        let past = asked.iter().filter(|path| path.contains("past_meetings"));
        assert_eq!(past.count(), asked_of_user(&lacking).len());
        assert_eq!(count_rows(&lacking.site, "zoom_imports").await, 1);
    }
}
