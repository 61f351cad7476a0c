//! Pages, statistics and the dashboard's cards agree under every filter.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::time;
use crate::http::dashboard::figure;
use crate::http::rows::insert_every_kind;
use crate::support::Site;

const FILTERS: [&str; 26] = [
    "",
    "teacherId=ustaz1",
    "teacherId=USTAZ9",
    "studentId=4",
    "studentId=2&teacherId=ustaz2",
    "status=sent",
    "status=active",
    "status=ended",
    "status=timeout",
    "date=2026-11-05",
    "from=2026-11-03&to=2026-11-10",
    "from=2026-11-18",
    "to=2026-11-02&status=timeout",
    "teacherId=ustaz2&from=2026-11-03&to=2026-11-10",
    "from=2026-11-03&to=2026-11-10&status=sent",
    "q=maryam",
    "q=Bilal&status=ended",
    "q=nobody+has+this",
    "q=ustaz1",
    // Students and teachers at once, some of whose sessions are both's.
    "q=a",
    "q=a&teacherId=ustaz1",
    "q=a&studentId=2&status=timeout",
    "q=a&from=2026-11-03&to=2026-11-10",
    "q=y&status=sent",
    "q=i",
    "teacherId=ustaz1&date=2026-11-07&status=sent",
];

#[tokio::test]
async fn pages_and_cards_agree_under_every_filter() {
    let site = Site::start().await;
    insert_every_kind(&site, 130).await;
    expect_agreement(&site).await;

    // The sweep closes what is due and sums up the past days: from now on the cards come from there.
    assert!(site.sum_up_days().await > 15);
    expect_agreement(&site).await;
}

async fn expect_agreement(site: &Site) {
    for query in FILTERS {
        let (sessions, statistics) = read_all_pages(site, query).await;
        expect_statistics(query, &sessions, &statistics);
        expect_order(query, &sessions);
        expect_cards(site, query, &sessions).await;
    }

    let (sessions, _) = read_all_pages(site, "").await;
    assert_eq!(sessions.len(), 130);
}

/// Reads every page of a list, and its statistics.
async fn read_all_pages(site: &Site, query: &str) -> (Vec<Value>, Value) {
    let mut page = site.list(&format!("limit=7&{query}")).await;
    let statistics = page["statistics"].clone();
    let mut sessions = page["sessions"].as_array().unwrap().clone();

    while let Some(next) = page["nextCursor"].as_str() {
        page = site.list(&format!("limit=7&{query}&cursor={next}")).await;
        sessions.extend(page["sessions"].as_array().unwrap().clone());
        assert_eq!(
            page["statistics"], statistics,
            "every page has the same statistics"
        );
    }

    (sessions, statistics)
}

/// Counts the sessions whose field has this value.
fn number(sessions: &[Value], field: &str, value: &str) -> usize {
    let found = sessions.iter().filter(|session| session[field] == value);
    found.count()
}

#[track_caller]
fn expect_statistics(query: &str, sessions: &[Value], statistics: &Value) {
    let breakdowns = [
        (
            "statusBreakdown",
            "status",
            &["sent", "active", "ended", "timeout"][..],
        ),
        ("openBreakdown", "phase", &["live", "away", "idle"]),
        ("gradeBreakdown", "grade", &["A", "B", "C"]),
    ];

    for (breakdown, field, values) in breakdowns {
        for value in values {
            let expected = number(sessions, field, value);
            assert_eq!(statistics[breakdown][value], expected, "{query} {value}");
        }
    }

    let seconds: Vec<i64> = sessions
        .iter()
        .filter_map(|session| session["countedSeconds"].as_i64())
        .collect();

    let mut lengths = [0; 7];
    for seconds in &seconds {
        let bounds = [300, 900, 1800, 2700, 3600, 5400];
        lengths[bounds.partition_point(|bound| seconds >= bound)] += 1;
    }

    let late = sessions.iter().filter(|session| is_late(session)).count();
    assert_eq!(statistics["totalSessions"], sessions.len(), "{query}");
    assert_eq!(
        statistics["totalDurationSeconds"],
        seconds.iter().sum::<i64>(),
        "{query}"
    );
    assert_eq!(statistics["lengths"], json!(lengths), "{query}");
    assert_eq!(statistics["lateStarts"], late, "{query}");
    assert_eq!(statistics["lateRule"], "sent", "{query}");
}

fn is_late(session: &Value) -> bool {
    let sent = instant(&session["sentTime"]);
    let opened = instant(&session["startTime"]);
    let delay = sent.zip(opened).map(|(sent, opened)| opened - sent);
    delay.is_some_and(|delay| delay > TimeDelta::minutes(10))
}

fn instant(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str().map(|at| at.parse().unwrap())
}

#[track_caller]
fn expect_order(query: &str, sessions: &[Value]) {
    let mut ids: Vec<i64> = sessions
        .iter()
        .map(|session| session["id"].as_i64().unwrap())
        .collect();
    ids.sort_unstable();
    ids.dedup();

    assert_eq!(ids.len(), sessions.len(), "no session twice: {query}");
    assert!(
        sessions.is_sorted_by(|a, b| time(a) >= time(b)),
        "newest first: {query}"
    );
}

/// Asserts the dashboard's cards and its chart by teacher, which are read in other ways.
async fn expect_cards(site: &Site, query: &str, sessions: &[Value]) {
    let dates = ["from=", "to=", "date="];
    let is_dated = dates.iter().any(|name| query.contains(name));
    let all_days = if is_dated { "" } else { "&from=2000-01-01" };
    let page = format!("/admin/teacher-monitoring?{query}{all_days}");
    let page = site.admin_page(&page).await;

    for (title, expected) in [
        ("Sessions", sessions.len()),
        ("Not opened", number(sessions, "status", "sent")),
        ("Ended", number(sessions, "status", "ended")),
        ("Timed out", number(sessions, "status", "timeout")),
    ] {
        assert_eq!(
            figure(&page, title),
            expected.to_string(),
            "{query} {title}"
        );
    }

    let rows = page.all("#by-teacher-figures tbody tr");
    let by_teacher = rows.iter().map(|row| row.part("td").text());
    let by_teacher = by_teacher.map(|number| number.parse::<usize>().unwrap());
    assert_eq!(
        by_teacher.sum::<usize>(),
        sessions.len(),
        "{query} by teacher"
    );
}
