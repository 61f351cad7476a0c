//! The client of Zoom's API: its token, its patience, and what it makes of every answer.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use session_tracking::config::{BaseUrl, Secret, ZoomApp};
use session_tracking::domain::{MeetingEvent, ZoomKind};
use session_tracking::zoom::{RunAnswer, RunToAsk, Uncounted, Zoom, ZoomApiError};

use crate::support::{FakeZoom, Pages, Run, ZoomAnswer};

const UUID: &str = "abc/d+e==";

fn row(user_id: &Value, id: &Value, name: &str, (from, to): (&str, &str)) -> Value {
    let at = |time: &str| match time {
        "" => json!(""),
        time => json!(format!("2026-11-23T{time}:00Z")),
    };
    json!({
        "user_id": user_id, "id": id, "name": name, "user_email": "",
        "join_time": at(from), "leave_time": at(to), "status": "in_meeting",
    })
}

fn teacher() -> Value {
    row(&json!("1"), &json!("host-1"), "T", ("15:01", "15:45"))
}

fn student(name: &str) -> Value {
    row(&json!(2), &json!(""), name, ("15:02", "15:44"))
}

fn run(uuid: &'static str, rows: Vec<Value>) -> Run {
    Run {
        number: "12345678901",
        uuid,
        started_at: "2026-11-23T15:01:00Z",
        participants: rows.len(),
        rows,
        is_ready: true,
    }
}

fn school() -> FakeZoom {
    FakeZoom::start(vec![run(UUID, vec![teacher(), student("Amina")])])
}

fn app(secret: &str) -> ZoomApp {
    ZoomApp {
        account_id: "account-1".to_owned(),
        client_id: "client-1".to_owned(),
        client_secret: Secret::new(secret),
    }
}

fn client_with(server: &FakeZoom, app: Option<ZoomApp>) -> Zoom {
    let url = |path| BaseUrl::parse(&format!("{}/{path}", server.url)).unwrap();
    Zoom::new(app, url("v2"), url("oauth"))
}

fn client(server: &FakeZoom) -> Zoom {
    client_with(server, Some(app("secret-1")))
}

async fn ask(zoom: &Zoom) -> Result<Option<Vec<MeetingEvent>>, ZoomApiError> {
    find(zoom, UUID).await
}

/// Asks about a run of which nothing is known.
async fn find(zoom: &Zoom, uuid: &str) -> Result<Option<Vec<MeetingEvent>>, ZoomApiError> {
    let run = RunToAsk {
        uuid: uuid.to_owned(),
        host_of_several: None,
    };
    let access = zoom.as_app(&Uncounted);

    Ok(match access.ask_for_run("12345678901", &run).await? {
        RunAnswer::Listed(events) => Some(events),
        RunAnswer::OnePerson | RunAnswer::Silence => None,
    })
}

/// Asks a server, and returns who joined.
async fn joined(server: &FakeZoom, uuid: &str) -> Vec<(String, Option<String>, bool)> {
    let events = find(&client(server), uuid).await;
    let mut joined = Vec::new();
    for event in events.unwrap().unwrap_or_default() {
        if let ZoomKind::Joined(who) = event.event.kind {
            joined.push((who.connection, who.person, who.is_host));
        }
    }

    joined
}

#[tokio::test]
async fn one_token_serves_everybody_who_asks_at_once() {
    let server = school();
    let zoom = client(&server);

    let answers = join_all((0..8).map(|_| ask(&zoom))).await;

    assert!(answers.iter().all(|answer| matches!(answer, Ok(Some(_)))));
    assert_eq!(server.state().tokens_issued, 1);
    assert_eq!(zoom.calls(), 16);
}

#[tokio::test]
async fn a_token_that_a_newer_one_ended_is_fetched_again_once() {
    let server = school();
    let zoom = client(&server);
    assert!(matches!(ask(&zoom).await, Ok(Some(_))));

    server.end_tokens();
    assert!(matches!(ask(&zoom).await, Ok(Some(_))));
    assert_eq!(server.state().tokens_issued, 2);

    let refused = || {
        ZoomAnswer::Json(
            401,
            json!({ "code": 124, "message": "Invalid access token." }),
        )
    };
    server.set(|zoom| zoom.next_answers.extend([refused(), refused()]));
    assert_eq!(ask(&zoom).await, Err(ZoomApiError::TokenRefused));
    assert_eq!(server.state().tokens_issued, 3);
}

#[tokio::test]
async fn a_token_is_not_used_in_its_last_minute() {
    let server = school();
    server.set(|zoom| zoom.token_life = Duration::from_secs(50));

    assert!(matches!(ask(&client(&server)).await, Ok(Some(_))));
    assert_eq!(server.state().tokens_issued, 2);
}

#[tokio::test]
async fn a_wrong_secret_and_a_missing_app_are_told_apart() {
    let server = school();

    let wrong = client_with(&server, Some(app("secret-2")));
    assert_eq!(ask(&wrong).await, Err(ZoomApiError::UnknownApp));

    let none = client_with(&server, None);
    assert_eq!(ask(&none).await, Err(ZoomApiError::NoApp));
    assert!(server.state().asked.is_empty());
}

#[tokio::test]
async fn nothing_that_is_printed_holds_the_secret_or_a_token() {
    let server = school();
    let zoom = client(&server);
    ask(&zoom).await.unwrap();

    let printed = format!("{zoom:?}");
    assert!(
        !printed.contains("secret-1") && !printed.contains("token-1"),
        "{printed}"
    );
}

#[tokio::test]
async fn a_list_without_a_scope_or_a_plan_says_so() {
    let scope = "meeting:read:list_past_participants:admin";
    for status in [400, 401] {
        let server = school();
        server.set(|zoom| {
            zoom.scopes.retain(|known| *known != scope);
            zoom.scope_status = status;
        });
        assert_eq!(
            ask(&client(&server)).await,
            Err(ZoomApiError::MissingScope(scope.to_owned()))
        );
        assert_eq!(server.state().tokens_issued, 1);
    }

    let server = school();
    server.set(|zoom| zoom.has_plan = false);
    assert_eq!(ask(&client(&server)).await, Err(ZoomApiError::WrongPlan));
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_what_may_not_is_not() {
    let second = || ZoomAnswer::Limit("x-ratelimit-type: QPS", "the maximum per-second rate limit");
    let until = "retry-after: 2026-11-24T00:00:00Z";
    let midnight = "2026-11-24T00:00:00Z".parse().ok();
    let failure = || ZoomAnswer::Json(503, json!({ "message": "later" }));

    // The answers, and how many calls they cost; `None`: the list comes.
    for (answers, calls, expected) in [
        (vec![second(), second()], 4, None),
        (vec![ZoomAnswer::Limit("retry-after: 1", "")], 3, None),
        (
            vec![ZoomAnswer::Limit(until, "")],
            1,
            Some(ZoomApiError::DailyLimit(midnight)),
        ),
        (
            vec![ZoomAnswer::Limit("x-a: b", "the maximum daily rate limit")],
            1,
            Some(ZoomApiError::DailyLimit(None)),
        ),
        (vec![failure()], 3, None),
        (
            vec![failure(), failure(), failure(), failure()],
            4,
            Some(ZoomApiError::ServerFailure(503)),
        ),
        (vec![ZoomAnswer::CutOff], 3, None),
        (vec![ZoomAnswer::Page(502)], 3, None),
        (
            vec![ZoomAnswer::Page(200)],
            1,
            Some(ZoomApiError::NotZoom(200)),
        ),
        (
            vec![ZoomAnswer::Json(
                400,
                json!({ "code": 1010, "message": "" }),
            )],
            1,
            Some(ZoomApiError::Refused {
                status: 400,
                code: Some(1010),
            }),
        ),
    ] {
        let server = school();
        server.set(|zoom| zoom.next_answers.extend(answers.clone()));
        let zoom = client(&server);

        let answer = ask(&zoom).await;
        assert_eq!(answer.err(), expected, "{answers:?}");
        assert_eq!(zoom.calls(), calls, "{answers:?}");
    }
}

#[tokio::test]
async fn whoever_never_answers_is_given_up() {
    let server = school();
    server.set(|zoom| zoom.next_answers.push_back(ZoomAnswer::Silence));
    let zoom = client(&server).with_patience(Duration::from_millis(300));

    assert_eq!(ask(&zoom).await, Err(ZoomApiError::Unreachable));
}

#[tokio::test]
async fn every_form_of_a_runs_name_is_found() {
    for uuid in ["abc==", "a/b+c==", "/abc==", "ab//c==", "/a//b=="] {
        let server = FakeZoom::start(vec![run(uuid, vec![teacher(), student("Amina")])]);
        assert_eq!(joined(&server, uuid).await.len(), 2, "{uuid}");
    }
}

#[tokio::test]
async fn all_pages_are_read_and_what_is_listed_twice_counts_once() {
    let mut waiting = row(&json!("3"), &json!(""), "Waiting", ("15:00", "15:02"));
    waiting["status"] = json!("in_waiting_room");
    let again = row(&json!("4"), &json!(""), "Amina", ("15:20", "15:44"));
    let rows = vec![
        teacher(),
        student("Amina"),
        waiting,
        student("Amina"),
        again,
    ];
    let server = FakeZoom::start(vec![run(UUID, rows)]);
    server.set(|zoom| {
        zoom.page_size = 2;
        zoom.expired_pages = 1;
    });

    let whole = joined(&server, UUID).await;

    assert_eq!(
        whole,
        [
            (
                "report:host-1".to_owned(),
                Some("u:host-1".to_owned()),
                true
            ),
            ("report:2".to_owned(), None, false),
            ("report:4".to_owned(), None, false),
        ]
    );
    // The run; one page and a token that is over; three pages.
    assert_eq!(server.state().asked.len(), 1 + 2 + 3);

    server.set(|zoom| zoom.expired_pages = 9);
    let expired = ZoomApiError::Refused {
        status: 400,
        code: Some(300),
    };
    assert_eq!(ask(&client(&server)).await, Err(expired));

    server.set(|zoom| {
        zoom.expired_pages = 0;
        zoom.pages = Pages::LeadInCircle;
    });
    assert_eq!(ask(&client(&server)).await, Err(ZoomApiError::NotZoom(200)));
}

#[tokio::test]
async fn neither_an_answer_nor_a_list_is_read_for_ever() {
    let server = school();
    server.set(|zoom| zoom.pages = Pages::NeverEnd);
    assert_eq!(ask(&client(&server)).await, Err(ZoomApiError::NotZoom(200)));
    // The run, and a hundred pages.
    assert_eq!(server.state().asked.len(), 1 + 100);

    server.set(|zoom| zoom.next_answers.push_back(ZoomAnswer::Endless));
    let begun = Instant::now();
    assert_eq!(ask(&client(&server)).await, Err(ZoomApiError::NotZoom(200)));
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_list_that_is_not_ready_or_of_one_person_says_nothing() {
    let alone = vec![
        teacher(),
        row(&json!("5"), &json!(""), "T", ("15:50", "15:51")),
    ];
    let bot = vec![teacher(), student("Read.ai notetaker")];
    let open = vec![
        teacher(),
        row(&json!("2"), &json!(""), "Amina", ("15:02", "")),
    ];
    let none = vec![];

    for rows in [alone, bot, open, none] {
        let mut listed = run(UUID, rows.clone());
        // The number may count more than the list has.
        listed.participants = 2;
        let server = FakeZoom::start(vec![listed]);
        assert_eq!(ask(&client(&server)).await, Ok(None), "{rows:?}");
    }

    let late = school();
    late.set(|zoom| zoom.runs[0].is_ready = false);
    assert_eq!(ask(&client(&late)).await, Ok(None));
    late.set(|zoom| zoom.lists_nobody = true);
    assert_eq!(ask(&client(&late)).await, Ok(None));

    let single = FakeZoom::start(vec![run(UUID, vec![teacher()])]);
    assert_eq!(ask(&client(&single)).await, Ok(None));
    // A light call saved the heavier one.
    assert_eq!(single.state().asked.len(), 1);

    assert_eq!(ask(&client(&FakeZoom::start(Vec::new()))).await, Ok(None));
}
