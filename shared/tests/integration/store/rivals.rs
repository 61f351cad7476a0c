//! Many requests at once on the same rows end as they would in some order.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use session_tracking::app::sweep;
use session_tracking::domain::Timeline;

use crate::support::{Answer, Inside, Row, insert};

/// Demands that each message of a kind was answered with one of these statuses.
#[track_caller]
fn check(kind: &str, answers: &[Answer], allowed: &[u16]) {
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

        check("join", &joins, &[200]);
        check("beat", &beats, &[200]);
        check("end", &ends, if round == 0 { &[200, 409] } else { &[200] });
        site.pass(if round % 2 == 0 { 45 } else { 200 });
    }

    let listed = site
        .store()
        .find_session(session_tracking::domain::SessionId(1))
        .await
        .unwrap()
        .unwrap();
    let ledger = site.store().list_evidence(listed.session.id).await.unwrap();
    let presence = listed.session.presence().unwrap();

    assert_eq!(
        presence.clicked_at.to_rfc3339(),
        "2026-11-23T15:00:00+00:00"
    );

    let folded = Timeline::of(presence, &ledger, &site.app.config.rules);
    assert_eq!(
        folded.uncounted_seconds(),
        presence.uncounted_seconds,
        "{ledger:#?}"
    );
}

/// What five pages say in one round, each with its number; in the end they close one by one.
fn said(token: &str, round: u32) -> Vec<(&'static str, Value)> {
    let kinds = ["heartbeat", "heartbeat", "hidden", "visible", "zoom"];
    let pages = (0..5_u32).zip(kinds);

    pages
        .map(|(page, kind)| {
            let base = json!({
                "token": token, "doc": format!("page-{page}"), "seq": round + 1, "ticks": round, "phone": page == 4,
            });
            let (path, more) = match round {
                0 => ("track", json!({})),
                round if round == 6 + page => ("end-session", json!({ "reason": "closed" })),
                round if round > 6 + page => ("heartbeat", json!({ "seq": 1 })),
                _ => ("heartbeat", json!({ "kind": kind })),
            };
            let mut body = base;

            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            (path, body)
        })
        .collect()
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
        let at_once = said(&parallel, round);
        let site = &site;
        let answers = join_all(at_once.iter().map(|(path, body)| async move {
            // Each message twice, as a network may deliver it.
            let path = format!("/api/zoom/{path}");
            tokio::join!(site.post(&path, body), site.post(&path, body))
        }));

        assert!(
            answers
                .await
                .iter()
                .all(|(one, two)| one.status == 200 && two.status == 200)
        );

        for (path, body) in said(&serial, round) {
            site.post(&format!("/api/zoom/{path}"), &body)
                .await
                .expect(200);
        }

        // Short, as long as silence is, and longer than that.
        site.pass([30, 90, 91, 30][(round % 4) as usize]);
    }

    let state = async |id| {
        let listed = site
            .store()
            .find_session(session_tracking::domain::SessionId(id))
            .await
            .unwrap()
            .unwrap();
        let ledger = site.store().list_evidence(listed.session.id).await.unwrap();
        let presence = listed.session.presence().unwrap().clone();
        let fold = Timeline::of(&presence, &ledger, &site.app.config.rules);

        assert_eq!(
            fold.uncounted_seconds(),
            presence.uncounted_seconds,
            "{ledger:#?}"
        );

        assert_eq!(fold.away_seconds(), presence.away_seconds, "{ledger:#?}");
        (listed.session.state, fold)
    };

    assert_eq!(state(1).await, state(2).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sweeps_at_once_close_each_session_once_and_none_that_beats() {
    let site = Inside::start().await;
    let silent = |number: u32| {
        let row = Row::new(&format!("F{number:031X}")).sent_at("2026-11-23 08:00:00");
        row.expires_at("2026-11-24 00:00:00")
            .opened_at("2026-11-23 08:00:00")
            .last_seen_at("2026-11-23 09:00:00")
    };

    insert(site.store(), (0..400).map(silent)).await;
    let sweeps = join_all((0..4).map(|_| sweep(&site.app)));
    let beating: Vec<String> = (0..400)
        .step_by(10)
        .map(|number| format!("F{number:031X}"))
        .collect();
    let beats = join_all(beating.iter().map(|token| site.beat(token)));

    let (sweeps, beats) = tokio::join!(sweeps, beats);
    assert!(
        beats
            .iter()
            .all(|beat| beat.status == 200 && beat.json()["status"] == "active")
    );

    let reports: Vec<Value> = sweeps
        .into_iter()
        .map(|report| serde_json::to_value(report.unwrap()).unwrap())
        .collect();
    let mut closed: Vec<i64> = reports
        .iter()
        .flat_map(|report| report["details"].as_array().unwrap())
        .map(|one| one["sessionId"].as_i64().unwrap())
        .collect();
    let all = closed.len();

    closed.sort_unstable();
    closed.dedup();
    assert_eq!(closed.len(), all, "no session is closed twice");

    let number = async |condition: &str| {
        let sql = format!("SELECT COUNT(*) FROM wpos_zoom_links WHERE {condition}");
        site.store().read_number(&sql).await.unwrap()
    };

    assert_eq!(number("session_status = 'timeout'").await, 360);
    assert_eq!(
        number("session_status = 'active' AND last_activity_at = '2026-11-23 15:00:00'").await,
        40
    );
}

#[tokio::test]
async fn a_heartbeat_of_a_live_session_is_one_statement() {
    let site = Inside::with(&[("DATABASE_MAX_CONNECTIONS", "1")]).await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 60).await;

    let store = site.app.unchecked_store();
    // Statements where the server counts them, else rows written; both of the pool's one connection.
    let questions = if site.database.is_mysql() {
        "SELECT CAST(variable_value AS SIGNED) FROM information_schema.session_status WHERE variable_name = 'QUESTIONS'"
    } else {
        "SELECT total_changes()"
    };

    store.read_number(questions).await.unwrap();
    let before = store.read_number(questions).await.unwrap();
    let itself = store.read_number(questions).await.unwrap() - before;

    site.attend(&token, 300).await;
    let after = store.read_number(questions).await.unwrap();
    assert_eq!(after - before - 2 * itself, 10);

    // The same for pages that name themselves and number their messages, before and after the tap on the Zoom link.
    for phone in [false, true] {
        let message = |seq: u32| {
            let doc = if phone { "phone" } else { "computer" };
            json!({ "token": token, "doc": doc, "seq": seq, "ticks": seq, "phone": phone, "zoom": seq >= 12 })
        };

        site.post("/api/zoom/track", &message(1)).await.expect(200);
        let mut tap = message(12);
        tap["kind"] = json!("zoom");

        for seqs in [2..12, 13..23] {
            let before = store.read_number(questions).await.unwrap();
            for seq in seqs {
                site.pass(30);
                site.post("/api/zoom/heartbeat", &message(seq))
                    .await
                    .expect(200);
            }

            assert_eq!(
                store.read_number(questions).await.unwrap() - before - itself,
                10
            );

            site.post("/api/zoom/heartbeat", &tap).await.expect(200);
        }
    }
}

#[tokio::test]
async fn a_request_given_up_in_the_middle_leaves_the_pool_whole() {
    let site = Inside::with(&[("DATABASE_MAX_CONNECTIONS", "1")]).await;
    let store = site.app.unchecked_store();
    let slow = if site.database.is_mysql() {
        "SELECT CAST(SLEEP(60) AS SIGNED) + 40"
    } else {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT COUNT(*) + 40 FROM n"
    };

    for _ in 0..3 {
        let given_up =
            tokio::time::timeout(Duration::from_millis(50), store.read_number(slow)).await;
        assert!(given_up.is_err(), "it takes longer");

        // Neither the answer to what was given up, nor a wait for it.
        let next =
            tokio::time::timeout(Duration::from_secs(20), store.read_number("SELECT 7")).await;
        assert_eq!(next.unwrap().unwrap(), 7);
    }
}
