//! Many requests at once on the same rows end as they would in some order.

use futures_util::future::join_all;
use serde_json::{Value, json};
use session_tracking::app::sweep;
use session_tracking::domain::{Session, SessionId, Timeline};

use crate::support::{Answer, Inside, Row, count, insert};

/// Asserts that each message of a kind was answered with one of these statuses.
#[track_caller]
fn expect_statuses(kind: &str, answers: &[Answer], allowed: &[u16]) {
    for answer in answers {
        assert!(
            allowed.contains(&answer.status.as_u16()),
            "{kind}: {answer:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn joins_beats_and_ends_at_once_leave_row_and_ledger_in_agreement() {
    let site = Inside::start().await;
    let token = site.session().await;

    for round in 0..6 {
        let end = json!({ "reason": "closed" });
        let joins = join_all((0..6).map(|_| site.join(&token)));
        let beats = join_all((0..6).map(|_| site.beat(&token)));
        let ends = join_all((0..2).map(|_| site.end(&token, &end)));

        // The ends set off first: in the first round one may find a link that nobody has opened.
        let (ends, joins, beats) = tokio::join!(ends, joins, beats);

        expect_statuses("join", &joins, &[200]);
        expect_statuses("beat", &beats, &[200]);
        expect_statuses("end", &ends, if round == 0 { &[200, 409] } else { &[200] });
        site.pass(if round % 2 == 0 { 45 } else { 200 });
    }

    let (session, _) = read_session(&site, 1).await;
    let presence = session.presence().unwrap();
    assert_eq!(
        presence.clicked_at.to_rfc3339(),
        "2026-11-23T15:00:00+00:00"
    );
}

/// Reads a session and folds its ledger, which must agree with its row.
async fn read_session(site: &Inside, id: i64) -> (Session, Timeline) {
    let store = site.store();
    let listed = store.find_session(SessionId(id)).await.unwrap().unwrap();
    let ledger = store.list_evidence(listed.session.id).await.unwrap();
    let presence = listed.session.presence().unwrap();
    let fold = Timeline::of(presence, &ledger, &site.app.config.rules);

    assert_eq!(
        fold.uncounted_seconds(),
        presence.uncounted_seconds,
        "{ledger:#?}"
    );

    (listed.session, fold)
}

/// What five pages say in one round, each with its number; in the end they close one by one.
fn messages(token: &str, round: u32) -> Vec<(&'static str, Value)> {
    let kinds = ["heartbeat", "heartbeat", "hidden", "visible", "zoom"];
    let pages = (0_u32..).zip(kinds);
    pages
        .map(|(page, kind)| message(token, round, page, kind))
        .collect()
}

fn message(token: &str, round: u32, page: u32, kind: &str) -> (&'static str, Value) {
    let (path, more) = match round {
        0 => ("track", json!({})),
        round if round == 6 + page => ("end-session", json!({ "reason": "closed" })),
        round if round > 6 + page => ("heartbeat", json!({ "seq": 1 })),
        _ => ("heartbeat", json!({ "kind": kind })),
    };

    let mut body = json!({
        "token": token, "doc": format!("page-{page}"), "seq": round + 1, "ticks": round,
        "phone": page == 4,
    });
    let fields = body.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());

    (path, body)
}

/// Sends a message twice, as a network may deliver it.
async fn send_twice(site: &Inside, path: &str, body: &Value) {
    let path = format!("/api/zoom/{path}");
    let (first, second) = tokio::join!(site.post(&path, body), site.post(&path, body));
    first.expect(200);
    second.expect(200);
}

/// Several connections and threads: whatever the order in which messages of one moment are written, the session
/// ends as when they come one after the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn messages_at_once_leave_the_session_as_if_they_came_in_one_order() {
    let site = Inside::start().await;
    let parallel = site.session().await;
    site.pass(1);
    let serial = site.session().await;

    for round in 0..12 {
        let at_once = messages(&parallel, round);
        let sends = at_once.iter();
        join_all(sends.map(|(path, body)| send_twice(&site, path, body))).await;

        for (path, body) in messages(&serial, round) {
            let path = format!("/api/zoom/{path}");
            site.post(&path, &body).await.expect(200);
        }

        // Short, as long as silence is, and longer than that.
        site.pass([30, 90, 91, 30][(round % 4) as usize]);
    }

    let (parallel, parallel_fold) = read_session(&site, 1).await;
    let (serial, serial_fold) = read_session(&site, 2).await;
    assert_eq!(parallel.state, serial.state);
    assert_eq!(parallel_fold, serial_fold);

    for (session, fold) in [(parallel, parallel_fold), (serial, serial_fold)] {
        let away_seconds = session.presence().unwrap().away_seconds;
        assert_eq!(fold.away_seconds(), away_seconds);
    }
}

fn silent_session(number: u32) -> Row {
    Row::new(&format!("F{number:031X}"))
        .sent_at("2026-11-23 08:00:00")
        .expires_at("2026-11-24 00:00:00")
        .opened_at("2026-11-23 08:00:00")
        .last_seen_at("2026-11-23 09:00:00")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sweeps_at_once_close_each_session_once_and_none_that_beats() {
    let site = Inside::start().await;
    insert(site.store(), (0..400).map(silent_session)).await;

    let sweeps = join_all((0..4).map(|_| sweep(&site.app)));
    let beating: Vec<String> = (0..400)
        .step_by(10)
        .map(|number| format!("F{number:031X}"))
        .collect();
    let beats = join_all(beating.iter().map(|token| site.beat(token)));

    let (sweeps, beats) = tokio::join!(sweeps, beats);
    for beat in beats {
        assert_eq!(beat.expect(200).json()["status"], "active");
    }

    let mut closed = Vec::new();
    for report in sweeps {
        let report = serde_json::to_value(report.unwrap()).unwrap();
        let details = report["details"].as_array().unwrap().iter();
        closed.extend(details.map(|detail| detail["sessionId"].as_i64().unwrap()));
    }

    let all = closed.len();
    closed.sort_unstable();
    closed.dedup();
    assert_eq!(closed.len(), all, "no session is closed twice");

    let timed_out = "session_status = 'timeout'";
    assert_eq!(count(site.store(), timed_out).await, 360);

    let live = "session_status = 'active' AND last_activity_at = '2026-11-23 15:00:00'";
    assert_eq!(count(site.store(), live).await, 40);
}
