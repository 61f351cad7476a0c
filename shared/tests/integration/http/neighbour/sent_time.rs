//! `sent_time`, from which the application reckons days, lateness, absence and pay.

use chrono::TimeDelta;
use serde_json::json;
use session_tracking::domain::{StoredClock, StoredTimes};

use super::{
    Application, applications_row, insert_applications, on_the_wall, send_link, store_with,
};
use crate::support::{LINK, Row, Site, count, insert};

/// Times around midnight of the school's clock, on both sides of the changes of summer time.
const TIMES: [&str; 8] = [
    "2026-03-08T21:30:00Z",
    "2026-03-10T12:00:00Z",
    "2026-03-28T22:45:00Z",
    "2026-03-29T22:10:00Z",
    "2026-07-01T22:30:00Z",
    "2026-10-24T21:50:00Z",
    "2026-10-25T22:50:00Z",
    "2026-10-26T23:20:00Z",
];

const ZONES: [&str; 2] = ["Africa/Addis_Ababa", "Europe/Berlin"];

/// What the application says of both students is the same, and what its own rule makes of the times.
async fn expect_same_of_both(site: &Site, zone: &str) {
    for at in TIMES {
        let planned = on_the_wall(zone, at) - TimeDelta::minutes(7);
        let day = on_the_wall(zone, at).date().to_string();
        for student in [1, 2] {
            let application = Application::of(site, student);
            assert!(!application.is_absent(&day).await, "{zone} {at} {student}");
            assert_eq!(
                application.minutes_late(planned).await,
                7,
                "{zone} {at} {student}"
            );
        }
    }

    for month in ["2026-03", "2026-07", "2026-10"] {
        let [ours, its] = [1, 2].map(|student| Application::of(site, student));
        let (ours, its) = (ours.pay(month).await, its.pay(month).await);
        assert_eq!(ours, its, "{zone} {month}");
        assert!(its > 0, "{zone} {month}");
    }
}

/// Our list shows both at the same instants, each on its day of the school's clock.
async fn expect_right_list(site: &Site, zone: &str) {
    for at in TIMES {
        let day = on_the_wall(zone, at).date();
        let list = site.list(&format!("date={day}")).await;
        let sessions = list["sessions"].as_array().unwrap().iter();
        let shown: Vec<_> = sessions
            .filter(|session| session["sentTime"] == at)
            .map(|session| session["studentId"].as_i64().unwrap())
            .collect();

        assert!(
            shown.contains(&1) && shown.contains(&2),
            "{zone} {at} {list}"
        );
        assert_eq!(list["statistics"]["totalSessions"], 2, "{zone} {at} {list}");
    }
}

async fn set_rates(site: &Site) {
    // The rate is another test's matter.
    let sql = "UPDATE wpos_zoom_links SET packageRate = 30";
    site.store().execute_script(sql).await.unwrap();
}

#[tokio::test]
async fn the_application_reckons_the_same_from_our_lessons_and_from_its_own() {
    for zone in ZONES {
        let settings = [("SCHOOL_TIMEZONE", zone), ("SENT_TIME_STORED_AS", "school")];
        let site = Site::with(&settings).await;
        for at in TIMES {
            send_link(&site, 1, at).await;
        }
        insert_applications(&site, 2, zone, &TIMES).await;
        set_rates(&site).await;

        expect_same_of_both(&site, zone).await;
        site.clock.set("2026-11-23T15:00:00Z");
        expect_right_list(&site, zone).await;

        // Summed up, the days say the same.
        assert!(site.sum_up_days().await > 200);
        expect_right_list(&site, zone).await;
    }
}

#[tokio::test]
async fn after_a_change_of_the_setting_our_earlier_lessons_are_read_right_by_both() {
    for zone in ZONES {
        // Until the summer our lessons were stored in UTC: the first ones by a version without the column.
        let site = Site::with(&[("SCHOOL_TIMEZONE", zone)]).await;
        for at in &TIMES[..5] {
            send_link(&site, 1, at).await;
        }
        // Each site of a test draws the same tokens.
        let forget = "UPDATE wpos_zoom_links SET sent_minutes_ahead = NULL WHERE id <= 2;
            UPDATE wpos_zoom_links SET tracking_token = REPLACE(tracking_token, '0000', 'ABCD')";
        site.store().execute_script(forget).await.unwrap();

        let settings = [("SCHOOL_TIMEZONE", zone), ("SENT_TIME_STORED_AS", "school")];
        let store = store_with(&site, zone, "school", "utc");
        assert_eq!(store.count_misstated(StoredTimes::Sent).await.unwrap(), 5);
        let site = Site::over(site.database, &settings).await;
        // Before `migrate`, a lesson that says how it is stored is read right already.
        let list = site.list("").await;
        let sessions = list["sessions"].as_array().unwrap().iter();
        let shown: Vec<_> = sessions.map(|session| &session["sentTime"]).collect();
        assert!(shown.contains(&&json!(TIMES[4])), "{list}");

        assert_eq!(store.restate_times(StoredTimes::Sent).await.unwrap(), 5);
        assert_eq!(store.count_misstated(StoredTimes::Sent).await.unwrap(), 0);
        assert_eq!(store.restate_times(StoredTimes::Sent).await.unwrap(), 0);
        for at in &TIMES[5..] {
            send_link(&site, 1, at).await;
        }
        insert_applications(&site, 2, zone, &TIMES).await;
        set_rates(&site).await;

        expect_same_of_both(&site, zone).await;
        site.clock.set("2026-11-23T15:00:00Z");
        expect_right_list(&site, zone).await;

        // And back: what another program stored is left as it is.
        let back = store_with(&site, zone, "utc", "utc");
        assert_eq!(back.restate_times(StoredTimes::Sent).await.unwrap(), 8);
        let sent = "studentid = 1 AND sent_time = '2026-07-01 22:30:00' AND sent_minutes_ahead = 0";
        assert_eq!(count(site.store(), sent).await, 1);
        let its = "studentid = 2 AND sent_minutes_ahead IS NULL";
        assert_eq!(count(site.store(), its).await, 8);
    }
}

#[tokio::test]
async fn a_program_that_changed_its_clock_is_read_by_both_its_clocks() {
    let settings = [
        ("SCHOOL_TIMEZONE", "Africa/Addis_Ababa"),
        ("SENT_TIME_STORED_AS", "school since 2025-10-20"),
    ];
    let site = Site::with(&settings).await;
    let rows = ["2025-10-19 20:30:00", "2025-10-20 00:30:00"];
    let rows = rows
        .iter()
        .zip(1_u32..)
        .map(|(at, number)| Row::new(&format!("{number:032X}")).student(2).sent_at(at));
    insert(site.store(), rows).await;

    // Half past eleven in the evening, stored in UTC, and half past midnight, stored as the school's clock shows it.
    for (day, sent) in [
        ("2025-10-19", "2025-10-19T20:30:00Z"),
        ("2025-10-20", "2025-10-19T21:30:00Z"),
    ] {
        let list = site.list(&format!("date={day}")).await;
        assert_eq!(list["statistics"]["totalSessions"], 1, "{list}");
        assert_eq!(list["sessions"][0]["sentTime"], sent, "{list}");
    }
}

#[tokio::test]
async fn a_link_that_the_application_sent_a_moment_ago_is_a_repeat() {
    let zone = "Africa/Addis_Ababa";
    let site = Site::with(&[("SENT_TIME_STORED_AS", "school")]).await;
    let sent = on_the_wall(zone, "2026-11-23T14:59:50Z");
    let row = applications_row(1, sent).set("link", LINK);
    insert(site.store(), [row]).await;

    let answer = site.create("1", &json!({ "link": LINK })).await;
    answer.expect(200);
    site.pass(30);
    site.create("1", &json!({ "link": LINK })).await.expect(201);
}

#[tokio::test]
async fn a_late_opening_is_told_by_both_clocks() {
    let zone = "Africa/Addis_Ababa";
    let site = Site::with(&[("SENT_TIME_STORED_AS", "school")]).await;
    let opened = |row: Row, at: &str| row.opened_at(at).closed_at("2026-11-23 13:00:00", 600);
    let sent = on_the_wall(zone, "2026-11-23T12:00:00Z");
    let rows = [
        opened(applications_row(1, sent), "2026-11-23 12:05:00"),
        opened(applications_row(2, sent), "2026-11-23 12:15:00"),
    ];
    insert(site.store(), rows).await;

    let report = site.list("report=teachers&month=2026-11").await;
    assert_eq!(report["total"]["lateStarts"], 1, "{report}");
}

/// SQL reads each stored time as [`StoredClock::to_instant`] does: at the changes of summer time, and where another
/// program changed its clock.
#[tokio::test]
async fn sql_and_the_rule_read_the_same_instants() {
    let site = Site::start().await;
    let begin = on_the_wall("Europe/Berlin", "2026-03-28T20:00:00Z");
    let times: Vec<_> = (0..180)
        .map(|number| {
            let days = if number % 2 == 0 { 0 } else { 210 };
            begin + TimeDelta::minutes(17 * number) + TimeDelta::days(days)
        })
        .collect();
    let rows = times.iter().enumerate().map(|(number, at)| {
        Row::new(&format!("{number:032X}"))
            .sent_at(&at.to_string())
            .set("zoom_meeting_id", "77")
    });
    insert(site.store(), rows).await;

    for zone in ["Europe/Berlin", "America/New_York", "Africa/Addis_Ababa"] {
        for stored_as in [
            "utc",
            "school",
            "school since 2026-03-29",
            "school since 2026-10-25",
        ] {
            let store = store_with(&site, zone, stored_as, "utc");
            let clock = StoredClock::new(&zone.parse().unwrap(), stored_as.parse().unwrap());
            let since = "2026-01-01T00:00:00Z".parse().unwrap();
            let sessions = store.list_sessions_of_meeting("77", since).await.unwrap();

            let mut read: Vec<_> = sessions
                .iter()
                .map(|session| (session.id, session.sent_at))
                .collect();
            read.sort_unstable();
            let read: Vec<_> = read.into_iter().map(|(_, at)| at.unwrap()).collect();
            let expected: Vec<_> = times.iter().map(|at| clock.to_instant(*at)).collect();
            assert_eq!(read, expected, "{zone} {stored_as}");
        }
    }
}
