//! `clicked_at`, `last_activity_at` and `session_ended_at`, which later versions of the application store by the
//! school's clock, too.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::{Value, json};
use session_tracking::domain::{StoredClock, StoredTimes};

use super::{applications_row, on_the_wall, store_with};
use crate::support::{Row, Site, change, count, insert};

const ZONES: [&str; 2] = ["Africa/Addis_Ababa", "Europe/Berlin"];

/// Lessons of an hour: the third one lies over the end of summer time in Berlin, the fourth over its beginning.
const TIMES: [&str; 4] = [
    "2026-03-08T21:30:00Z",
    "2026-07-01T22:30:00Z",
    "2026-10-25T00:30:00Z",
    "2026-03-29T00:30:00Z",
];

async fn site_of(zone: &str) -> Site {
    Site::with(&by_school(zone)).await
}

fn by_school(zone: &str) -> [(&str, &str); 3] {
    [
        ("SCHOOL_TIMEZONE", zone),
        ("SENT_TIME_STORED_AS", "school"),
        ("SESSION_TIMES_STORED_AS", "school"),
    ]
}

/// A student opens a new link at that time, and stays for this long.
async fn attend(site: &Site, at: &str, seconds: i64) -> String {
    site.clock.set(at);
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, seconds).await;

    token
}

/// What the application reads: the times as they are stored.
async fn expect_stored(site: &Site, opened: NaiveDateTime, stayed: i64) {
    let ended = opened + TimeDelta::seconds(stayed);
    let condition = format!(
        "clicked_at = '{opened}' AND last_activity_at = '{ended}' AND session_ended_at = '{ended}'"
    );
    assert_eq!(count(site.store(), &condition).await, 1, "{condition}");
}

#[tokio::test]
async fn our_lessons_are_stored_by_the_schools_clock_and_read_right() {
    for zone in ZONES {
        for at in TIMES {
            let site = site_of(zone).await;
            let token = attend(&site, at, 3600).await;
            let beat = site.beat(&token).await.expect(200).json();
            assert_eq!(beat["durationSeconds"], 3600, "{zone} {at} {beat}");
            let live = site.only_session().await;
            assert_eq!(live["status"], "active", "{zone} {at} {live}");

            site.end(&token, &json!({})).await.expect(200);
            // The distance of the beginning counts for the whole lesson, so that its length is right.
            expect_stored(&site, on_the_wall(zone, at), 3600).await;

            let session = site.only_session().await;
            assert_eq!(session["status"], "ended", "{zone} {at}");
            assert_eq!(session["startTime"], at, "{zone} {at} {session}");
            assert_eq!(session["durationSeconds"], 3600, "{zone} {at} {session}");
            let day = on_the_wall(zone, at).date();
            let list = site.list(&format!("date={day}")).await;
            assert_eq!(list["statistics"]["totalSessions"], 1, "{zone} {at} {list}");
        }
    }
}

#[tokio::test]
async fn the_sweep_closes_by_the_schools_clock() {
    for zone in ZONES {
        for at in TIMES {
            let site = site_of(zone).await;
            attend(&site, at, 600).await;

            // Two hours of silence are the timeout: neither the clock's distance nor its change counts.
            site.pass(2 * 3600 - 60);
            site.run_schedule().await;
            assert_eq!(site.only_session().await["status"], "active", "{zone} {at}");
            site.pass(120);
            site.run_schedule().await;
            let session = site.only_session().await;
            assert_eq!(session["status"], "timeout", "{zone} {at} {session}");
            expect_stored(&site, on_the_wall(zone, at), 600).await;
        }
    }
}

/// A lesson that the application's own page opened, at these times of the school's clock.
fn opened_there(student: i64, opened: NaiveDateTime, last: NaiveDateTime) -> Row {
    applications_row(student, opened - TimeDelta::minutes(2))
        .opened_at(&opened.to_string())
        .last_seen_at(&last.to_string())
        .status("active")
}

#[tokio::test]
async fn lessons_that_the_application_opened_are_read_by_its_clock() {
    for zone in ZONES {
        for at in TIMES {
            let site = site_of(zone).await;
            site.clock.set(at);
            site.pass(1800);
            let opened = on_the_wall(zone, at);
            // One was heard of just now, the other fell silent long ago.
            let long_ago = opened - TimeDelta::hours(5);
            let rows = [
                opened_there(1, opened, opened + TimeDelta::minutes(29)),
                opened_there(2, long_ago, long_ago + TimeDelta::minutes(10)),
            ];
            insert(site.store(), rows).await;

            site.run_schedule().await;
            let list = site.list("").await;
            let of = |student: i64| -> &Value {
                let mut sessions = list["sessions"].as_array().unwrap().iter();
                sessions
                    .find(|session| session["studentId"] == student)
                    .unwrap()
            };
            assert_eq!(of(1)["status"], "active", "{zone} {at} {list}");
            assert_eq!(of(1)["startTime"], at, "{zone} {at} {list}");
            assert_eq!(of(2)["status"], "timeout", "{zone} {at} {list}");
            assert_eq!(count(site.store(), "session_status = 'timeout'").await, 1);
            assert_eq!(of(2)["durationSeconds"], 600, "{zone} {at} {list}");

            // What the application stored stays as it is, though our page touches the row.
            let sent = opened - TimeDelta::minutes(2);
            let token = format!("01{:030X}", sent.and_utc().timestamp());
            site.beat(&token).await.expect(200);
            assert_eq!(
                site.record(1).await["session"]["startTime"],
                at,
                "{zone} {at}"
            );
            let stored = format!("clicked_at = '{opened}' OR clicked_at = '{long_ago}'");
            let store = store_with(&site, zone, "school", "school");
            assert_eq!(store.restate_times(StoredTimes::Session).await.unwrap(), 0);
            assert_eq!(count(site.store(), &stored).await, 2);
        }
    }
}

#[tokio::test]
async fn after_a_change_of_the_setting_our_earlier_lessons_are_stored_anew() {
    for zone in ZONES {
        let site = Site::with(&[("SCHOOL_TIMEZONE", zone)]).await;
        let token = attend(&site, TIMES[1], 1200).await;
        site.end(&token, &json!({})).await.expect(200);
        // As by a version without the column.
        change(site.store(), "1 = 1", "session_minutes_ahead", None).await;
        let at: NaiveDateTime = "2026-07-01T22:30:00".parse().unwrap();
        expect_stored(&site, at, 1200).await;

        let store = store_with(&site, zone, "utc", "school");
        assert_eq!(
            store.count_misstated(StoredTimes::Session).await.unwrap(),
            1
        );
        assert_eq!(store.restate_times(StoredTimes::Session).await.unwrap(), 1);
        assert_eq!(
            store.count_misstated(StoredTimes::Session).await.unwrap(),
            0
        );
        assert_eq!(store.restate_times(StoredTimes::Session).await.unwrap(), 0);
        expect_stored(&site, on_the_wall(zone, TIMES[1]), 1200).await;

        let site = Site::over(site.database, &by_school(zone)).await;
        let session = site.only_session().await;
        assert_eq!(session["startTime"], TIMES[1], "{zone} {session}");
        assert_eq!(session["durationSeconds"], 1200, "{zone} {session}");

        let back = store_with(&site, zone, "utc", "utc");
        assert_eq!(back.restate_times(StoredTimes::Session).await.unwrap(), 1);
        expect_stored(&site, at, 1200).await;
    }
}

/// Pages of a list hold every lesson once, in the hour too that the clock shows twice.
#[tokio::test]
async fn pages_of_the_autumn_hour_hold_every_lesson_once() {
    let site = site_of("Europe/Berlin").await;
    let clock = StoredClock::new(&"Europe/Berlin".parse().unwrap(), "school".parse().unwrap());
    let begin = "2026-10-24T23:00:00Z"
        .parse::<chrono::DateTime<chrono::Utc>>()
        .unwrap();
    let rows = (0..24).map(|number| {
        let at = begin + TimeDelta::minutes(11 * number);
        let stored = clock.to_stored(at);
        opened_there(1, stored, stored)
            .set("session_minutes_ahead", clock.minutes_ahead(at))
            .set("tracking_token", format!("{number:032X}"))
    });
    insert(site.store(), rows).await;
    site.clock.set("2026-10-25T06:00:00Z");

    for sort in ["-time", "time"] {
        let mut seen = Vec::new();
        let mut after = String::new();
        for _ in 0..6 {
            let page = site.list(&format!("limit=5&sort={sort}{after}")).await;
            let sessions = page["sessions"].as_array().unwrap();
            seen.extend(
                sessions
                    .iter()
                    .map(|session| session["id"].as_i64().unwrap()),
            );
            match page["nextCursor"].as_str() {
                Some(cursor) => after = format!("&cursor={cursor}"),
                None => break,
            }
        }

        let shown = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((shown, seen.len()), (24, 24), "{sort}");
    }
}
