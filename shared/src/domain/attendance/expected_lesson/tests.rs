//! What is to be expected of a lesson, and what it makes of an end that somebody tells.

use super::*;

const DAY: i64 = 24 * 60;

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

fn lesson(from: i64, to: i64) -> EarlierLesson {
    EarlierLesson {
        held: Interval {
            from: at(from),
            to: at(to),
        },
        seconds: (to - from) * 60,
        is_graded: true,
    }
}

/// The same, but the teacher alone told its end.
fn told(from: i64, to: i64) -> EarlierLesson {
    EarlierLesson {
        is_graded: false,
        ..lesson(from, to)
    }
}

fn by_student(lessons: &[EarlierLesson], opened: DateTime<Utc>) -> Option<ExpectedLesson> {
    ExpectedLesson::by_student(lessons, opened, &SchoolCalendar::UTC)
}

fn hour(begins: i64, next: Option<i64>) -> PlannedHour {
    PlannedHour {
        begins_at: at(begins),
        ends_at: None,
        next_at: next.map(at),
    }
}

fn planned(begins: i64, minutes: i64) -> ExpectedLesson {
    ExpectedLesson {
        seconds: minutes * 60,
        ends_at: Some(at(begins + minutes)),
        source: ExpectationSource::Plan,
        lessons: 2,
        is_sure: true,
    }
}

#[test]
fn the_school_tells_the_median_of_its_lessons() {
    assert_eq!(ExpectedLesson::by_school(vec![]), None);
    let expected = ExpectedLesson::by_school(vec![1800, 90, 1740]).unwrap();
    assert_eq!((expected.seconds, expected.lessons), (1740, 3));

    let of_two = ExpectedLesson::by_school(vec![1800, 1740]).unwrap();
    assert_eq!(of_two.seconds, 1740);
}

#[test]
fn a_student_who_comes_at_the_usual_hour_leaves_at_the_usual_hour() {
    let earlier = [lesson(100, 130), lesson(DAY + 105, DAY + 131)];
    let expected = by_student(&earlier, at(5 * DAY + 98)).unwrap();
    assert_eq!(expected.ends_at, Some(at(5 * DAY + 130)));
    assert_eq!((expected.seconds, expected.lessons), (26 * 60, 2));

    // At another hour, only the length is known.
    let expected = by_student(&earlier, at(5 * DAY + 500)).unwrap();
    assert_eq!((expected.ends_at, expected.seconds), (None, 26 * 60));
    assert_eq!(by_student(&[], at(0)), None);
}

#[test]
fn an_hour_near_midnight_is_the_same_on_both_sides_of_it() {
    let earlier = [lesson(DAY - 5, DAY + 25)];
    let expected = by_student(&earlier, at(3 * DAY + 2)).unwrap();
    assert_eq!(expected.ends_at, Some(at(3 * DAY + 25)));
}

#[test]
fn a_lesson_keeps_its_hour_on_the_schools_clock_when_that_is_changed() {
    let berlin: SchoolCalendar = "Europe/Berlin".parse().unwrap();
    let at = |text: &str| berlin.instant(text.parse().unwrap()).unwrap();
    let before_and_after = [
        ("2026-03-27", "2026-03-30"),
        ("2026-10-23", "2026-10-26"),
        // On the day of the change itself, and near midnight of it.
        ("2026-03-28", "2026-03-29"),
        ("2026-10-25", "2026-10-24"),
    ];

    for (earlier, later) in before_and_after {
        for (from, to, opened, ends) in [
            ("16:00:00", "16:30:00", "15:55:00", "16:30:00"),
            ("00:05:00", "00:35:00", "00:01:00", "00:35:00"),
        ] {
            let on = |day: &str, time: &str| at(&format!("{day}T{time}"));
            let held = Interval {
                from: on(earlier, from),
                to: on(earlier, to),
            };
            let lesson = EarlierLesson {
                held,
                seconds: 1800,
                is_graded: true,
            };
            let ends_at = |opened: DateTime<Utc>| {
                ExpectedLesson::by_student(&[lesson], opened, &berlin)
                    .unwrap()
                    .ends_at
            };

            let opened = on(later, opened);
            assert_eq!(ends_at(opened), Some(on(later, ends)), "{later} {from}");
            let an_hour_off = [TimeDelta::hours(-1), TimeDelta::hours(1)];
            assert_eq!(an_hour_off.map(|off| ends_at(opened + off)), [None; 2]);
        }
    }
}

#[test]
fn two_lessons_that_took_as_long_make_a_length_sure() {
    let is_sure = |lengths: &[i64]| {
        let lessons: Vec<_> = lengths.iter().map(|minutes| lesson(0, *minutes)).collect();
        by_student(&lessons, at(0)).unwrap().is_sure
    };

    assert!(!is_sure(&[30]));
    assert!(!is_sure(&[30, 60]));
    assert!(is_sure(&[30, 33]));
    assert!(is_sure(&[30, 29, 60]));
    assert!(!is_sure(&[30, 29, 60, 45]));
}

#[test]
fn ends_that_the_teacher_told_count_where_fewer_than_two_lessons_have_a_grade() {
    let expected = |lessons: &[EarlierLesson]| {
        let expected = by_student(lessons, at(500)).unwrap();
        (expected.source, expected.seconds / 60, expected.is_sure)
    };
    let (own, by_teacher) = (ExpectationSource::Student, ExpectationSource::Told);
    let late = [
        told(0, 45),
        told(DAY, DAY + 45),
        told(2 * DAY, 2 * DAY + 47),
    ];

    assert_eq!(expected(&late), (by_teacher, 45, true));
    assert_eq!(
        expected(&[lesson(0, 30), late[0], late[1]]),
        (by_teacher, 45, true)
    );
    assert_eq!(expected(&[lesson(0, 30)]), (own, 30, false));
    // Whatever the teacher told of others.
    let two = [lesson(0, 30), lesson(DAY, DAY + 31)];
    assert_eq!(expected(&[two.as_slice(), &late].concat()), (own, 30, true));
}

#[test]
fn ends_that_the_teacher_told_do_not_reach_into_the_next_planned_lesson() {
    let late = [told(0, 45), told(DAY, DAY + 45)];
    let usual = by_student(&late, at(500)).unwrap();
    let end = |next| {
        let planned = usual.planned(hour(100, next));
        (planned.ends_at, planned.is_sure)
    };

    // 45 minutes in class are 45 agreed ones.
    assert_eq!(end(None), (Some(at(145)), true));
    assert_eq!(end(Some(160)), (Some(at(145)), true));
    assert_eq!(end(Some(130)), (Some(at(130)), false));
}

#[test]
fn a_planned_lesson_takes_what_the_students_lessons_took() {
    // At another hour: 28 minutes in class are half an hour.
    let other = [lesson(0, 27), lesson(DAY, DAY + 29)];
    let sure = by_student(&other, at(DAY + 500)).unwrap();
    let expected = sure.planned(hour(100, Some(160)));
    assert_eq!((expected.seconds, expected.ends_at), (1800, Some(at(130))));
    assert_eq!(
        (expected.source, expected.is_sure),
        (ExpectationSource::Plan, true)
    );

    // At this hour: they ended then.
    let usual = [lesson(104, 131), lesson(DAY + 103, DAY + 131)];
    let usual = by_student(&usual, at(2 * DAY + 101)).unwrap();
    let expected = usual.planned(hour(2 * DAY + 100, None));
    assert_eq!(expected.ends_at, Some(at(2 * DAY + 131)));
    assert_eq!(expected.seconds, 31 * 60);

    // One lesson and the time to the teacher's next one are sure if they agree.
    let one = by_student(&[lesson(0, 28)], at(500)).unwrap();
    assert!(one.planned(hour(100, Some(130))).is_sure);
    assert!(!one.planned(hour(100, Some(160))).is_sure);
    assert_eq!(one.planned(hour(100, Some(120))).ends_at, Some(at(120)));
}

#[test]
fn a_planned_lesson_of_a_new_student_lasts_to_the_teachers_next_one() {
    let assumed = ExpectedLesson::assumed();
    let expected = assumed.planned(hour(100, Some(145)));
    assert_eq!(
        (expected.seconds, expected.ends_at),
        (45 * 60, Some(at(145)))
    );
    assert_eq!(
        (expected.source, expected.is_sure),
        (ExpectationSource::Plan, false)
    );

    // The timetable itself says it best.
    let told = PlannedHour {
        ends_at: Some(at(120)),
        ..hour(100, Some(145))
    };
    assert_eq!(
        (assumed.planned(told).seconds, assumed.planned(told).is_sure),
        (1200, true)
    );

    // Neither an hour and a half until the next lesson nor ten minutes says anything of the length.
    for next in [190, 110] {
        let expected = assumed.planned(hour(100, Some(next)));
        assert_eq!((expected.seconds, expected.ends_at), (1800, Some(at(130))));
        assert_eq!(expected.source, ExpectationSource::Assumed);
    }
}

#[test]
fn a_planned_lesson_ends_as_planned_though_the_student_is_late() {
    let expected = planned(100, 30);
    assert_eq!(expected.begins_at(), Some(at(100)));
    assert_eq!(expected.end_of(at(96)), at(130));
    assert_eq!(expected.end_of(at(110)), at(130));
}

#[test]
fn a_lesson_at_another_time_than_planned_takes_as_long() {
    let expected = planned(100, 30);
    assert_eq!(expected.end_of(at(120)), at(150));
    assert_eq!(expected.end_of(at(20)), at(50));
}

#[test]
fn an_end_long_after_the_likely_one_was_forgotten() {
    let expected = planned(100, 30);
    // It ran over.
    assert_eq!(expected.bound(at(145), at(101)), at(145));
    assert_eq!(expected.bound(at(150), at(101)), at(130));
    assert_eq!(expected.bound(at(110), at(101)), at(110));

    // Nothing is known of this lesson but what schools usually do.
    assert_eq!(ExpectedLesson::assumed().bound(at(150), at(100)), at(150));
    assert_eq!(ExpectedLesson::assumed().bound(at(200), at(100)), at(130));
}

#[test]
fn a_slot_as_long_as_a_teachers_day_tells_no_lessons_length() {
    let shift = PlannedHour {
        ends_at: Some(at(360)),
        ..hour(0, None)
    };
    let expected = ExpectedLesson::assumed().planned(shift);
    assert_eq!(expected.seconds, ExpectedLesson::assumed().seconds);
    assert!(!expected.is_sure);
}
