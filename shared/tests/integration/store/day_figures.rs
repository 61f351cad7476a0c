//! Sums of past days: whatever happens, the statistics are those of the sessions themselves.

use serde_json::Value;

use crate::support::{Row, Site, change, insert};

/// Twenty lessons of 30 minutes in the ten days before the test's own; every fifth was never opened.
async fn insert_lessons(site: &Site) {
    insert(site.store(), (0..20).map(lesson)).await;
}

fn lesson(number: usize) -> Row {
    let (day, hour) = (13 + number / 2, 8 + number % 3);
    let row = Row::new(&format!("{number:032X}"))
        .teacher(["ustaz1", "ustaz2"][number % 2])
        .sent_at(&format!("2026-11-{day} 07:00:00"))
        .expires_at("2026-12-31 00:00:00");

    if number.is_multiple_of(5) {
        return row;
    }

    row.opened_at(&format!("2026-11-{day} {hour:02}:00:00"))
        .closed_at(&format!("2026-11-{day} {hour:02}:30:00"), 1800)
}

async fn statistics(site: &Site, query: &str) -> Value {
    let body = site.list(&format!("limit=1&{query}")).await;
    body["statistics"].clone()
}

/// The same with nothing summed up.
async fn statistics_without_sums(site: &Site, query: &str) -> Value {
    site.store()
        .execute_script(
            "CREATE TABLE kept AS SELECT * FROM session_days_summed; DELETE FROM session_days_summed;",
        )
        .await
        .unwrap();

    let statistics = statistics(site, query).await;
    site.store()
        .execute_script("INSERT INTO session_days_summed SELECT * FROM kept; DROP TABLE kept;")
        .await
        .unwrap();

    statistics
}

async fn count_days(site: &Site) -> i64 {
    let sql = "SELECT COUNT(*) FROM session_days_summed";
    site.store().read_number(sql).await.unwrap()
}

const QUERIES: [&str; 4] = [
    "",
    "teacherId=ustaz1",
    "teacherId=ustaz2&from=2026-11-14&to=2026-11-20",
    "date=2026-11-15",
];

/// Asserts that the sums of past days change no figure.
async fn expect_agreement(site: &Site) {
    for query in QUERIES {
        assert_eq!(
            statistics(site, query).await,
            statistics_without_sums(site, query).await,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_change_of_an_old_session_is_in_the_statistics_at_once() {
    let site = Site::start().await;
    insert_lessons(&site).await;
    site.sweep().await.expect(200);
    assert_eq!(count_days(&site).await, 9, "yesterday is not summed up yet");

    // A link of the 15th is opened for the first time, and a lesson of the 14th that was closed goes on.
    site.join(&format!("{:032X}", 5)).await.expect(200);
    site.join(&format!("{:032X}", 3)).await.expect(200);
    assert!(
        count_days(&site).await < 9,
        "the days of these two are dropped"
    );

    expect_agreement(&site).await;

    site.sweep().await.expect(200);
    assert_eq!(count_days(&site).await, 9);

    expect_agreement(&site).await;

    // Both fall silent: the sweep that closes them drops and renews the day that the second belongs to.
    site.pass(3 * 3600);
    site.sweep().await.expect(200);

    expect_agreement(&site).await;
}

#[tokio::test]
async fn what_another_program_changes_is_counted_anew_within_a_week() {
    let site = Site::start().await;
    insert_lessons(&site).await;
    site.sweep().await.expect(200);

    site.store()
        .execute_script("DELETE FROM wpos_zoom_links WHERE session_status = 'ended'")
        .await
        .unwrap();

    assert_ne!(
        statistics(&site, "").await,
        statistics_without_sums(&site, "").await
    );
    site.pass(8 * 24 * 3600);
    site.sweep().await.expect(200);
    assert_eq!(statistics(&site, "").await["totalSessions"], 4);
}

#[tokio::test]
async fn the_sums_follow_the_schools_own_days() {
    let site = Site::start().await;
    insert_lessons(&site).await;

    let late = Some("2026-11-14 21:30:00");
    let opened = "clicked_at = '2026-11-14 10:00:00'";
    change(site.store(), opened, "clicked_at", late).await;

    let before = statistics(&site, "date=2026-11-15").await;
    site.sweep().await.expect(200);
    assert_eq!(statistics(&site, "date=2026-11-15").await, before);
    let zones = "SELECT COUNT(*) FROM session_day_figures WHERE timezone <> 'Africa/Addis_Ababa'";

    assert_eq!(site.store().read_number(zones).await.unwrap(), 0);
}
