//! Odd rows: left out or read as far as they can be, counted and named, and never in the way of the others.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::execute;
use super::tour::{school, take_tour};
use crate::support::{Row, Site, insert};

/// Zero and partly zero dates, one of them in a session that is due.
async fn insert_zero_dates(site: &Site) {
    execute(
        site,
        "INSERT INTO wpos_zoom_links (studentid, ustazid, link, tracking_token, clicked_at, sent_time, last_activity_at,
           session_status, expiration_date) VALUES
           (2, 'ustaz1', 'https://zoom.us/j/11', 'Z-EXP', NULL, '2026-11-03 07:00:00', NULL, 'active',
            '0000-00-00 00:00:00'),
           (2, 'ustaz1', 'https://zoom.us/j/12', 'Z-CLK', '0000-00-00 00:00:00', '2026-11-03 08:00:00',
            '0000-00-00 00:00:00', 'active', NULL),
           (2, 'ustaz1', 'https://zoom.us/j/13', 'Z-SENT', NULL, '0000-00-00 00:00:00', NULL, 'active', NULL),
           (2, 'ustaz1', 'https://zoom.us/j/14', 'Z-DUE', '2026-11-04 07:00:00', '2026-11-04 07:00:00',
            '0000-00-00 00:00:00', 'active', NULL),
           (2, 'ustaz1', 'https://zoom.us/j/15', 'Z-END', '2026-11-04 08:00:00', '2026-11-04 08:00:00',
            '2026-11-04 08:10:00', 'ended', NULL);",
    )
    .await;
}

#[tokio::test]
async fn zero_dates_stop_nothing_and_are_read_as_none() {
    let site = school().await;
    insert_zero_dates(&site).await;
    take_tour(&site, "zero dates").await;

    let list = site.list("limit=100").await;
    let sessions = list["sessions"].as_array().unwrap();
    let of_two = |status: &str| {
        sessions
            .iter()
            .filter(|session| session["studentId"] == 2 && session["status"] == status)
            .count()
    };
    assert_eq!(
        (of_two("sent"), of_two("timeout"), of_two("ended")),
        (3, 1, 1),
        "{list}"
    );
    assert_eq!(list["statistics"]["totalSessions"], 7, "{list}");
}

#[tokio::test]
async fn a_partly_zero_date_of_a_due_session_does_not_stop_the_sweep() {
    let site = school().await;
    if !site
        .database
        .is_mysql_or_skipped("partly zero dates that a condition takes for times")
    {
        return;
    }
    execute(
        &site,
        "INSERT INTO wpos_zoom_links (studentid, ustazid, link, tracking_token, clicked_at, sent_time, last_activity_at,
           session_status) VALUES
           (2, 'ustaz1', 'https://zoom.us/j/16', 'Z-PART', '2026-11-00 07:00:00', '2026-11-04 07:00:00',
            '2026-11-04 07:10:00', 'active')",
    )
    .await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.pass(20_000);

    let report = site.sweep().await.expect(200).json();
    assert_eq!(report["sessionsEnded"], 1, "{report}");
    assert_eq!(report["success"], false, "{report}");
    assert_eq!(site.list("").await["sessions"].as_array().unwrap().len(), 2);
}

/// Rows that no rule knows, and others that are odd and can be read.
async fn insert_odd_rows(site: &Site) {
    if site.database.is_mysql() {
        execute(
            site,
            "ALTER TABLE wpos_zoom_links MODIFY session_status VARCHAR(20) NULL DEFAULT 'active',
               MODIFY studentid VARCHAR(50) NULL, MODIFY session_duration_minutes BIGINT NULL",
        )
        .await;
    } else {
        execute(site, "PRAGMA ignore_check_constraints = ON").await;
    }

    let lesson = |token: &str| {
        Row::new(token)
            .sent_at("2026-11-05 07:00:00")
            .opened_at("2026-11-05 07:00:00")
            .last_seen_at("2026-11-05 07:10:00")
    };
    let rows = [
        lesson("PAUSED").status("paused"),
        lesson("TEXT").status("active").set("studentid", "S-41"),
        lesson("NOBODY")
            .status("ended")
            .set_or_null("studentid", None::<i64>)
            .set_or_null("ustazid", None::<&str>),
        lesson("NEGATIVE").ended_at("2026-11-05 07:10:00", -5),
        lesson("ENDLESS")
            .status("ended")
            .set("session_duration_minutes", 9_000_000_000_000_000_000_i64),
        lesson("NO-JSON")
            .status("active")
            .set("documents", "{broken"),
        lesson("CAPITALS").status("Ended "),
    ];
    insert(site.store(), rows).await;
}

#[tokio::test]
async fn odd_rows_are_left_out_and_named_and_stop_nothing() {
    let site = school().await;
    insert_odd_rows(&site).await;
    site.pass(20_000);

    let report = site.sweep().await.expect(200).json();
    assert_eq!(report["sessionsEnded"], 1, "{report}");
    let again = site.sweep().await.expect(200).json();
    assert_eq!(again["sessionsEnded"], 0, "{again}");

    let list = site.list("").await;
    assert_eq!(list["sessions"].as_array().unwrap().len(), 5, "{list}");
    let left_out = list["unreadable"].as_array().unwrap();
    assert_eq!(left_out.len(), 2, "{list}");
    assert!(left_out.iter().all(|row| row["id"].is_string()), "{list}");
    let reasons = list["unreadable"].to_string();
    assert!(reasons.contains("paused"), "{list}");

    let csv = site
        .as_admin("/api/admin/teacher-sessions?format=csv")
        .await
        .expect(200);
    assert_eq!(csv.text.trim().lines().count(), 6, "{}", csv.text);
    let health = site.get("/api/health/session-tracking").await.expect(200);
    assert_eq!(health.json()["unreadableRows"], 1);
    let page = site.as_admin("/admin/teacher-monitoring").await.expect(200);
    assert!(page.text.contains("paused"), "the dashboard names the row");
}

/// A page of the list that consists of such rows alone leads on to the next one.
#[tokio::test]
async fn a_page_of_unreadable_rows_does_not_end_the_list() {
    let site = school().await;
    insert_odd_rows(&site).await;

    let (mut query, mut sessions, mut left_out) = ("limit=1".to_owned(), 0, 0);
    loop {
        let list = site.list(&query).await;
        let count = |field: &str| list[field].as_array().unwrap().len();
        sessions += count("sessions");
        left_out += count("unreadable");

        let Value::String(next) = &list["nextCursor"] else {
            break;
        };
        query = format!("limit=1&cursor={next}");
    }

    assert_eq!((sessions, left_out), (5, 2));
}

/// Rows of one second, in each order.
#[tokio::test]
async fn pages_of_times_with_fractions_have_every_session_once() {
    let site = school().await;
    if site.database.is_mysql() {
        execute(
            &site,
            "ALTER TABLE wpos_zoom_links MODIFY clicked_at DATETIME(3) NULL",
        )
        .await;
    }
    let rows = (0..5).map(|number| {
        let at = format!("2026-11-05 07:00:00.{}00", number + 1);
        Row::new(&format!("F-{number}"))
            .sent_at("2026-11-05 07:00:00")
            .opened_at(&at)
            .ended_at("2026-11-05 07:10:00", 600)
    });
    insert(site.store(), rows).await;

    for order in ["time", "-time"] {
        let (mut query, mut ids) = (format!("limit=2&sort={order}"), Vec::new());
        loop {
            let list = site.list(&query).await;
            let page = list["sessions"].as_array().unwrap();
            ids.extend(page.iter().map(|session| session["id"].as_i64().unwrap()));
            let Value::String(next) = &list["nextCursor"] else {
                break;
            };
            query = format!("limit=2&sort={order}&cursor={next}");
        }

        ids.sort_unstable();
        assert_eq!(ids, [1, 2, 3, 4, 5], "{order}");
    }
}

/// Times that are zero, partly zero or missing, among real ones: before, between and behind them.
async fn insert_rows_without_times(site: &Site) {
    let opened = ["2026-11-04 07:00:00", "2026-11-00 07:00:00"].map(|at| (format!("'{at}'"), at));
    let sent = [
        "2026-11-06 07:00:00",
        "2026-03-01 00:00:00",
        "2026-03-00 07:00:00",
        "2026-03-00 06:00:00",
        "2026-00-00 00:00:00",
        "2026-02-28 23:59:59",
        "2025-01-01 07:00:00",
        "0000-00-00 00:00:00",
        "0000-00-00 00:00:00",
        "0000-00-00 00:00:00",
    ]
    .map(|at| ("NULL".to_owned(), at));

    let rows = opened
        .into_iter()
        .chain(sent)
        .map(|(clicked, sent)| (clicked, format!("'{sent}'")));
    let unsent = ["NULL"; 3].map(|sent| ("NULL".to_owned(), sent.to_owned()));
    for (number, (clicked, sent)) in rows.chain(unsent).enumerate() {
        let insert = format!(
            "INSERT INTO wpos_zoom_links (studentid, ustazid, link, tracking_token, clicked_at, sent_time, session_status)
             VALUES (2, 'ustaz1', 'https://zoom.us/j/1', 'NO-TIME-{number}', {clicked}, {sent}, 'active')"
        );
        execute(site, &insert).await;
    }
}

/// Follows a cursor to the end of the list and returns the ids, page by page, and the last page's cursor back.
async fn turn_pages(
    site: &Site,
    query: &str,
    first: String,
    by: [&str; 2],
) -> (Vec<Vec<i64>>, Value) {
    let [cursor, parameter] = by;
    let (mut page, mut pages) = (first, Vec::new());
    loop {
        let list = site.list(&format!("{query}{page}")).await;
        let sessions = list["sessions"].as_array().unwrap();
        let ids = sessions
            .iter()
            .map(|session| session["id"].as_i64().unwrap());
        pages.push(ids.collect());
        assert!(pages.len() < 40, "the list has an end: {query} {pages:?}");

        let Value::String(next) = &list[cursor] else {
            return (pages, list["previousCursor"].clone());
        };
        page = format!("&{parameter}={next}");
    }
}

#[tokio::test]
async fn pages_have_every_session_without_a_time_once_both_ways() {
    let site = school().await;
    insert_rows_without_times(&site).await;
    let expected: Vec<i64> = (1..=15).collect();

    for order in ["time", "-time"] {
        for limit in [1, 2, 4, 15] {
            let query = format!("sort={order}&limit={limit}");
            let forwards = ["nextCursor", "cursor"];
            let (pages, previous) = turn_pages(&site, &query, String::new(), forwards).await;
            let mut ids = pages.concat();
            ids.sort_unstable();
            assert_eq!(ids, expected, "{query}: {pages:?}");

            let Value::String(previous) = previous else {
                assert_eq!(pages.len(), 1, "{query}");
                continue;
            };
            let backwards = ["previousCursor", "before"];
            let first = format!("&before={previous}");
            let (mut back, _) = turn_pages(&site, &query, first, backwards).await;
            back.reverse();
            assert_eq!(back, pages[..pages.len() - 1], "{query}");
        }
    }

    let newest = site.list("limit=1").await;
    assert_eq!(
        newest["sessions"][0]["sentTime"], "2026-11-06T07:00:00Z",
        "{newest}"
    );
}

/// A file is read by pages of 1,000.
#[tokio::test]
async fn a_file_has_every_session_without_a_time_once() {
    let site = school().await;
    let times = ["'0000-00-00 00:00:00'", "NULL", "'2026-11-06 07:00:00'"];
    for (kind, time) in times.into_iter().enumerate() {
        let values: Vec<String> = (0..700)
            .map(|number| {
                format!("(2, 'ustaz1', 'https://zoom.us/j/1', '{kind}-{number}', {time}, 'active')")
            })
            .collect();
        let insert = format!(
            "INSERT INTO wpos_zoom_links (studentid, ustazid, link, tracking_token, sent_time, session_status) VALUES {}",
            values.join(", ")
        );
        execute(&site, &insert).await;
    }

    let file = site.as_admin("/api/admin/teacher-sessions?format=csv");
    let file = tokio::time::timeout(Duration::from_mins(1), file).await;
    let text = file.expect("the file has an end").expect(200).text;
    let ids: BTreeSet<&str> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    assert_eq!((ids.len(), text.lines().count()), (2_100, 2_101));
}
