use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::answers::{Answer, PageQuery};
use super::lists::ListKind;
use super::question::Question;
use super::*;
use crate::mix::{Mix, MixChange};
use crate::school::{Draw, School};
use crate::spans::{DAY, HOUR, MINUTE, Millis, SECOND};
use crate::zoom::{Run, books};

const DEFAULT: &str = include_str!("../../mixes/default.toml");
/// An API that never fails, and an app that may read the log.
const STEADY: [&str; 3] = [
    "zoom_api.server_error=0.0",
    "zoom_api.too_many_calls=0.0",
    "zoom_api.reads_logs=1.0",
];

/// An account, the runs of which it tells, and its clock.
struct Asked {
    account: Account,
    runs: Vec<Run>,
    hands: Arc<AtomicI64>,
    token: String,
}

impl Asked {
    fn of(only: &str, changes: &[&str]) -> Self {
        let changes = STEADY.iter().chain(changes);
        let changes: Vec<MixChange> = changes.map(|text| text.parse().unwrap()).collect();
        let mix = Mix::parse_changed(DEFAULT, Some(only), &changes).unwrap();
        let school = School::draw(Draw {
            mix: &mix,
            seed: 3,
            shard: 0,
            lessons: 20,
            connected: 1.0,
        });

        let runs = books(&school, &mix, 3).runs;
        let hands = Arc::new(AtomicI64::new(0));
        let mut account =
            Account::draw(&school, runs.clone(), &mix.zoom_api, 3, Arc::clone(&hands));
        let token = account.issue_token().body["access_token"].clone();

        Self {
            account,
            runs,
            hands,
            token: token.as_str().unwrap().to_owned(),
        }
    }

    fn ask(&mut self, at: Millis, question: &Question, query: &PageQuery) -> Answer {
        self.hands.store(at, Ordering::Relaxed);
        self.account.ask(&self.token, question, query)
    }

    fn list(&mut self, at: Millis, run: usize) -> Answer {
        let question = Question::List(self.runs[run].uuid.clone(), ListKind::Past);
        self.ask(at, &question, &PageQuery::default())
    }
}

#[test]
fn a_list_is_ready_some_time_after_the_end_and_tells_whom_the_events_told() {
    let mut asked = Asked::of("preview_bot", &["zoom_api.list_hours_late=0.0"]);
    let (uuid, ended) = (asked.runs[0].uuid.clone(), asked.runs[0].to);

    let meeting = Question::Meeting(uuid);
    let query = PageQuery::default();
    assert_eq!(
        asked.ask(ended - SECOND, &meeting, &query),
        Answer::nothing_told()
    );
    assert_eq!(
        asked.ask(ended, &meeting, &query).body["participants_count"],
        2
    );

    assert_eq!(asked.list(ended + 59 * SECOND, 0), Answer::nothing_told());
    let list = asked.list(ended + 31 * MINUTE, 0);
    let rows = list.body["participants"].as_array().unwrap().clone();
    let of_teacher: Vec<_> = rows.iter().filter(|row| row["id"] != "").collect();
    assert_eq!(of_teacher.len(), 1, "{rows:?}");
    assert_eq!(rows.len(), 2);
}

#[test]
fn one_person_alone_is_no_list() {
    for (share, expected) in [(0.0, 404), (1.0, 200)] {
        let change = format!("zoom_api.alone_is_empty={share:?}");
        let mut asked = Asked::of("student_absent", &[&change]);
        let list = asked.list(asked.runs[0].to + DAY, 0);

        assert_eq!(list.status, expected);
        assert!(
            list.body["participants"]
                .as_array()
                .is_none_or(Vec::is_empty)
        );
    }
}

#[test]
fn a_free_account_has_no_lists_but_tells_of_its_meetings() {
    let mut asked = Asked::of("preview_bot", &["zoom_api.paid=0.0"]);
    let run = asked.runs[0].clone();
    let list = asked.list(run.to + DAY, 0);
    assert_eq!((list.status, list.body["code"].as_i64()), (400, Some(200)));

    let instances = Question::Instances(run.meeting.to_string());
    let answer = asked.ask(run.to + DAY, &instances, &PageQuery::default());
    assert_eq!(answer.body["meetings"][0]["uuid"], run.uuid.as_str());
}

#[test]
fn calls_are_counted_by_weight_and_by_need() {
    let mut asked = Asked::of("preview_bot", &["zoom_api.list_hours_late=0.0"]);
    let (uuid, ended) = (asked.runs[0].uuid.clone(), asked.runs[0].to);
    let report = ListKind::Report {
        has_registrants: false,
    };

    asked.list(ended + HOUR, 0);
    let question = Question::List(uuid, report);
    asked.ask(ended + HOUR, &question, &PageQuery::default());
    let calls = &asked.account.calls;
    assert_eq!(
        (
            calls.of_weight(Weight::Medium),
            calls.of_weight(Weight::Heavy)
        ),
        (1, 1)
    );
    // Every event had come.
    assert_eq!(calls.needless, 2);

    let mut asked = Asked::of("webhook_lost", &[]);
    asked.list(asked.runs[0].to + HOUR, 0);
    assert_eq!(asked.account.calls.needless, 0);
}

#[test]
fn the_log_has_the_lost_events_that_were_sent_for_seven_days() {
    let mut asked = Asked::of("webhook_lost", &["zoom_api.lost_on_the_way=1.0"]);
    let first = asked.runs.iter().flat_map(|run| &run.events);
    let first = first.map(|event| event.at).min().unwrap();
    let query = PageQuery {
        page_size: Some(300),
        ..PageQuery::default()
    };

    let count = |answer: &Answer| answer.body["total_records"].as_u64().unwrap();
    let soon = asked.ask(first + 7 * DAY, &Question::Log, &query);
    let later = asked.ask(first + 7 * DAY + SECOND, &Question::Log, &query);
    assert!(count(&soon) > count(&later) && count(&later) > 0);

    let row = &soon.body["webhook_logs"][0];
    assert!(row["request_body"].as_str().unwrap().contains("account_id"));

    let delivered = PageQuery {
        kind: Some(3),
        ..query
    };
    let answer = asked.ask(first + 7 * DAY, &Question::Log, &delivered);
    assert_eq!(count(&answer), 0);
}

#[test]
fn an_app_that_may_not_read_the_log_is_told_so() {
    let mut asked = Asked::of("webhook_lost", &["zoom_api.reads_logs=0.0"]);
    let answer = asked.ask(DAY, &Question::Log, &PageQuery::default());
    assert_eq!(answer.body["code"], 4711);
}

#[test]
fn calls_fail_as_often_as_asked_and_pass_when_made_again() {
    let changes = ["zoom_api.server_error=0.25", "zoom_api.too_many_calls=0.25"];
    let mut asked = Asked::of("preview_bot", &changes);
    let mut statuses = Vec::new();
    for _ in 0..200 {
        statuses.push(asked.list(asked.runs[0].to + DAY, 0).status);
    }

    for status in [503, 429, 200] {
        let count = statuses.iter().filter(|one| **one == status).count();
        assert!((25..150).contains(&count), "{status}: {count}");
    }
}

#[test]
fn no_call_is_answered_without_the_apps_token() {
    let mut asked = Asked::of("preview_bot", &[]);
    asked.token = "another".to_owned();
    let answer = asked.list(asked.runs[0].to + DAY, 0);

    assert_eq!(
        (answer.status, answer.body["code"].as_i64()),
        (401, Some(124))
    );
    assert_eq!(asked.account.calls.total(), 0);
}
