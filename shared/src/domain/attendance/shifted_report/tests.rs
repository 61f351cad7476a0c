//! Reports in another zone, and those about times of which nothing is known.

use proptest::prelude::*;

use super::*;

/// The events of stays, in seconds after the beginning of some day; a missing end was lost.
fn events(prefix: &str, stays: &[(i64, Option<i64>)]) -> Vec<ZoomEvent> {
    let event = |seconds: i64, kind| ZoomEvent {
        at: "2026-11-23T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(seconds),
        uuid: format!("{prefix}1"),
        host: None,
        kind,
    };

    let mut events = Vec::new();
    for (number, (from, to)) in stays.iter().enumerate() {
        let participant = Participant {
            connection: format!("{prefix}{number}"),
            ..Participant::default()
        };
        events.push(event(*from, ZoomKind::Joined(participant.clone())));
        events.extend(to.map(|to| event(to, ZoomKind::Left(participant))));
    }

    events
}

fn shift(known: &[(i64, Option<i64>)], moved: i64, stays: &[(i64, Option<i64>)]) -> Option<i64> {
    let moved: Vec<_> = stays
        .iter()
        .map(|(from, to)| (from + moved, to.map(|to| to + moved)))
        .collect();
    let shift = find_shift(&events("w", known), &events(REPORTED, &moved));

    shift.map(|shift| shift.num_minutes())
}

const LESSON: [(i64, Option<i64>); 2] = [(54_060, Some(56_700)), (54_120, Some(56_640))];

#[test]
fn a_report_in_another_zone_is_known_by_its_stays() {
    assert_eq!(shift(&LESSON, 3_600, &LESSON), Some(60));
    assert_eq!(shift(&LESSON, -12_600, &LESSON), Some(-210));
    assert_eq!(shift(&LESSON, 0, &LESSON), None);
    assert_eq!(
        shift(&LESSON, 900, &LESSON),
        None,
        "no zones differ by this"
    );
}

#[test]
fn a_report_about_a_time_of_which_nothing_is_known_is_believed() {
    assert_eq!(shift(&[], 3_600, &LESSON), None);
    assert_eq!(
        shift(&LESSON[..1], 3_600, &LESSON),
        None,
        "two ends agree by chance"
    );

    let other_length = [(54_060, Some(56_000)), (54_120, Some(55_900))];
    assert_eq!(shift(&other_length, 3_600, &LESSON), None);
}

#[test]
fn a_report_that_fits_as_it_is_may_fit_the_lesson_before_too() {
    let next: Vec<_> = LESSON
        .iter()
        .map(|(from, to)| (from + 3_600, to.map(|to| to + 3_600)))
        .collect();
    let both = [&LESSON[..], &next].concat();

    assert_eq!(shift(&both, 3_600, &LESSON), None);
}

#[test]
fn lost_ends_do_not_hide_the_shift() {
    let known = [(54_060, Some(56_700)), (54_120, None)];
    assert_eq!(shift(&known, 10_800, &LESSON), Some(180));
}

/// A report has a row for each part of a visit; the events tell of the visit as a whole.
#[test]
fn moves_between_rooms_do_not_hide_the_shift() {
    let with_names = |mut events: Vec<ZoomEvent>, names: &[&str]| {
        for (number, event) in events.iter_mut().enumerate() {
            let (ZoomKind::Joined(who) | ZoomKind::Left(who)) = &mut event.kind else {
                continue;
            };
            who.name_key = Some(names[number / 2].to_owned());
        }
        events
    };
    let parts = [
        (54_060, Some(56_700)),
        (54_120, Some(54_600)),
        (54_600, Some(56_400)),
        (56_400, Some(56_640)),
    ];
    let moved = parts.map(|(from, to)| (from + 3_600, to.map(|to| to + 3_600)));

    let told = with_names(events("w", &LESSON), &["teacher", "student"]);
    let names = ["teacher", "student", "student", "student"];
    let as_it_was = with_names(events(REPORTED, &parts), &names);
    let later = with_names(events(REPORTED, &moved), &names);

    assert_eq!(find_shift(&told, &later), Some(TimeDelta::hours(1)));
    assert_eq!(find_shift(&told, &as_it_was), None);
}

#[test]
fn with_seconds_one_stay_is_enough() {
    let stay = [(54_067, Some(56_711))];
    assert_eq!(shift(&stay, 7_200, &stay), Some(120));
    assert_eq!(shift(&stay, 7_210, &stay), None);
}

proptest! {
    #[test]
    fn every_shift_of_half_hours_is_found(
        half_hours in -28_i64..=28,
        stays in prop::collection::vec((40_000_i64..50_000, 1_000_i64..5_000), 2..5),
    ) {
        let stays: Vec<_> = stays.iter().map(|(from, length)| (*from, Some(from + length))).collect();
        let found = shift(&stays, 1_800 * half_hours, &stays);
        prop_assert_eq!(found, (half_hours != 0).then_some(30 * half_hours));
    }
}
