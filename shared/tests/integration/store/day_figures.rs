//! Sums of past days: whatever happens, the statistics are those of the sessions themselves.

use serde_json::Value;

use crate::support::{Row, Site, insert};

const LIST: &str = "/api/admin/teacher-sessions";

/// Twenty lessons of 30 minutes in the ten days before the test's own; every fifth was never opened.
async fn fill(site: &Site) {
    let lesson = |number: u32| {
        let (day, hour) = (13 + number / 2, 8 + number % 3);
        let row =
            Row::new(&format!("{number:032X}")).teacher(["ustaz1", "ustaz2"][number as usize % 2]);
        let row = row
            .sent_at(&format!("2026-11-{day} 07:00:00"))
            .expires_at("2026-12-31 00:00:00");

        if number.is_multiple_of(5) {
            return row;
        }

        let at = |minute: u32| format!("2026-11-{day} {hour:02}:{minute:02}:00");
        row.opened_at(&at(0)).closed_at(&at(30), 1800)
    };

    insert(site.store(), (0..20).map(lesson)).await;
}

async fn statistics(site: &Site, query: &str) -> Value {
    let body = site.list(&format!("limit=1&{query}")).await;
    body["statistics"].clone()
}

/// The same with nothing summed up.
async fn counted_anew(site: &Site, query: &str) -> Value {
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

async fn days(site: &Site) -> i64 {
    let sql = "SELECT COUNT(*) FROM session_days_summed";
    site.store().read_number(sql).await.unwrap()
}

#[tokio::test]
async fn a_change_of_an_old_session_is_in_the_statistics_at_once() {
    let site = Site::start().await;
    fill(&site).await;
    site.sweep().await.expect(200);
    assert_eq!(days(&site).await, 9, "yesterday is not summed up yet");

    let queries = [
        "",
        "teacherId=ustaz1",
        "teacherId=ustaz2&from=2026-11-14&to=2026-11-20",
        "date=2026-11-15",
    ];

    // A link of the 15th is opened for the first time, and a lesson of the 14th that was closed goes on.
    site.join(&format!("{:032X}", 5)).await.expect(200);
    site.join(&format!("{:032X}", 3)).await.expect(200);
    assert!(days(&site).await < 9, "the days of these two are dropped");

    for query in queries {
        assert_eq!(
            statistics(&site, query).await,
            counted_anew(&site, query).await,
            "{query}"
        );
    }

    site.sweep().await.expect(200);
    assert_eq!(days(&site).await, 9);

    for query in queries {
        assert_eq!(
            statistics(&site, query).await,
            counted_anew(&site, query).await,
            "{query}"
        );
    }

    // Both fall silent: the sweep that closes them drops and renews the day that the second belongs to.
    site.pass(3 * 3600);
    site.sweep().await.expect(200);

    for query in queries {
        assert_eq!(
            statistics(&site, query).await,
            counted_anew(&site, query).await,
            "{query}"
        );
    }
}

#[tokio::test]
async fn what_another_program_changes_is_counted_anew_within_a_week() {
    let site = Site::start().await;
    fill(&site).await;
    site.sweep().await.expect(200);

    site.store()
        .execute_script("DELETE FROM wpos_zoom_links WHERE session_status = 'ended'")
        .await
        .unwrap();

    assert_ne!(statistics(&site, "").await, counted_anew(&site, "").await);
    site.pass(8 * 24 * 3600);
    site.sweep().await.expect(200);
    assert_eq!(statistics(&site, "").await["totalSessions"], 4);
}

#[tokio::test]
async fn the_sums_follow_the_schools_own_days() {
    let site = Site::start().await;
    fill(&site).await;

    site.store()
        .execute_script("UPDATE wpos_zoom_links SET clicked_at = '2026-11-14 21:30:00' WHERE clicked_at = '2026-11-14 10:00:00'")
        .await
        .unwrap();

    let before = statistics(&site, "date=2026-11-15").await;
    site.sweep().await.expect(200);
    assert_eq!(statistics(&site, "date=2026-11-15").await, before);
    let zones = "SELECT COUNT(*) FROM session_day_figures WHERE timezone <> 'Africa/Addis_Ababa'";

    assert_eq!(site.store().read_number(zones).await.unwrap(), 0);
}
