//! The school's own application beside us on the same tables: what its pages reckon from rows of both.
//!
//! Its reading is written anew from what is known of it. The day of a lesson is the date of `sent_time` as stored; the
//! minutes late are `sent_time` minus the planned time of that day, which is a time of the school's clock; a planned day
//! without `sent_time` is an absence; pay is `packageRate` for each day taught.

mod sent_time;
mod session_times;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::json;
use session_tracking::clock::Clock;
use session_tracking::domain::{SchoolCalendar, StoredClock, StoredClocks};
use session_tracking::store::Store;

use crate::support::{LINK, Row, Site, insert};

/// The application, as its pages read the lessons of a student.
struct Application<'a> {
    store: &'a Store,
    is_mysql: bool,
    student: i64,
}

impl<'a> Application<'a> {
    fn of(site: &'a Site, student: i64) -> Self {
        Self {
            store: site.store(),
            is_mysql: site.database.is_mysql(),
            student,
        }
    }

    async fn read(&self, value: &str, condition: &str) -> i64 {
        let student = self.student;
        let sql = format!(
            "SELECT COALESCE({value}, -1) FROM wpos_zoom_links WHERE studentid = {student} AND {condition}"
        );
        self.store.read_number(&sql).await.unwrap()
    }

    /// Whether no lesson was taught on that day.
    async fn is_absent(&self, day: &str) -> bool {
        self.read("COUNT(*)", &format!("DATE(sent_time) = '{day}'"))
            .await
            == 0
    }

    /// The minutes by which the lesson of that day began after the planned time.
    async fn minutes_late(&self, planned: NaiveDateTime) -> i64 {
        let late = if self.is_mysql {
            format!("MAX(TIMESTAMPDIFF(MINUTE, '{planned}', sent_time))")
        } else {
            format!("MAX((unixepoch(sent_time) - unixepoch('{planned}')) / 60)")
        };

        self.read(&late, &format!("DATE(sent_time) = '{}'", planned.date()))
            .await
    }

    /// The pay for the days taught in a month.
    async fn pay(&self, month: &str) -> i64 {
        let student = self.student;
        let sql = format!(
            "SELECT CAST(COALESCE(SUM(rate), 0) AS SIGNED) FROM (
               SELECT MAX(packageRate) AS rate FROM wpos_zoom_links
               WHERE studentid = {student} AND DATE(sent_time) LIKE '{month}-%'
               GROUP BY DATE(sent_time)) AS days"
        );
        self.store.read_number(&sql).await.unwrap()
    }
}

/// The school's clock, as a list of its distances from UTC shows it: no rule of ours tells the test what is right.
fn on_the_wall(zone: &str, at: &str) -> NaiveDateTime {
    let at: DateTime<Utc> = at.parse().unwrap();
    let is_summer = at >= "2026-03-29T01:00:00Z".parse::<DateTime<Utc>>().unwrap()
        && at < "2026-10-25T01:00:00Z".parse::<DateTime<Utc>>().unwrap();
    let hours = match zone {
        "Africa/Addis_Ababa" => 3,
        "Europe/Berlin" if is_summer => 2,
        "Europe/Berlin" => 1,
        _ => panic!("an unknown zone"),
    };

    at.naive_utc() + TimeDelta::hours(hours)
}

/// A lesson as the application stores it: the school's clock in `sent_time`, nothing of our columns.
fn applications_row(student: i64, sent: NaiveDateTime) -> Row {
    let number = sent.and_utc().timestamp();

    Row::new(&format!("{student:02X}{number:030X}"))
        .student(student)
        .sent_at(&sent.to_string())
        .set("report", 0)
        .set("packageId", "5 days")
        .set("packageRate", 30)
}

/// Teacher ustaz1 sends a link at that time, by us.
async fn send_link(site: &Site, student: i64, at: &str) {
    site.clock.set(at);
    let link = format!("{LINK}{}", site.clock.now().timestamp());
    let answer = site
        .create(&student.to_string(), &json!({ "link": link }))
        .await;
    answer.expect(201);
}

/// The store as a program with these settings opens it.
fn store_with(site: &Site, zone: &str, sent: &str, session: &str) -> Store {
    let calendar: SchoolCalendar = zone.parse().unwrap();
    let clocks = StoredClocks {
        sent: StoredClock::new(&calendar, sent.parse().unwrap()),
        session: StoredClock::new(&calendar, session.parse().unwrap()),
    };

    let store = Store::connect_lazy(&site.database.url, 2).unwrap();
    store.with_clocks(clocks)
}

async fn insert_applications(site: &Site, student: i64, zone: &str, times: &[&str]) {
    let rows = times
        .iter()
        .map(|at| applications_row(student, on_the_wall(zone, at)));
    insert(site.store(), rows).await;
}
