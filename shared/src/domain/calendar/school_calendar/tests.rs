//! Days by the school's clock, on days when the clock jumps too.

use super::*;

/// Returns when a day begins in UTC, and how many hours it has.
fn start_and_hours(zone: &str, day: &str) -> (String, i64) {
    let calendar: SchoolCalendar = zone.parse().unwrap();
    let day: Day = day.parse().unwrap();
    let start = calendar.start(day);

    (
        start.format("%F %T").to_string(),
        (calendar.end(day) - start).num_hours(),
    )
}

#[test]
fn a_nine_pm_lesson_belongs_to_the_schools_day() {
    // 21:00 in Addis Ababa is 18:00 UTC. At 01:00 there, UTC still has the day before.
    assert_eq!(
        start_and_hours("Africa/Addis_Ababa", "2026-11-23"),
        ("2026-11-22 21:00:00".into(), 24)
    );
}

#[test]
fn daylight_saving_days_are_shorter_and_longer() {
    assert_eq!(
        start_and_hours("Europe/Berlin", "2026-03-29"),
        ("2026-03-28 23:00:00".into(), 23)
    );

    assert_eq!(
        start_and_hours("Europe/Berlin", "2026-10-25"),
        ("2026-10-24 22:00:00".into(), 25)
    );

    // The clock jumps over midnight itself: the day begins at 01:00 local time.
    assert_eq!(
        start_and_hours("Africa/Cairo", "2024-04-26"),
        ("2024-04-25 22:00:00".into(), 23)
    );
}

#[test]
fn a_time_of_the_schools_clock_is_an_instant() {
    let berlin: SchoolCalendar = "Europe/Berlin".parse().unwrap();
    let instant = |local: &str| {
        let local = NaiveDateTime::parse_from_str(local, "%F %T").unwrap();
        berlin.instant(local).unwrap().format("%F %T").to_string()
    };

    assert_eq!(instant("2026-07-01 12:00:00"), "2026-07-01 10:00:00");
    // The clock shows the first of these times twice and jumps over the second.
    assert_eq!(instant("2026-10-25 02:30:00"), "2026-10-25 00:30:00");
    assert_eq!(instant("2026-03-29 02:30:00"), "2026-03-29 01:30:00");
    assert_eq!("Mars/Base".parse::<SchoolCalendar>(), Err(InvalidZone));

    assert_eq!(
        (SchoolCalendar::UTC.zone(), berlin.zone()),
        ("UTC", "Europe/Berlin")
    );
}

#[test]
fn other_texts_are_refused() {
    for bad in [
        "",
        "garbage",
        "2026-02-30",
        "2026-1-1",
        "26-01-01",
        "1999-12-31",
        "+2026-01-01",
        "2026-11-23T00:00:00Z",
    ] {
        assert_eq!(bad.parse::<Day>(), Err(InvalidDay), "{bad}");
    }
}
