//! A room with several lessons, whose events come in any order.

use chrono::TimeDelta;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;

use super::*;
use crate::domain::attendance::{
    ClassReport, LessonEvidence, Participant, ZoomEstimate, ZoomKind, find_no_show,
};
use crate::domain::ids::{StudentId, TeacherId};
use crate::domain::presence::PresenceParameters;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
}

fn claim(student: i64, sent: i64, opened: i64, taps: &[i64]) -> LessonClaim {
    LessonClaim {
        student: StudentId(student),
        teacher: TeacherId("t1".to_owned()),
        sent_at: at(sent),
        opened_at: Some(at(opened)),
        taps: taps.iter().map(|tap| at(*tap)).collect(),
        looks: Vec::new(),
        has_page_story: true,
    }
}

/// Somebody's time in one place of the meeting: the connection's name is the person's, with a number for each.
fn part(person: &str, connection: &str, user_id: i64, span: (i64, i64)) -> [ZoomEvent; 2] {
    let who = Participant {
        connection: format!("{person}{connection}"),
        user_id: Some(user_id.to_string()),
        person: (person == "host").then(|| "u:host".to_owned()),
        is_host: person == "host",
        name_key: Some(person.to_owned()),
        is_assistant: person == "notes",
    };
    let event = |seconds, kind| ZoomEvent {
        at: at(seconds),
        uuid: "u1".to_owned(),
        host: Some("u:host".to_owned()),
        kind,
    };

    [
        event(span.0, ZoomKind::Joined(who.clone())),
        event(span.1, ZoomKind::Left(who)),
    ]
}

/// Three lessons in one room: a move between rooms, a reconnect, a program, a guest, a second device, and a link that
/// is sent during class.
fn room() -> (Vec<LessonClaim>, Vec<ZoomEvent>) {
    let claims = vec![
        claim(1, -600, 0, &[10]),
        claim(2, 1500, 2100, &[2110]),
        claim(3, 4500, 4600, &[]),
    ];
    let parts = [
        part("host", "1", 1, (-60, 6_000)),
        part("first", "1", 2, (20, 600)),
        part("first", "1", 3, (600, 900)),
        part("first", "1", 4, (900, 1_300)),
        part("first", "2", 5, (1_210, 1_900)),
        part("notes", "1", 6, (30, 6_000)),
        part("guest", "1", 7, (2_050, 3_900)),
        part("second", "1", 8, (2_125, 3_900)),
        part("second", "2", 9, (2_500, 3_000)),
        part("third", "1", 10, (4_050, 5_900)),
    ];

    (claims, parts.into_iter().flatten().collect())
}

/// What is made of each lesson.
fn told(events: &[ZoomEvent]) -> Vec<String> {
    let (claims, _) = room();
    let evidence = MeetingEvidence::new(claims, events, KnownPeople::default());

    let minutes = |minutes: u64| std::time::Duration::from_secs(60 * minutes);
    let rules = PresenceParameters::new(minutes(1), minutes(120), minutes(180));

    let told = (0..3).map(|number| {
        let meeting = evidence.lesson(number, false).unwrap();
        let lesson = LessonEvidence {
            meeting: &meeting,
            presence: None,
            class: ClassReport::default(),
            is_over: true,
            now: at(40_000),
        };
        let absent = find_no_show(&lesson, &rules);

        format!("{:?} {absent:?}", ZoomEstimate::of(&lesson))
    });

    told.collect()
}

#[test]
fn each_lesson_has_its_student() {
    let (claims, events) = room();
    let evidence = MeetingEvidence::new(claims, &events, KnownPeople::default());
    let names = |number| {
        let own = evidence.stays_of(number).into_iter();
        own.filter_map(|stay| stay.participant.name_key.as_deref())
            .collect::<Vec<_>>()
    };

    assert_eq!(names(0), ["first", "notes", "first"]);
    assert_eq!(names(1), ["guest", "second", "second"]);
    assert_eq!(names(2), ["third"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn the_order_of_events_changes_no_lesson(seed in any::<u64>(), lost in prop::collection::vec(prop::bool::weighted(0.1), 20)) {
        // Whatever was lost, the order of the rest is all one.
        let (_, events) = room();
        let kept = events.into_iter().zip(lost).filter(|(_, lost)| !lost);
        let kept: Vec<ZoomEvent> = kept.map(|(event, _)| event).collect();

        let mut shuffled = [kept.clone(), kept.clone()].concat();
        shuffled.shuffle(&mut SmallRng::seed_from_u64(seed));

        prop_assert_eq!(told(&shuffled), told(&kept));
    }
}
