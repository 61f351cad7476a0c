//! Links and the lessons that they are for.

use proptest::prelude::*;

use super::matching::distance;
use super::*;
use crate::domain::calendar::{Day, Period};
use crate::domain::timetable::{PlanTally, StoredSlot, Timetable};

const ZONE: &str = "Africa/Addis_Ababa";

fn calendar() -> SchoolCalendar {
    ZONE.parse().unwrap()
}

/// Reads a time of the school's clock.
fn at(local: &str) -> DateTime<Utc> {
    let local = chrono::NaiveDateTime::parse_from_str(local, "%F %R").unwrap();
    calendar().instant(local).unwrap()
}

fn week() -> Period {
    Period {
        first: "2026-11-22".parse().unwrap(),
        last: "2026-11-29".parse().unwrap(),
    }
}

fn row(student: &str, teacher: &str, time: &str, days: &str) -> StoredSlot {
    StoredSlot {
        id: "1".into(),
        teacher: teacher.into(),
        student: student.into(),
        time_slot: time.into(),
        day_package: days.into(),
        ..StoredSlot::default()
    }
}

fn link(session: i64, teacher: &str, sent_at: &str) -> SentLink {
    SentLink {
        session: SessionId(session),
        student: StudentId(1),
        teacher: TeacherId(teacher.into()),
        sent_at: at(sent_at),
        student_came_at: None,
    }
}

fn compare(rows: &[StoredSlot], links: &[SentLink]) -> PlanComparison {
    let lessons = Timetable::read(rows).lessons(week(), &calendar());
    PlanComparison::of(lessons, links.to_vec(), &calendar())
}

fn monday() -> Day {
    "2026-11-23".parse().unwrap()
}

/// Tells whether a link may be for a lesson.
fn is_candidate(one: &ComparedLesson, link: &SentLink, day: Day) -> bool {
    one.lesson.day == day || distance(one, link) <= NEAR_PLAN
}

/// Shows where a session stands: the planned time and the minutes of the link's delay.
fn place(comparison: &PlanComparison, session: i64) -> Option<(String, Option<i64>)> {
    let place = comparison.find(SessionId(session))?;
    let planned = calendar().show(place.planned_at);
    Some((planned, place.link_delay.map(|delay| delay.num_minutes())))
}

#[test]
fn the_first_link_of_the_day_tells_how_late_the_lesson_started() {
    let comparison = compare(
        &[row("1", "t", "4:00 PM", "MWF")],
        &[
            link(2, "t", "2026-11-23 16:20"),
            link(1, "t", "2026-11-23 16:04"),
        ],
    );

    let planned = "Mon 23 Nov 2026, 16:00".to_owned();
    assert_eq!(place(&comparison, 1), Some((planned.clone(), Some(4))));
    assert_eq!(place(&comparison, 2), Some((planned, None)));
    assert!(comparison.find(SessionId(1)).unwrap().is_late());
    assert!(!comparison.find(SessionId(2)).unwrap().is_late());
}

#[test]
fn a_lesson_is_late_from_the_fourth_minute_on_and_may_begin_early() {
    for (sent, minutes, late) in [
        ("2026-11-23 15:55", -5, false),
        ("2026-11-23 16:00", 0, false),
        ("2026-11-23 16:03", 3, false),
        ("2026-11-23 16:04", 4, true),
    ] {
        let comparison = compare(&[row("1", "t", "16:00", "MWF")], &[link(1, "t", sent)]);
        let place = comparison.find(SessionId(1)).unwrap();
        assert_eq!(
            place.link_delay,
            Some(TimeDelta::minutes(minutes)),
            "{sent}"
        );
        assert_eq!(place.is_late(), late, "{sent}");
    }
}

#[test]
fn the_students_coming_is_told_by_the_first_session_that_knows() {
    let mut second = link(2, "t", "2026-11-23 16:05");
    second.student_came_at = Some(at("2026-11-23 16:07"));
    let comparison = compare(
        &[row("1", "t", "16:00", "MWF")],
        &[link(1, "t", "2026-11-23 16:01"), second],
    );

    let monday = &comparison.lessons[0];
    assert_eq!(monday.link_delay(), Some(TimeDelta::minutes(1)));
    assert_eq!(monday.student_delay(), Some(TimeDelta::minutes(7)));
    let of_second = comparison.find(SessionId(2)).unwrap();
    assert_eq!(of_second.student_delay, Some(TimeDelta::minutes(7)));
}

#[test]
fn of_two_slots_a_day_a_link_is_for_the_nearer_one() {
    let comparison = compare(
        &[row("1", "t", "10:00", "MWF"), row("1", "t", "4 PM", "MWF")],
        &[
            link(1, "t", "2026-11-23 10:02"),
            link(2, "t", "2026-11-23 15:58"),
        ],
    );

    assert_eq!(
        place(&comparison, 1),
        Some(("Mon 23 Nov 2026, 10:00".into(), Some(2)))
    );
    assert_eq!(
        place(&comparison, 2),
        Some(("Mon 23 Nov 2026, 16:00".into(), Some(-2)))
    );
}

#[test]
fn a_link_near_midnight_is_for_the_nearest_slot() {
    let late_evening = [row("1", "t", "11:30 PM", "All days")];
    let comparison = compare(&late_evening, &[link(1, "t", "2026-11-24 00:10")]);
    assert_eq!(
        place(&comparison, 1),
        Some(("Mon 23 Nov 2026, 23:30".into(), Some(40)))
    );

    let early_morning = [row("1", "t", "12:15 AM", "MWF")];
    let comparison = compare(&early_morning, &[link(1, "t", "2026-11-22 23:58")]);
    assert_eq!(
        place(&comparison, 1),
        Some(("Mon 23 Nov 2026, 00:15".into(), Some(-17)))
    );
}

#[test]
fn a_link_on_a_day_without_a_lesson_is_unplanned_and_far_from_all_slots() {
    let comparison = compare(
        &[row("1", "t", "16:00", "MWF")],
        &[link(1, "t", "2026-11-24 16:00")],
    );

    assert_eq!(comparison.find(SessionId(1)), None);
    assert_eq!(comparison.unplanned.len(), 1);
}

#[test]
fn a_teachers_link_is_for_that_teachers_lesson_and_a_stand_in_holds_anothers() {
    let rows = [
        row("1", "quran", "10:00", "MWF"),
        row("1", "arabic", "12:00", "MWF"),
    ];
    let comparison = compare(
        &rows,
        &[
            link(1, "quran", "2026-11-23 11:30"),
            link(2, "stand-in", "2026-11-25 12:03"),
        ],
    );

    assert_eq!(
        place(&comparison, 1),
        Some(("Mon 23 Nov 2026, 10:00".into(), Some(90)))
    );
    assert_eq!(
        place(&comparison, 2),
        Some(("Wed 25 Nov 2026, 12:00".into(), Some(3)))
    );
}

#[test]
fn two_links_of_two_lessons_one_after_the_other_are_for_both() {
    let rows = [
        row("1", "t", "16:00", "Monday"),
        row("1", "t", "16:30", "Monday"),
    ];
    let first = |sent: &[&str]| {
        let links: Vec<SentLink> = (1..)
            .zip(sent)
            .map(|(id, sent)| link(id, "t", &format!("2026-11-23 {sent}")))
            .collect();
        let comparison = compare(&rows, &links);
        let sessions = comparison
            .lessons
            .iter()
            .filter(|one| one.lesson.day == monday());
        sessions
            .map(|one| one.first_link().map(|link| link.session.0))
            .collect::<Vec<_>>()
    };

    assert_eq!(first(&["16:20", "16:45"]), [Some(1), Some(2)]);
    assert_eq!(first(&["16:01", "16:10", "16:31"]), [Some(1), Some(3)]);
    assert_eq!(first(&["16:01", "16:10"]), [Some(1), None]);
    // Of a single link nothing more is known than that it is nearer to the second.
    assert_eq!(first(&["16:28"]), [None, Some(1)]);
}

#[test]
fn a_stand_ins_link_is_not_for_the_stand_ins_own_lesson_hours_later() {
    let rows = [
        row("1", "t", "16:00", "Monday"),
        row("1", "stand-in", "20:00", "Monday"),
    ];
    let comparison = compare(&rows, &[link(1, "stand-in", "2026-11-23 16:00")]);

    assert_eq!(
        place(&comparison, 1),
        Some(("Mon 23 Nov 2026, 16:00".into(), Some(0)))
    );
}

#[test]
fn a_link_that_was_sent_the_evening_before_is_for_the_lesson_to_which_the_student_came() {
    let rows = [row("1", "t", "08:00", "Tuesday")];
    let mut sent = link(1, "t", "2026-11-23 19:30");
    assert_eq!(place(&compare(&rows, &[sent.clone()]), 1), None);

    sent.student_came_at = Some(at("2026-11-24 08:01"));
    assert_eq!(
        place(&compare(&rows, &[sent]), 1),
        Some(("Tue 24 Nov 2026, 08:00".into(), Some(-750)))
    );
}

#[test]
fn a_lesson_is_missed_when_its_day_is_over() {
    let comparison = compare(&[row("1", "t", "11:30 PM", "Monday")], &[]);
    let monday = comparison
        .lessons
        .iter()
        .find(|one| one.lesson.day == "2026-11-23".parse().unwrap())
        .unwrap();
    let is_missed = |now| monday.is_missed(at(now), &calendar());

    assert!(!is_missed("2026-11-23 23:59"));
    // A link may still come that is for this lesson.
    assert!(!is_missed("2026-11-24 02:30"));
    assert!(is_missed("2026-11-24 02:31"));
}

#[test]
fn a_tally_tells_who_planned_who_held_and_who_was_late() {
    let links = [
        link(1, "t", "2026-11-23 16:10"),
        link(2, "t", "2026-11-24 16:00"),
        link(3, "t", "2026-11-24 18:00"),
        link(4, "stand-in", "2026-11-27 16:06"),
    ];
    let comparison = compare(&[row("1", "t", "16:00", "MWF")], &links);
    let now = at("2026-11-28 12:00");
    let sum = |teacher: &str| {
        let mut sum = PlanTally::default();
        for (_, tally) in comparison
            .tallies(week(), now, &calendar())
            .into_iter()
            .filter(|(id, _)| id.0 == teacher)
        {
            sum += tally;
        }
        sum
    };

    // Two links of one student and day are one lesson, in the list as in the sum.
    let listed: Vec<i64> = comparison
        .unplanned_lessons(week(), &calendar())
        .into_iter()
        .map(|link| link.session.0)
        .collect();
    assert_eq!(listed, [2]);

    let own = PlanTally {
        planned: 3,
        not_held: 1,
        unplanned: 1,
        late: 1,
        late_seconds: 600,
        ..PlanTally::default()
    };
    let stand_in = PlanTally {
        late: 1,
        late_seconds: 360,
        ..PlanTally::default()
    };
    assert_eq!(sum("t"), own);
    assert_eq!(sum("stand-in"), stand_in);
}

prop_compose! {
    fn any_link()(session in 0_i64..50, student in 1_i64..4, teacher in 0_u8..3, minutes in 0_i64..12_000, class in prop::option::of(0_i64..60)) -> SentLink {
        let sent_at = at("2026-11-22 00:00") + TimeDelta::minutes(minutes);
        SentLink {
            session: SessionId(session),
            student: StudentId(student),
            teacher: TeacherId(format!("t{teacher}")),
            sent_at,
            student_came_at: class.map(|minutes| sent_at + TimeDelta::minutes(minutes)),
        }
    }
}

prop_compose! {
    fn any_row()(student in 1_u8..4, teacher in 0_u8..3, hour in 0_u8..24, days in prop::sample::select(vec!["All days", "MWF", "TTS", "Sunday", "odd"])) -> StoredSlot {
        row(&student.to_string(), &format!("t{teacher}"), &format!("{hour}:00"), days)
    }
}

proptest! {
    /// Every link is found exactly once, with a lesson of its own student that is on its day or near; no order of the
    /// links and rows changes anything.
    #[test]
    fn every_link_is_for_one_lesson_or_for_none(
        rows in prop::collection::vec(any_row(), 0..6),
        links in prop::collection::vec(any_link(), 0..20),
    ) {
        let comparison = compare(&rows, &links);
        let found: usize = comparison.lessons.iter().map(|one| one.links.len()).sum();
        prop_assert_eq!(found + comparison.unplanned.len(), links.len());

        for one in &comparison.lessons {
            let first = one.first_link().map(|link| link.sent_at);
            prop_assert_eq!(first, one.links.iter().map(|link| link.sent_at).min());

            for link in &one.links {
                prop_assert_eq!(link.student, one.lesson.student);
                let day = calendar().day_of(link.sent_at);
                prop_assert!(is_candidate(one, link, day));
            }
        }

        for link in &comparison.unplanned {
            let day = calendar().day_of(link.sent_at);
            let has_lesson = comparison.lessons.iter().any(|one| {
                one.lesson.student == link.student && is_candidate(one, link, day)
            });
            prop_assert!(!has_lesson);
        }
    }

    #[test]
    fn the_order_of_rows_and_links_changes_nothing(
        rows in prop::collection::vec(any_row(), 0..6),
        links in prop::collection::vec(any_link(), 0..12),
    ) {
        let mut numbered = links;
        for (number, link) in (0_i64..).zip(&mut numbered) {
            link.session = SessionId(number);
        }
        let forwards = compare(&rows, &numbered);
        let backwards = compare(
            &rows.into_iter().rev().collect::<Vec<_>>(),
            &numbered.into_iter().rev().collect::<Vec<_>>(),
        );

        prop_assert_eq!(forwards, backwards);
    }
}
