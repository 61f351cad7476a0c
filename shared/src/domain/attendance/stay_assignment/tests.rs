//! Lessons in one room, one after the other, with events that got lost.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::domain::attendance::{ListedEnds, MeetingInstance, Participant};
use crate::domain::ids::{StudentId, TeacherId};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
}

fn claim(student: i64, sent: i64, opened: Option<i64>, taps: &[i64]) -> LessonClaim {
    LessonClaim {
        student: StudentId(student),
        sent_at: at(sent),
        opened_at: opened.map(at),
        taps: taps.iter().map(|tap| at(*tap)).collect(),
        looks: Vec::new(),
        teacher: TeacherId("t1".to_owned()),
        has_page_story: false,
    }
}

fn stay(from: i64, to: i64, person: Option<&str>) -> MeetingStay {
    let who = Participant {
        connection: from.to_string(),
        person: person.map(Into::into),
        ..Participant::default()
    };
    MeetingStay {
        participant: who,
        user_ids: BTreeSet::new(),
        from: Some(at(from)),
        to: Some(at(to)),
        listed: ListedEnds::default(),
        dropped: false,
        uses_host_account: false,
        is_regular_guest: false,
        instance: MeetingInstance::default(),
    }
}

fn assign(claims: &[LessonClaim], stays: &[MeetingStay]) -> Vec<Option<usize>> {
    assign_stays(claims, stays, &KnownPeople::default())
}

#[test]
fn a_student_who_comes_again_after_the_next_link_was_sent_is_still_the_one_before() {
    let claims = [
        claim(1, 0, Some(50), &[60, 1500]),
        claim(2, 1400, None, &[]),
    ];
    let stays = [
        stay(80, 1490, None),
        stay(1520, 1800, None),
        stay(1900, 2000, None),
    ];

    assert_eq!(assign(&claims, &stays), [Some(0), Some(0), Some(0)]);
    let opened = [claims[0].clone(), claim(2, 1400, Some(1850), &[1880])];
    assert_eq!(assign(&opened, &stays), [Some(0), Some(0), Some(1)]);
}

#[test]
fn a_tap_tells_more_than_the_order() {
    let claims = [
        claim(1, 0, Some(50), &[60, 1950]),
        claim(2, 1400, Some(1900), &[1990]),
    ];
    let stays = [
        stay(80, 1940, None),
        stay(1970, 1985, None),
        stay(2005, 3000, None),
    ];

    assert_eq!(assign(&claims, &stays), [Some(0), Some(0), Some(1)]);
}

#[test]
fn a_known_person_is_found_again_whatever_was_opened() {
    let claims = [
        claim(1, 0, Some(50), &[60]),
        claim(2, 1400, Some(1450), &[]),
    ];
    let stays = [
        stay(80, 1500, Some("r:1")),
        stay(1600, 1700, Some("r:1")),
        stay(1800, 3000, Some("r:2")),
    ];

    assert_eq!(assign(&claims, &stays), [Some(0), Some(0), Some(1)]);
}

#[test]
fn a_stay_whose_join_was_lost_belongs_to_the_tap_that_nobody_followed() {
    let claims = [
        claim(1, 0, Some(50), &[60]),
        claim(2, 1400, Some(1450), &[1500]),
    ];
    let lost = |to: i64| MeetingStay {
        from: None,
        ..stay(0, to, None)
    };

    assert_eq!(
        assign(&claims, &[lost(1480), stay(1520, 3000, None)]),
        [Some(0), Some(1)]
    );

    assert_eq!(
        assign(&claims, &[stay(80, 1490, None), lost(3000)]),
        [Some(0), Some(1)]
    );
}

#[test]
fn a_tap_long_before_the_meeting_began_brought_nobody_into_it() {
    // The first student tapped on a second device, too.
    let claims = [
        claim(1, 0, Some(50), &[60, 300]),
        claim(2, 3000, Some(3050), &[3060]),
    ];
    let instance = MeetingInstance {
        started_at: Some(at(4000)),
        ended_at: None,
        host: None,
    };
    let lost = MeetingStay {
        from: None,
        instance,
        ..stay(0, 5000, None)
    };
    let stays = [stay(80, 1500, None), stay(3080, 3900, None), lost];

    assert_eq!(assign(&claims, &stays), [Some(0), Some(1), Some(1)]);
}

#[test]
fn a_tap_before_the_next_student_came_brought_nobody_after_that() {
    // One room that stays open, and a second device of the first student.
    let claims = [
        claim(1, 0, Some(50), &[60, 300]),
        claim(2, 1400, Some(1450), &[1500]),
    ];
    let lost = MeetingStay {
        from: None,
        ..stay(0, 5000, None)
    };
    let stays = [stay(80, 1300, None), stay(1520, 3000, None), lost];

    assert_eq!(assign(&claims, &stays), [Some(0), Some(1), Some(1)]);
}

#[test]
fn a_link_that_was_only_sent_gets_the_person_who_comes_long_after() {
    let claims = [claim(1, 0, Some(50), &[60]), claim(2, 1400, None, &[])];
    let stays = [stay(80, 1500, None), stay(1500 + 16 * 60, 4000, None)];
    assert_eq!(assign(&claims, &stays), [Some(0), Some(1)]);

    assert_eq!(assign(&[claim(1, 5000, None, &[])], &stays), [None, None]);
}

fn named(from: i64, to: i64, name: &str) -> MeetingStay {
    let mut one = stay(from, to, None);
    one.participant.name_key = Some(name.to_owned());
    one
}

#[test]
fn a_link_that_is_sent_during_class_gets_the_student_who_is_there() {
    let alone = claim(1, 400, Some(500), &[]);
    let stays = [named(100, 2800, "a")];
    assert_eq!(assign(std::slice::from_ref(&alone), &stays), [Some(0)]);

    let yesterday = claim(2, -80_000, Some(-79_000), &[-78_990]);
    let before = named(-78_970, -76_000, "b");
    let room = [before.clone(), stays[0].clone()];
    assert_eq!(
        assign(&[yesterday.clone(), alone], &room),
        [Some(0), Some(1)]
    );

    // Without a link of that time it belongs to no lesson: the one of yesterday is over.
    assert_eq!(assign(&[yesterday], &room), [Some(0), None]);
}

#[test]
fn a_link_for_the_next_student_does_not_take_the_one_who_is_there() {
    let claims = [
        claim(1, 0, Some(50), &[60]),
        claim(2, 1400, Some(1900), &[1910]),
    ];
    // The second one came back without the page, before the next link was sent.
    let stays = [
        named(80, 1000, "a"),
        named(1100, 1800, "a"),
        named(1930, 4000, "b"),
    ];

    assert_eq!(assign(&claims, &stays), [Some(0), Some(0), Some(1)]);
}

#[test]
fn a_reconnect_belongs_to_the_lesson_that_goes_on_though_the_next_page_is_open() {
    let claims = [
        claim(1, 0, Some(50), &[60]),
        claim(2, 1400, Some(1500), &[1900]),
    ];
    let stays = [
        named(80, 1700, "a"),
        named(1650, 1880, "a"),
        named(1920, 4000, "b"),
    ];

    assert_eq!(assign(&claims, &stays), [Some(0), Some(0), Some(1)]);
}

#[test]
fn a_guest_belongs_to_the_lesson_that_it_stayed_for() {
    let claims = [
        claim(1, 0, Some(50), &[60]),
        claim(2, 1400, Some(1900), &[1910]),
    ];
    // The guest comes with the teacher of the next lesson, before its student opens the page.
    let stays = [
        named(80, 1800, "a"),
        named(1850, 4000, "guest"),
        named(1930, 4000, "b"),
    ];

    assert_eq!(assign(&claims, &stays), [Some(0), Some(1), Some(1)]);
}

#[test]
fn a_leave_belongs_to_the_lesson_of_the_person_who_left() {
    let claims = [
        claim(1, 0, Some(50), &[60]),
        claim(2, 1400, Some(1700), &[1790]),
    ];
    let rejoined = MeetingStay {
        from: None,
        ..named(0, 1800, "a")
    };
    let stays = [rejoined, named(80, 1000, "a"), named(1810, 4000, "b")];

    assert_eq!(assign(&claims, &stays), [Some(0), Some(0), Some(1)]);
}

#[test]
fn a_late_link_gets_its_student_also_right_after_another_one_with_two_devices() {
    let claims = [
        claim(1, 0, Some(50), &[60]),
        claim(2, 2300, Some(2500), &[]),
    ];
    let stays = [
        named(80, 2000, "a"),
        stay(300, 1500, None),
        named(2010, 4000, "b"),
        named(4200, 5000, "b"),
    ];

    assert_eq!(
        assign(&claims, &stays),
        [Some(0), Some(0), Some(1), Some(1)]
    );
}

#[test]
fn a_students_next_lesson_whose_link_comes_late_is_not_the_one_before() {
    let claims = [
        claim(1, 0, Some(50), &[60]),
        claim(1, 2700, Some(2800), &[]),
    ];
    let stays = [
        named(80, 1000, "a"),
        named(1060, 2000, "a"),
        named(2100, 4000, "a"),
    ];
    assert_eq!(assign(&claims, &stays), [Some(0), Some(0), Some(1)]);

    // Who opens it at the end goes on to it then.
    let at_the_end = [claims[0].clone(), claim(1, 2700, Some(3900), &[])];
    assert_eq!(assign(&at_the_end, &stays), [Some(0), Some(0), Some(0)]);

    // Whoever never left is in the lesson before, whatever is sent meanwhile.
    let stayed = [named(80, 4000, "a")];
    assert_eq!(assign(&claims, &stayed), [Some(0)]);
}

#[test]
fn a_tap_after_the_join_led_to_it_only_if_no_other_one_did() {
    let both = [
        claim(1, 0, Some(50), &[60, 1512]),
        claim(2, 1400, Some(1450), &[1490]),
    ];
    let stays = [named(80, 1400, "a"), named(1500, 4000, "b")];
    assert_eq!(assign(&both, &stays), [Some(0), Some(1)]);

    // Zoom's clock may be behind.
    let late_clock = [claim(1, 0, Some(50), &[1512])];
    assert_eq!(assign(&late_clock, &[named(1500, 4000, "b")]), [Some(0)]);
}
