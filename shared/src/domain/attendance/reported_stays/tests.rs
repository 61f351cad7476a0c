//! What the events and a list tell of the same visits, with what either of them lacks.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;

use crate::domain::attendance::{
    MeetingStay, Participant, REPORTED, ZoomEvent, ZoomKind, stays_from_events,
};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
}

/// A visit by its events, or by a list: who, by which name of Zoom's, with which number, from when to when.
#[derive(Clone, Copy)]
struct Visit {
    name: &'static str,
    connection: &'static str,
    user_id: &'static str,
    span: (i64, i64),
}

impl Visit {
    fn events(self) -> [ZoomEvent; 2] {
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let who = Participant {
            connection: self.connection.to_owned(),
            user_id: known(self.user_id),
            is_host: self.name == "host",
            name_key: known(self.name),
            ..Participant::default()
        };
        let event = |seconds, kind| ZoomEvent {
            at: at(seconds),
            uuid: "u1".to_owned(),
            host: None,
            kind,
        };

        [
            event(self.span.0, ZoomKind::Joined(who.clone())),
            event(self.span.1, ZoomKind::Left(who)),
        ]
    }

    fn joined(self) -> ZoomEvent {
        let [joined, _] = self.events();
        joined
    }

    fn left(self) -> ZoomEvent {
        let [_, left] = self.events();
        left
    }
}

fn told(connection: &'static str, name: &'static str, from: i64, to: i64) -> Visit {
    Visit {
        name,
        connection,
        user_id: "",
        span: (from, to),
    }
}

/// A row of a list. Its connections begin as those of all lists do.
fn listed(connection: &'static str, name: &'static str, from: i64, to: i64) -> Visit {
    assert!(connection.starts_with(REPORTED));
    told(connection, name, from, to)
}

fn spans(events: &[ZoomEvent]) -> Vec<(Option<i64>, Option<i64>)> {
    let seconds = |time: Option<DateTime<Utc>>| time.map(|time| (time - at(0)).num_seconds());
    stays_from_events(events)
        .iter()
        .map(|stay: &MeetingStay| (seconds(stay.from), seconds(stay.to)))
        .collect()
}

fn span(from: i64, to: i64) -> (Option<i64>, Option<i64>) {
    (Some(from), Some(to))
}

#[test]
fn a_listed_leave_up_to_two_minutes_later_is_the_same_one_and_the_events_stand() {
    for (from, to) in [(0, 2_700), (3, 2_697), (-3, 2_820), (0, 2_790)] {
        let events = [
            told("a", "ali", 0, 2_700).events(),
            listed("report:1", "ali", from, to).events(),
        ];
        assert_eq!(spans(&events.concat()), [span(0, 2_700)], "{from} {to}");
    }
}

#[test]
fn what_only_a_list_tells_is_marked() {
    let visit = told("a", "student", 100, 900);
    let row = listed("report:1", "student", 100, 900);
    let ends = |events: &[ZoomEvent]| {
        let stays = stays_from_events(events);
        assert_eq!(stays.len(), 1, "{stays:?}");
        (stays[0].listed.from, stays[0].listed.to)
    };

    let [joined, left] = visit.events();
    let list = row.events();
    for (events, expected) in [
        (vec![joined.clone(), left.clone()], (false, false)),
        (vec![joined], (false, true)),
        (vec![left], (true, false)),
        (vec![], (true, true)),
    ] {
        assert_eq!(ends(&[events, list.to_vec()].concat()), expected);
    }
}

#[test]
fn without_names_the_join_says_whose_leave_it_is() {
    let row = listed("report:1", "", 1, 2_790);

    let both = [told("a", "", 0, 2_700).events(), row.events()].concat();
    assert_eq!(spans(&both), [span(0, 2_700)]);

    // A leave alone may be another's, unless the number is the same.
    let half = [told("a", "", 0, 2_700).left(), row.joined(), row.left()];
    assert_eq!(spans(&half), [span(1, 2_790), (None, Some(2_700))]);
    let number = |visit: Visit| Visit {
        user_id: "16778240",
        ..visit
    };
    let half = [
        number(told("a", "", 0, 2_700)).left(),
        number(row).joined(),
        number(row).left(),
    ];
    assert_eq!(spans(&half), [span(1, 2_700)]);
}

#[test]
fn an_equal_number_makes_nobody_of_two_people() {
    let number = |visit: Visit| Visit {
        user_id: "16778240",
        ..visit
    };
    let events = [
        number(told("a", "ali", 0, 2_700)).events(),
        number(listed("report:1", "omar", 600, 2_750)).events(),
    ];

    assert_eq!(spans(&events.concat()), [span(0, 2_700), span(600, 2_750)]);
}

#[test]
fn a_lost_join_or_leave_is_filled_in() {
    let (visit, row) = (
        told("a", "ali", 0, 2_700),
        listed("report:1", "ali", 2, 2_760),
    );

    let [joined, left] = row.events();
    assert_eq!(
        spans(&[visit.joined(), joined.clone(), left.clone()]),
        [span(0, 2_760)]
    );
    assert_eq!(spans(&[visit.left(), joined, left]), [span(2, 2_700)]);
}

#[test]
fn whoever_comes_again_within_two_minutes_has_two_stays() {
    let first = told("a", "ali", 0, 1_200);
    let second = told("b", "ali", 1_230, 2_700);
    // The list has the app, which was killed, for 80 s more.
    let rows = [
        listed("report:1", "ali", 0, 1_280).events(),
        listed("report:2", "ali", 1_230, 2_700).events(),
    ]
    .concat();

    let both = [first.events(), second.events()].concat();
    let expected = [span(0, 1_200), span(1_230, 2_700)];
    assert_eq!(spans(&[both, rows.clone()].concat()), expected);

    // The second visit's events were lost.
    let events = [first.events().to_vec(), rows.clone()].concat();
    assert_eq!(spans(&events), expected);

    // The first leave was lost, and the second join.
    let events = [vec![first.joined(), second.left()], rows].concat();
    assert_eq!(spans(&events), [span(0, 1_280), span(1_230, 2_700)]);
}

#[test]
fn a_short_visit_right_after_a_leave_is_not_that_leave() {
    let events = [
        told("a", "ali", 0, 1_200).events(),
        listed("report:1", "ali", 0, 1_200).events(),
        listed("report:2", "ali", 1_230, 1_290).events(),
    ];

    assert_eq!(
        spans(&events.concat()),
        [span(0, 1_200), span(1_230, 1_290)]
    );
}

#[test]
fn where_one_row_stands_for_two_visits_the_events_know_more() {
    let (first, second) = (told("a", "ali", 0, 1_200), told("b", "ali", 1_500, 2_700));
    let row = listed("report:1", "ali", 0, 2_700).events().to_vec();

    let both = [first.events(), second.events()].concat();
    assert_eq!(
        spans(&[both, row.clone()].concat()),
        [span(0, 1_200), span(1_500, 2_700)]
    );

    // What was lost between them, nobody tells: the list's one stay is all of it.
    let events = [vec![first.joined(), second.left()], row].concat();
    assert_eq!(spans(&events), [span(0, 2_700)]);
}

#[test]
fn events_of_a_part_and_a_row_of_all_are_one_stay() {
    let row = listed("report:1", "ali", 0, 2_700).events();
    for part in [
        told("a", "ali", 0, 1_200).events().to_vec(),
        told("a", "ali", 1_200, 2_700).events().to_vec(),
        vec![told("a", "ali", 1_200, 0).joined()],
    ] {
        assert_eq!(spans(&[part, row.to_vec()].concat()), [span(0, 2_700)]);
    }
}

#[test]
fn people_who_come_at_once_keep_their_own_leaves() {
    let rows = [
        listed("report:1", "ali", 0, 2_700).events(),
        listed("report:2", "omar", 0, 2_760).events(),
        listed("report:3", "zaid", 1, 2_790).events(),
    ]
    .concat();

    for (name, to) in [("ali", 2_700), ("omar", 2_760), ("zaid", 2_790)] {
        let events = [told("a", name, 0, to).events().to_vec(), rows.clone()].concat();
        let mut ends: Vec<_> = spans(&events).into_iter().map(|(_, to)| to).collect();
        ends.sort_unstable();
        assert_eq!(ends, [Some(2_700), Some(2_760), Some(2_790)], "{name}");
    }
}

#[test]
fn a_second_person_of_the_same_name_is_one_more_stay() {
    let events = [
        told("a", "phone", 600, 2_700).events(),
        listed("report:1", "phone", 600, 2_700).events(),
        listed("report:2", "phone", 0, 2_700).events(),
    ];

    assert_eq!(spans(&events.concat()), [span(0, 2_700), span(600, 2_700)]);
}

/// The union of all stays, in seconds.
fn union_seconds(spans: &[(Option<i64>, Option<i64>)]) -> i64 {
    let second = |second: &i64| {
        spans
            .iter()
            .any(|(from, to)| (from.unwrap_or(0)..to.unwrap_or(0)).contains(second))
    };
    i64::try_from((-10..4_000).filter(second).count()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// Two visits of one person and one of another, with what is lost of the events, and a list of all.
    #[test]
    fn the_order_of_events_and_lists_changes_no_stay_and_no_second_counts_twice(
        seed in any::<u64>(),
        lost in prop::collection::vec(any::<bool>(), 6),
        lag in 0_i64..=120,
    ) {
        let visits = [
            told("a", "ali", 0, 1_200),
            told("b", "ali", 1_230, 2_700),
            told("h", "host", -60, 2_720),
        ];
        let rows = [
            listed("report:1", "ali", 1, 1_200 + lag),
            listed("report:2", "ali", 1_231, 2_700 + lag),
            listed("report:3", "host", -60, 2_720),
        ];
        let events: Vec<ZoomEvent> = visits.iter().flat_map(|visit| visit.events()).collect();
        let mut kept: Vec<ZoomEvent> =
            events.into_iter().zip(&lost).filter(|(_, lost)| !**lost).map(|(event, _)| event).collect();
        kept.extend(rows.iter().flat_map(|row| row.events()));

        let in_order = spans(&kept);
        let mut shuffled = [kept.clone(), kept].concat();
        shuffled.shuffle(&mut SmallRng::seed_from_u64(seed));
        prop_assert_eq!(spans(&shuffled), in_order.clone());

        prop_assert_eq!(in_order.len(), 3, "{:?}", in_order);
        let of_student: Vec<_> = in_order.iter().copied().filter(|(from, _)| *from != Some(-60)).collect();
        let seconds = union_seconds(&of_student);
        prop_assert!((2_665..=2_670 + 30 + lag).contains(&seconds), "{seconds} of {of_student:?}");
    }
}
