//! What the database server answers besides rows. A trigger gives its errors, each at the moment that a test is about.

use futures_util::future::join_all;
use serde_json::Value;
use session_tracking::store::Store;

use crate::support::{Answer, Inside, Row, Site, count, insert};

/// Refuses a kind of write, with this error of the server, where a condition of SQL is true.
async fn refuse(site: &Site, write: &str, number: u16, condition: &str) {
    let trigger = format!(
        "CREATE TRIGGER refuse BEFORE {write} FOR EACH ROW BEGIN IF {condition} THEN
         SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {number}, MESSAGE_TEXT = 'no'; END IF; END"
    );
    site.store().execute_script(&trigger).await.unwrap();
}

async fn refuse_no_more(site: &Site) {
    let drop = "DROP TRIGGER refuse";
    site.store().execute_script(drop).await.unwrap();
}

/// A fail-over: what was connected until now is refused, and whoever connects from now on reaches the new writer.
async fn fail_over(site: &Site, write: &str, number: u16) {
    let newest = Store::connect_lazy(&site.database.url, 1).unwrap();
    let remember = "CREATE TABLE old_writer (newest_connection BIGINT NOT NULL PRIMARY KEY);
        INSERT INTO old_writer VALUES (CONNECTION_ID())";
    newest.execute_script(remember).await.unwrap();
    newest.close();

    let is_old = "CONNECTION_ID() <= (SELECT MAX(newest_connection) FROM old_writer)";
    refuse(site, write, number, is_old).await;
}

/// Opens this many connections of the program's pool.
async fn open_connections(site: &Inside, number: i64) {
    let store = site.app.unchecked_store();
    // The server waits, so that none of them serves two.
    let waits = (0..number).map(|_| store.read_number("SELECT CAST(SLEEP(0.2) AS SIGNED)"));
    for waited in join_all(waits).await {
        waited.unwrap();
    }
}

fn live_session(number: usize) -> Row {
    Row::new(&token(number))
        .sent_at("2026-11-23 14:50:00")
        .expires_at("2026-11-24 00:00:00")
        .opened_at("2026-11-23 14:50:00")
        .last_seen_at("2026-11-23 14:59:45")
}

fn token(number: usize) -> String {
    format!("F{number:031X}")
}

/// Numbers, and the first and last second after which the answer to each may invite back.
const UNAVAILABLE: [(u16, u64, u64); 15] = [
    (1020, 1, 2),
    (1213, 1, 2),
    (1205, 1, 2),
    (1053, 2, 5),
    (4031, 2, 5),
    (1290, 5, 15),
    (1836, 5, 15),
    (1792, 5, 15),
    (1180, 5, 15),
    (1047, 5, 15),
    (1226, 2, 5),
    (1969, 2, 5),
    (3024, 2, 5),
    (1114, 15, 45),
    (1142, 15, 45),
];

#[track_caller]
fn expect_invitation(answer: &Answer, (number, first, last): (u16, u64, u64)) {
    assert_eq!(answer.status, 503, "{number}");
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((first..=last).contains(&seconds), "{number}: {seconds} s");

    let shown = answer.text.contains(&number.to_string());
    assert!(!shown, "{number} in {}", answer.text);
}

#[tokio::test]
async fn each_error_of_the_server_is_503_with_its_own_time_to_come_back() {
    let site = Inside::start().await;
    if !site
        .database
        .is_mysql_or_skipped("the errors of a database server")
    {
        return;
    }

    insert(site.store(), (1..=16).map(live_session)).await;
    let numbers = UNAVAILABLE.iter().map(|(number, ..)| number.to_string());
    // By the session's id: 1 for the first. The last one's error is that of a statement, not of the server.
    let numbers = numbers.chain(["1644".to_owned()]).collect::<Vec<_>>();
    let trigger = format!(
        "CREATE TRIGGER refuse BEFORE UPDATE ON wpos_zoom_links FOR EACH ROW BEGIN
         DECLARE number INT; SET number = ELT(NEW.id, {});
         SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = number, MESSAGE_TEXT = 'no'; END",
        numbers.join(", ")
    );
    site.store().execute_script(&trigger).await.unwrap();

    let tokens: Vec<String> = (1..=16).map(token).collect();
    let answers = join_all(tokens.iter().map(|token| site.beat(token))).await;

    for (answer, expected) in answers.iter().zip(UNAVAILABLE) {
        expect_invitation(answer, expected);
    }

    assert_eq!(answers[15].status, 500);
    assert_eq!(answers[15].header("retry-after"), "");
}

#[tokio::test]
async fn after_a_fail_over_the_old_connections_are_left_and_the_request_succeeds() {
    let site = Inside::start().await;
    if !site.database.is_mysql_or_skipped("a fail-over") {
        return;
    }

    insert(site.store(), [live_session(1)]).await;
    // More than there are tries: each of them would find another old connection.
    open_connections(&site, 8).await;
    fail_over(&site, "UPDATE ON wpos_zoom_links", 1290).await;

    site.beat(&token(1)).await.expect(200);
}

#[tokio::test]
async fn a_transaction_that_fails_in_its_middle_is_repeated_from_its_beginning() {
    for number in [1020, 1205, 1213, 4031] {
        let site = Inside::with(&[("DATABASE_MAX_CONNECTIONS", "1")]).await;
        if !site
            .database
            .is_mysql_or_skipped("a transaction's repetition")
        {
            return;
        }

        let token = site.session().await;
        // The session's row is written first, and then the evidence.
        fail_over(&site, "INSERT ON session_events", number).await;
        site.join(&token).await.expect(200);

        assert_eq!(count(site.store(), "clicked_at IS NOT NULL").await, 1);
        let evidence = "SELECT COUNT(*) FROM session_events";
        assert_eq!(site.store().read_number(evidence).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_sweep_takes_a_server_without_writes_for_no_bad_rows() {
    let site = Inside::start().await;
    if !site
        .database
        .is_mysql_or_skipped("a sweep of a read-only server")
    {
        return;
    }

    let due = |number| live_session(number).last_seen_at("2026-11-23 09:00:00");
    insert(site.store(), (1..=5).map(due)).await;
    refuse(&site, "UPDATE ON wpos_zoom_links", 1290, "TRUE").await;

    let answer = site.sweep().await.expect(503);
    assert!(!answer.header("retry-after").is_empty());
    let runs = "SELECT COUNT(*) FROM sweep_runs";
    assert_eq!(site.store().read_number(runs).await.unwrap(), 0);

    refuse_no_more(&site).await;
    let report = site.sweep().await.expect(200).json();
    assert_eq!(report["sessionsEnded"], 5);
    assert_eq!(report["success"], true);
}

async fn health(site: &Site, status: u16) -> Value {
    let path = "/api/health/session-tracking";
    site.get(path).await.expect(status).json()
}

#[tokio::test]
async fn health_notices_a_database_that_takes_no_writes_and_leaves_no_row() {
    let site = Inside::start().await;
    if !site
        .database
        .is_mysql_or_skipped("the health of a read-only server")
    {
        return;
    }

    health(&site, 200).await;
    for (number, state) in [
        (1290, "read-only"),
        (1792, "read-only"),
        (1047, "without quorum"),
        (1114, "full"),
        (1142, "unreachable"),
    ] {
        refuse(&site, "INSERT ON request_errors", number, "TRUE").await;
        // A write that worked is good for a while.
        health(&site, 200).await;

        site.pass(15);
        let body = health(&site, 503).await;
        assert_eq!(body["status"], "unhealthy");
        assert_eq!(body["database"], state, "{number}");

        // What failed is asked anew at once.
        refuse_no_more(&site).await;
        health(&site, 200).await;
    }

    let rows = "SELECT COUNT(*) FROM request_errors WHERE route LIKE 'health check%'";
    assert_eq!(site.store().read_number(rows).await.unwrap(), 0);
}
