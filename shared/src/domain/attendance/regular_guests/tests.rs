//! A day of lessons in one room: three students, each for 30 minutes of an hour.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::attendance::{
    ClassReport, KnownPeople, LessonClaim, LessonEvidence, MeetingEvidence, Participant,
    ZoomEstimate, ZoomEvent, ZoomKind,
};
use crate::domain::ids::{StudentId, TeacherId};
use crate::domain::ledger::Doubt;
use crate::domain::measured_time::Confidence;

const LESSONS: i64 = 3;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
}

fn guest(name: &str) -> Participant {
    Participant {
        name_key: Some(name.to_owned()),
        ..Participant::default()
    }
}

fn host() -> Participant {
    Participant {
        person: Some("u:host".to_owned()),
        is_host: true,
        ..guest("teacher")
    }
}

/// Somebody's stay, by the minutes from which and until when.
fn stay(who: &Participant, (from, to): (i64, i64)) -> [ZoomEvent; 2] {
    let who = Participant {
        connection: format!("{from} {:?}", who.name_key),
        ..who.clone()
    };
    let event = |minute, kind| ZoomEvent {
        at: at(minute),
        uuid: format!("run {}", minute / 60),
        host: Some("u:host".to_owned()),
        kind,
    };

    [
        event(from, ZoomKind::Joined(who.clone())),
        event(to, ZoomKind::Left(who)),
    ]
}

/// The teacher is there in each lesson, and the students of these.
fn day(taught: &[i64], others: &[(&Participant, (i64, i64))]) -> Vec<ZoomEvent> {
    let mut events = Vec::new();
    for lesson in 0..LESSONS {
        events.extend(stay(&host(), (60 * lesson, 60 * lesson + 40)));
    }
    for lesson in taught {
        let student = guest(&format!("student {lesson}"));
        events.extend(stay(&student, (60 * lesson + 5, 60 * lesson + 35)));
    }
    for (who, minutes) in others {
        events.extend(stay(who, *minutes));
    }

    events
}

/// The day's evidence. These students opened and tapped their links just before.
fn evidence(events: &[ZoomEvent], tapped: &[i64]) -> MeetingEvidence {
    let claims = (0..LESSONS)
        .map(|lesson| {
            let opened = tapped
                .contains(&lesson)
                .then(|| at(60 * lesson + 4) + TimeDelta::seconds(45));
            LessonClaim {
                student: StudentId(lesson),
                teacher: TeacherId("t1".to_owned()),
                sent_at: at(60 * lesson - 10),
                opened_at: opened,
                taps: opened.into_iter().collect(),
                looks: Vec::new(),
                has_page_story: true,
            }
        })
        .collect();

    MeetingEvidence::new(claims, events, KnownPeople::default())
}

fn estimate(events: &[ZoomEvent], number: usize, tapped: &[i64]) -> Option<ZoomEstimate> {
    let evidence = evidence(events, tapped);
    let meeting = evidence.lesson(number, false).unwrap();

    ZoomEstimate::of(&LessonEvidence {
        meeting: &meeting,
        presence: None,
        class: ClassReport::default(),
        is_over: true,
        now: at(24 * 60),
    })
}

/// Tells whether anybody is taken for a regular guest.
fn has_regular_guests(events: &[ZoomEvent], tapped: &[i64]) -> bool {
    let evidence = evidence(events, tapped);
    evidence.stays.iter().any(|stay| stay.is_regular_guest)
}

fn in_each_lesson(who: &Participant) -> Vec<(&Participant, (i64, i64))> {
    let minutes = |lesson| (60 * lesson + 5, 60 * lesson + 40);
    (0..LESSONS).map(|lesson| (who, minutes(lesson))).collect()
}

#[test]
fn a_guest_beside_two_other_students_did_not_follow_the_tap() {
    let program = guest("buddy");
    let events = day(&[0, 1, 2], &in_each_lesson(&program));
    let sure = estimate(&events, 2, &[0, 1, 2]).unwrap();
    assert_eq!(sure.figures.seconds, 30 * 60);
    assert_eq!(sure.figures.grade, Some(Confidence::A));

    // In one lesson it may be the student's other device.
    let events = day(&[0, 1, 2], &in_each_lesson(&program)[2..]);
    let unsure = estimate(&events, 2, &[0, 1, 2]).unwrap();
    assert_eq!(unsure.figures.low_seconds, 0);
    assert_eq!(unsure.doubts, [Doubt::SeveralPeople]);
}

#[test]
fn a_class_to_which_nobody_but_a_regular_guest_came_has_no_minutes() {
    let program = guest("buddy");
    let events = day(&[0, 1], &in_each_lesson(&program));
    assert_eq!(estimate(&events, 2, &[0, 1]), None);

    // Whoever opened the link may have come under that name.
    assert!(estimate(&events, 2, &[0, 1, 2]).is_some());
}

#[test]
fn a_student_who_comes_while_others_have_class_stays_a_student() {
    // Without the page, each time for the last minutes of the class before.
    let early = guest("early");
    let events = day(&[0, 1], &[(&early, (33, 50)), (&early, (92, 120))]);
    assert!(!has_regular_guests(&events, &[0, 1]));

    // One who taps, and stays in the room all day.
    let stayer = guest("stayer");
    let all_day = [
        (&stayer, (5, 35)),
        (&stayer, (65, 100)),
        (&stayer, (125, 160)),
    ];
    assert!(!has_regular_guests(&day(&[1, 2], &all_day), &[0, 1, 2]));
    // The same without the own lesson.
    assert!(has_regular_guests(&day(&[1, 2], &all_day[1..]), &[1, 2]));
}

#[test]
fn a_guest_with_an_account_is_told_by_the_account() {
    let known = Participant {
        person: Some("u:family".to_owned()),
        ..guest("family")
    };
    let tapped = [0, 1, 2];
    assert!(!has_regular_guests(
        &day(&tapped, &in_each_lesson(&known)),
        &tapped
    ));
    let unknown = guest("family");
    assert!(has_regular_guests(
        &day(&tapped, &in_each_lesson(&unknown)),
        &tapped
    ));
}
