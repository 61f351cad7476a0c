//! The links that are compared with the timetable, read page by page.

use chrono::{DateTime, Utc};

use crate::support::{Row, Site, insert};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[tokio::test]
async fn every_link_of_a_span_is_read_once_whether_it_was_opened_or_not() {
    let site = Site::start().await;
    let store = site.store();
    insert(
        store,
        [
            Row::new("before").sent_at("2026-11-01 23:59:59"),
            Row::new("first").sent_at("2026-11-02 00:00:00"),
            Row::new("opened")
                .sent_at("2026-11-02 12:00:00")
                .opened_at("2026-11-02 12:04:00"),
            // Opened after the span, and sent within it.
            Row::new("late")
                .sent_at("2026-11-02 23:00:00")
                .opened_at("2026-11-04 08:00:00"),
            Row::new("after").sent_at("2026-11-03 00:00:00"),
            // Opened within the span, and sent before it.
            Row::new("early")
                .sent_at("2026-11-01 20:00:00")
                .opened_at("2026-11-02 01:00:00"),
            // Links may be valid for a year.
            Row::new("much later")
                .sent_at("2026-11-02 09:00:00")
                .opened_at("2027-11-01 08:00:00"),
        ],
    )
    .await;

    let links = store
        .list_links_sent(at("2026-11-02T00:00:00Z"), at("2026-11-03T00:00:00Z"))
        .await
        .unwrap();
    let mut ids: Vec<i64> = links.iter().map(|link| link.session.0).collect();
    ids.sort_unstable();

    assert_eq!(ids, [2, 3, 4, 7]);
}

/// More links than one page holds, many of the same second.
#[tokio::test]
async fn links_beyond_the_first_page_are_read_as_well() {
    let site = Site::start().await;
    let store = site.store();
    let digits = "(SELECT 0 AS d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4
        UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)";

    for clicked_at in ["'2026-11-02 12:00:00'", "NULL"] {
        let sql = format!(
            "INSERT INTO wpos_zoom_links (studentid, ustazid, link, sent_time, clicked_at)
            SELECT 1, 'ustaz1', '', '2026-11-02 11:00:00', {clicked_at}
            FROM {digits} a, {digits} b, {digits} c, {digits} d, {digits} e
            WHERE e.d < 3"
        );
        store.execute_script(&sql).await.unwrap();
    }

    let links = store
        .list_links_sent(at("2026-11-02T00:00:00Z"), at("2026-11-03T00:00:00Z"))
        .await
        .unwrap();
    let mut ids: Vec<i64> = links.iter().map(|link| link.session.0).collect();
    ids.sort_unstable();
    ids.dedup();

    assert_eq!((links.len(), ids.len()), (60_000, 60_000));
}
