//! Figures by the days and months of the school's clock.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::view;
use crate::http::rows::insert_lessons;
use crate::support::Site;

/// Beginnings of lessons around the ends of days and months, with their seconds in class. In Berlin the hour goes
/// forward on 29 March and back on 25 October; in Addis Ababa (UTC+3) it never does.
const LESSONS: [(&str, i64); 12] = [
    ("2026-02-28T20:59:59Z", 60),
    ("2026-02-28T21:00:00Z", 120),
    ("2026-02-28T22:59:59Z", 240),
    ("2026-02-28T23:00:00Z", 480),
    ("2026-03-28T22:59:59Z", 60),
    ("2026-03-28T23:00:00Z", 120),
    ("2026-03-29T21:59:59Z", 240),
    ("2026-03-29T22:00:00Z", 480),
    ("2026-10-24T21:59:59Z", 60),
    ("2026-10-24T22:00:00Z", 120),
    ("2026-10-25T22:59:59Z", 240),
    ("2026-10-25T23:00:00Z", 480),
];

/// The day of a lesson by the clock of a zone.
fn local_day(zone: &str, at: &str) -> String {
    let at: DateTime<Utc> = at.parse().unwrap();
    let begin: DateTime<Utc> = "2026-03-29T01:00:00Z".parse().unwrap();
    let end: DateTime<Utc> = "2026-10-25T01:00:00Z".parse().unwrap();

    let hours = match zone {
        "Africa/Addis_Ababa" => 3,
        _ if (begin..end).contains(&at) => 2,
        _ => 1,
    };

    (at + TimeDelta::hours(hours)).format("%F").to_string()
}

/// Counts the lessons whose day begins so, and sums up their seconds.
fn expected(zone: &str, day_or_month: &str) -> (usize, i64) {
    let is_meant = |at: &str| local_day(zone, at).starts_with(day_or_month);
    let lessons = LESSONS.iter().filter(|(at, _)| is_meant(at));
    (
        lessons.clone().count(),
        lessons.map(|(_, seconds)| seconds).sum(),
    )
}

/// Of two time zones: a session belongs to the day, week and month of the school's clock, summed up or not.
#[tokio::test]
async fn figures_end_where_the_schools_days_and_months_end() {
    for zone in ["Africa/Addis_Ababa", "Europe/Berlin"] {
        let site = Site::with(&[("SCHOOL_TIMEZONE", zone)]).await;
        insert_lessons(&site, &LESSONS).await;
        expect_figures(&site, zone).await;

        assert!(site.sum_up_days().await > 200);
        expect_figures(&site, zone).await;
        expect_chart(&site, zone).await;
    }
}

async fn expect_figures(site: &Site, zone: &str) {
    let mut days: Vec<String> = LESSONS.iter().map(|(at, _)| local_day(zone, at)).collect();
    days.dedup();

    for day in &days {
        let (_, seconds) = expected(zone, day);
        let list = site.list(&format!("date={day}")).await;
        assert_eq!(
            list["statistics"]["totalDurationSeconds"], seconds,
            "{zone} {day}"
        );

        let sessions = list["sessions"].as_array().unwrap().iter();
        let listed = sessions.map(|session| session["countedSeconds"].as_i64().unwrap());
        assert_eq!(listed.sum::<i64>(), seconds, "{zone} {day}");
    }

    for month in ["2026-02", "2026-03", "2026-10"] {
        let (lessons, seconds) = expected(zone, month);
        let report = site.list(&format!("report=teachers&month={month}")).await;
        assert_eq!(report["total"]["seconds"], seconds, "{zone} {month}");
        assert_eq!(report["teachers"][0]["sent"], lessons, "{zone} {month}");
    }
}

/// Each day's column of the chart says what the day's list says.
async fn expect_chart(site: &Site, zone: &str) {
    let page = view(site, "from=2026-03-28&to=2026-03-30").await;
    let rows = page.all(".charts tbody tr");
    let rows: Vec<(String, String)> = rows
        .iter()
        .map(|row| (row.part("th").text(), row.part("td").text()))
        .collect();

    for day in ["2026-03-28", "2026-03-29", "2026-03-30"] {
        let (lessons, _) = expected(zone, day);
        let label = day.parse::<NaiveDate>().unwrap().format("%-d %b");
        let row = (label.to_string(), lessons.to_string());
        assert!(rows.contains(&row), "{zone}: {row:?} in {rows:?}");
    }
}
