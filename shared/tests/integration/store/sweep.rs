//! The sweep over many rows.

use std::time::Duration;

use serde_json::Value;
use session_tracking::app::{sweep, sweep_within};

use crate::support::{Inside, Row, Site, count, expect_json, insert};

/// Inserts opened sessions whose last activity was at 08:00 plus their number in seconds.
async fn insert_due(site: &Site, number: usize) {
    insert(site.store(), (0..number).map(due_session)).await;
}

fn due_session(number: usize) -> Row {
    let at = format!("2026-11-23 08:{:02}:{:02}", number / 60 % 60, number % 60);
    Row::new(&format!("D{number:031X}"))
        .sent_at(&at)
        .opened_at("2026-11-23 07:30:00")
        .last_seen_at(&at)
}

/// Sweeps and returns the report as it goes out.
async fn sweep_to_report(site: &Inside) -> Value {
    serde_json::to_value(sweep(&site.app).await.unwrap()).unwrap()
}

#[tokio::test]
async fn every_due_session_closes_oldest_first_whatever_the_batch_size() {
    for size in ["50", "7", "500"] {
        let site = Inside::with(&[("TIMEOUT_BATCH_SIZE", size)]).await;
        insert_due(&site, 233).await;
        let report = sweep_to_report(&site).await;
        expect_json!(report, @r#"{ "sessionsEnded": 233, "remaining": 0 }"#, "batches of {size}");

        let details = report["details"].as_array().unwrap();
        assert_eq!(details.len(), 233);
        assert!(details.is_sorted_by_key(|detail| detail["endTime"].as_str().unwrap()));

        let settled = "session_status = 'timeout' AND session_ended_at = last_activity_at
            AND session_duration_seconds >= 1800 AND session_duration_minutes BETWEEN 30 AND 34
            AND duration_source = 'page' AND duration_low_seconds = 0";
        assert_eq!(count(site.store(), settled).await, 233);

        let ledger = "SELECT COUNT(*) FROM session_events WHERE kind = 'timed_out'";
        assert_eq!(site.store().read_number(ledger).await.unwrap(), 233);
    }
}

#[tokio::test]
async fn rows_that_an_older_system_left_odd_starve_nobody() {
    let site = Inside::start().await;
    // Opened, and never heard of.
    let odd = |number: u32| Row::new(&format!("E{number:031X}")).opened_at("2026-01-01 00:00:00");
    insert(site.store(), (0..1_100).map(odd)).await;
    insert_due(&site, 20).await;

    assert_eq!(sweep_to_report(&site).await["sessionsEnded"], 20);
}

#[tokio::test]
async fn a_row_that_cannot_be_written_is_reported_and_the_others_close() {
    let site = Inside::start().await;
    insert_due(&site, 120).await;

    let id = site
        .store()
        .read_number("SELECT MIN(id) + 10 FROM wpos_zoom_links")
        .await
        .unwrap();
    let trigger = if site.database.is_mysql() {
        format!(
            "CREATE TRIGGER refuse BEFORE UPDATE ON wpos_zoom_links FOR EACH ROW
             BEGIN IF NEW.id = {id} THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END IF; END"
        )
    } else {
        format!(
            "CREATE TRIGGER refuse BEFORE UPDATE ON wpos_zoom_links WHEN NEW.id = {id} BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    };

    site.store().execute_script(&trigger).await.unwrap();
    let report = sweep_to_report(&site).await;
    expect_json!(report, @r#"
    {
        "success": false, "sessionsEnded": 119,
        "totalChecked": 120, "remaining": 1
    }
    "#);
    assert_eq!(count(site.store(), "session_status = 'active'").await, 1);
}

#[tokio::test]
async fn what_the_time_does_not_suffice_for_remains_and_the_next_run_closes_it() {
    let site = Inside::start().await;
    insert_due(&site, 120).await;

    let interrupted = sweep_within(&site.app, Duration::ZERO).await.unwrap();
    let report = serde_json::to_value(interrupted).unwrap();
    expect_json!(report, @r#"{ "sessionsEnded": 0, "remaining": 120 }"#);

    let message = report["message"].as_str().unwrap();
    assert!(message.contains("120 are still due"), "{message}");
    assert_eq!(count(site.store(), "session_status = 'active'").await, 120);
    let next = sweep_to_report(&site).await;

    expect_json!(next, @r#"{ "sessionsEnded": 120, "remaining": 0 }"#);
}

#[tokio::test]
async fn details_are_capped_and_the_count_is_not() {
    let site = Inside::start().await;
    insert_due(&site, 1_234).await;
    let report = sweep_to_report(&site).await;

    assert_eq!(report["sessionsEnded"], 1_234);
    assert_eq!(report["details"].as_array().unwrap().len(), 1_000);
}
