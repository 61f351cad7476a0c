//! What a column holds for an instant, and back: over summer time, and over the day on which a program changed its clock.

use proptest::prelude::*;

use super::*;

fn clock(zone: &str, stored_as: &str) -> StoredClock {
    StoredClock::new(&zone.parse().unwrap(), stored_as.parse().unwrap())
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn stored(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%F %T").unwrap()
}

#[test]
fn a_settings_text_names_the_clock_and_its_beginning() {
    for text in ["utc", "school", "school since 2025-10-20T14:30"] {
        assert_eq!(text.parse::<StoredAs>().unwrap().to_string(), text);
    }
    assert_eq!(
        "school since 2025-10-20"
            .parse::<StoredAs>()
            .unwrap()
            .to_string(),
        "school since 2025-10-20T00:00"
    );

    for bad in [
        "",
        "local",
        "UTC+3",
        "school since",
        "school since soon",
        "utc since 2025-10-20",
    ] {
        assert_eq!(bad.parse::<StoredAs>(), Err(InvalidStoredAs), "{bad}");
    }
}

#[test]
fn the_schools_clock_is_stored_and_read() {
    let addis = clock("Africa/Addis_Ababa", "school");
    assert_eq!(
        addis.to_stored(at("2026-03-08T21:30:00Z")),
        stored("2026-03-09 00:30:00")
    );
    assert_eq!(
        addis.to_instant(stored("2026-03-09 00:30:00")),
        at("2026-03-08T21:30:00Z")
    );

    let berlin = clock("Europe/Berlin", "school");
    assert_eq!(berlin.minutes_ahead(at("2026-07-01T12:00:00Z")), 120);
    assert_eq!(berlin.minutes_ahead(at("2026-12-01T12:00:00Z")), 60);
    // The clock shows this time twice: another program's is taken for the first.
    assert_eq!(
        berlin.to_instant(stored("2026-10-25 02:30:00")),
        at("2026-10-25T00:30:00Z")
    );
    assert_eq!(
        StoredClock::UTC.to_stored(at("2026-07-01T12:00:00Z")),
        stored("2026-07-01 12:00:00")
    );
}

#[test]
fn times_before_the_change_over_are_read_as_they_were_stored() {
    for (zone, wall) in [
        ("Africa/Addis_Ababa", "2025-10-20 13:00:00"),
        ("America/New_York", "2025-10-20 06:00:00"),
    ] {
        let clock = clock(zone, "school since 2025-10-20");
        assert_eq!(
            clock.to_stored(at("2025-10-19T10:00:00Z")),
            stored("2025-10-19 10:00:00")
        );
        assert_eq!(
            clock.to_instant(stored("2025-10-19 10:00:00")),
            at("2025-10-19T10:00:00Z")
        );
        assert_eq!(clock.to_stored(at("2025-10-20T10:00:00Z")), stored(wall));
        assert_eq!(clock.to_instant(stored(wall)), at("2025-10-20T10:00:00Z"));
    }
}

/// Reads a stored time as SQL does: by the last step that began.
fn by_steps(clock: &StoredClock, time: NaiveDateTime) -> DateTime<Utc> {
    let steps = clock.steps(at("2015-01-01T00:00:00Z"), at("2045-01-01T00:00:00Z"));
    let step = steps.iter().rev().find(|step| step.from_stored <= time);
    let minutes = step.or(steps.first()).unwrap().minutes_ahead;

    (time - TimeDelta::minutes(minutes)).and_utc()
}

proptest! {
    #[test]
    fn steps_read_what_the_clock_reads(
        zone in prop::sample::select(vec!["Africa/Addis_Ababa", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Cairo"]),
        stored_as in prop::sample::select(vec!["utc", "school", "school since 2025-10-20", "school since 2026-03-29"]),
        minutes in 0_i64..(4 * 366 * 24 * 60),
    ) {
        let clock = clock(zone, stored_as);
        let instant = at("2024-01-01T00:00:00Z") + TimeDelta::minutes(minutes);
        let held = clock.to_stored(instant);

        prop_assert_eq!(by_steps(&clock, held), clock.to_instant(held));
        // Once a year an hour is shown twice; all other times come back as they were.
        let lost = instant - clock.to_instant(held);
        prop_assert!(lost == TimeDelta::zero() || lost == TimeDelta::hours(1) || stored_as.contains("since"));
    }
}

#[test]
fn near_a_change_a_column_may_hold_an_instant_in_two_ways() {
    let berlin = clock("Europe/Berlin", "school");
    assert_eq!(
        berlin.stored_around(at("2026-07-01T12:00:00Z")),
        (stored("2026-07-01 14:00:00"), stored("2026-07-01 14:00:00"))
    );
    // A session that began before the end of summer time goes on by its clock.
    assert_eq!(
        berlin.stored_around(at("2026-10-25T12:00:00Z")),
        (stored("2026-10-25 13:00:00"), stored("2026-10-25 14:00:00"))
    );

    let changed = clock("Africa/Addis_Ababa", "school since 2025-10-20");
    assert_eq!(
        changed.stored_around(at("2025-10-20T06:00:00Z")),
        (stored("2025-10-20 06:00:00"), stored("2025-10-20 09:00:00"))
    );
    let utc = clock("Europe/Berlin", "utc");
    assert_eq!(
        utc.stored_around(at("2026-10-25T12:00:00Z")),
        (stored("2026-10-25 12:00:00"), stored("2026-10-25 12:00:00"))
    );
}
