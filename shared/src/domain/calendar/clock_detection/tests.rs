//! Tables of a neighbour whose clocks are known: what is found of them.

use super::*;

const NOW: &str = "2026-03-01T00:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// A lesson a day from September 2025 on, opened three minutes after it was sent. `clocks` says for each lesson by how
/// many hours `sent_time` and `clicked_at` are ahead.
fn lessons(count: i64, clocks: impl Fn(DateTime<Utc>) -> (i64, i64)) -> Vec<RowTimes> {
    let lesson = |day| {
        let sent = at("2025-09-01T12:00:00Z") + TimeDelta::days(day);
        let (sent_ahead, opened_ahead) = clocks(sent);
        let opened = sent + TimeDelta::minutes(3) + TimeDelta::hours(opened_ahead);
        RowTimes::Others {
            sent: (sent + TimeDelta::hours(sent_ahead)).naive_utc(),
            opened: Some((opened.naive_utc(), false)),
        }
    };

    (0..count).map(lesson).collect()
}

fn detect(zone: &str, rows: &[RowTimes]) -> (Option<String>, Option<String>) {
    let calendar: SchoolCalendar = zone.parse().unwrap();
    let found = calendar.detect_clocks(rows, at(NOW));
    let text = |clock: DetectedClock| clock.stored_as.map(|stored| stored.to_string());
    (text(found.sent), text(found.opened))
}

#[test]
fn a_link_that_is_opened_before_it_is_sent_shows_the_schools_clock() {
    let rows = lessons(100, |_| (3, 0));
    let found = detect("Africa/Addis_Ababa", &rows);
    assert_eq!(found, (Some("school".into()), Some("utc".into())));

    let rows = lessons(150, |at| {
        let is_summer = at.naive_utc() < at_end_of_summer();
        (if is_summer { 2 } else { 1 }, 0)
    });
    assert_eq!(detect("Europe/Berlin", &rows).0.as_deref(), Some("school"));
}

fn at_end_of_summer() -> NaiveDateTime {
    at("2025-10-26T01:00:00Z").naive_utc()
}

#[test]
fn the_day_on_which_the_other_times_changed_is_found() {
    let changed = at("2025-10-20T00:00:00Z");
    let rows = lessons(150, |at| (3, if at < changed { 0 } else { 3 }));
    // The first lessons show that `sent_time` is the school's; of the later ones the order of ids does.
    let mut with_ours = Vec::new();
    for row in rows {
        let RowTimes::Others { sent, .. } = row else {
            continue;
        };
        with_ours.push(row);
        let an_hour_later = sent.and_utc() - TimeDelta::hours(2);
        with_ours.push(RowTimes::Ours(an_hour_later));
    }

    let found = detect("Africa/Addis_Ababa", &with_ours);
    assert_eq!(
        found,
        (
            Some("school".into()),
            Some("school since 2025-10-20T15:00".into())
        )
    );
}

#[test]
fn rows_between_ours_show_that_a_table_is_utc() {
    let mut rows = Vec::new();
    for row in lessons(50, |_| (0, 0)) {
        let RowTimes::Others { sent, .. } = row else {
            continue;
        };
        rows.push(RowTimes::Ours(sent.and_utc() - TimeDelta::hours(1)));
        rows.push(row);
    }

    assert_eq!(
        detect("Africa/Addis_Ababa", &rows),
        (Some("utc".into()), Some("utc".into()))
    );

    // Only the other time is the school's.
    assert_eq!(
        detect("Africa/Addis_Ababa", &lessons(100, |_| (0, 3))),
        (Some("utc".into()), Some("school".into()))
    );
}

#[test]
fn few_rows_and_contradicting_ones_tell_nothing() {
    assert_eq!(
        detect("Africa/Addis_Ababa", &lessons(19, |_| (3, 0))),
        (None, None)
    );
    assert_eq!(detect("UTC", &lessons(100, |_| (0, 0))), (None, None));

    let mut mixed = lessons(100, |_| (3, 0));
    for row in mixed.iter_mut().step_by(3) {
        if let RowTimes::Others { opened, sent } = row {
            *opened = Some((*sent + TimeDelta::minutes(3), true));
        }
    }
    // Whatever the first time is, the other programs' second one is UTC.
    assert_eq!(
        detect("Africa/Addis_Ababa", &mixed),
        (None, Some("utc".into()))
    );
}
