use super::*;
use crate::log::PageEnd;
use crate::spans::{MINUTE, Millis, Spans};
use crate::twists::Twists;

const T: Millis = 1_792_400_000_000;

fn lesson(student: Spans) -> TrueLesson {
    TrueLesson {
        teacher: 0,
        student: 1,
        link: String::new(),
        meeting: 1,
        sent: T - MINUTE,
        minutes: 30,
        teacher_in: Spans::one(T, T + 30 * MINUTE),
        second_in: Spans::default(),
        student_in: student,
        killed: false,
        phone: true,
        pages: Vec::new(),
        bots: Vec::new(),
        posted_again: None,
        teacher_says: None,
        clock_error: 0,
        twists: Twists::default(),
        flags: Flags::new(),
    }
}

fn text(at: Millis) -> Option<String> {
    Some(
        chrono::DateTime::from_timestamp_millis(at)?
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    )
}

fn row(from: Millis, to: Millis) -> Row {
    let seconds = (to - from) / 1000;
    Row {
        teacher_id: "u".to_owned(),
        student_id: 1,
        start_time: text(from),
        end_time: text(to),
        page_start_time: text(from),
        page_end_time: text(to),
        duration_seconds: Some(seconds),
        counted_seconds: Some(seconds),
        low_seconds: Some(seconds - 100),
        high_seconds: Some(seconds + 100),
        source: Some("page".to_owned()),
        status: "ended".to_owned(),
        ..Row::default()
    }
}

fn log(page_end: Millis, signed: bool) -> Log {
    Log {
        first_opened: Some(T),
        last_signal: Some(page_end - 20_000),
        page_ends: vec![PageEnd {
            at: page_end,
            signed,
            heard: true,
        }],
        ..Log::default()
    }
}

fn judged(lesson: &TrueLesson, log: &Log, row: Option<&Row>) -> Judged {
    judge(
        Case {
            lesson,
            log,
            row,
            teacher_id: "u",
            banded: true,
        },
        0,
        false,
    )
}

#[test]
fn a_lesson_within_a_minute_is_right() {
    let (lesson, log) = (
        lesson(Spans::one(T, T + 30 * MINUTE)),
        log(T + 30 * MINUTE, true),
    );
    let right = judged(
        &lesson,
        &log,
        Some(&row(T + 50_000, T + 30 * MINUTE + 55_000)),
    );

    assert_eq!(right.faults[0], Vec::<&str>::new());
    let wrong = judged(
        &lesson,
        &log,
        Some(&row(T + 70_000, T + 30 * MINUTE + 110_000)),
    );

    assert_eq!(wrong.faults[0], ["start", "end"]);
    assert!(wrong.right(1));
    assert_eq!(wrong.page_faults, ["clicked at another time", "page end"]);
}

#[test]
fn the_truth_must_lie_in_the_band_and_pauses_do_not_count() {
    let lesson = lesson(Spans::of([
        (T, T + 10 * MINUTE),
        (T + 15 * MINUTE, T + 30 * MINUTE),
    ]));
    let judged = judged(
        &lesson,
        &log(T + 30 * MINUTE, true),
        Some(&row(T, T + 30 * MINUTE)),
    );

    assert_eq!(judged.faults[0], ["duration", "band"]);
    assert!(
        (judged.error() - 300.0).abs() < 1e-9
            && judged.band == Some(("-".to_owned(), false, 200.0))
    );
}

#[test]
fn a_page_that_died_silently_ends_at_its_last_sign() {
    let (lesson, died) = (
        lesson(Spans::one(T, T + 30 * MINUTE)),
        log(T + 40 * MINUTE, false),
    );
    let mut told = row(T, T + 40 * MINUTE - 20_000);
    assert_eq!(judged(&lesson, &died, Some(&told)).page_faults, ["status"]);
    told.status = "timeout".to_owned();
    assert!(judged(&lesson, &died, Some(&told)).page_right());

    assert_eq!(
        judged(&lesson, &log(T + 40 * MINUTE, true), Some(&told)).page_faults,
        ["status"]
    );
}

#[test]
fn nobody_there_must_be_told_so() {
    let (nobody, mut unopened) = (lesson(Spans::default()), row(T, T + MINUTE));
    assert_eq!(
        judged(&nobody, &log(T + MINUTE, true), Some(&unopened)).faults[0],
        ["no-show not told"]
    );

    (unopened.status, unopened.page_start_time) = ("sent".to_owned(), None);
    let right = judged(&nobody, &Log::default(), Some(&unopened));
    assert!(right.no_show && right.right(0) && right.page_right());

    assert_eq!(
        judged(&nobody, &Log::default(), None).faults[0],
        ["no record"]
    );
}

#[test]
fn what_is_counted_twice_or_too_late_is_wrong_in_both() {
    let (lesson, mut log) = (
        lesson(Spans::one(T, T + 30 * MINUTE)),
        log(T + 30 * MINUTE, true),
    );

    (log.overdue, log.closed_live) = (true, true);
    let row = row(T, T + 30 * MINUTE);
    let judged = judge(
        Case {
            lesson: &lesson,
            log: &log,
            row: Some(&row),
            teacher_id: "u",
            banded: true,
        },
        0,
        true,
    );

    assert_eq!((judged.page_faults.len(), judged.faults[2].len()), (3, 3));
}

#[test]
fn who_came_is_not_absent_and_a_wrong_band_is_no_a() {
    let lesson = lesson(Spans::one(T, T + 20 * MINUTE));
    let log = log(T + 20 * MINUTE, true);
    let judged = |row: &Row| {
        let case = Case {
            lesson: &lesson,
            log: &log,
            row: Some(row),
            teacher_id: "u",
            banded: true,
        };

        let judged = judge(case, 0, false);
        (judged.wrongly_absent, judged.wrong_a)
    };

    let right = Row {
        grade: Some("A".to_owned()),
        ..row(T, T + 20 * MINUTE)
    };
    assert_eq!(judged(&right), (false, false));

    let too_much = Row {
        grade: Some("A".to_owned()),
        ..row(T, T + 28 * MINUTE)
    };
    assert_eq!(judged(&too_much), (false, true));

    let doubted = Row {
        grade: Some("C".to_owned()),
        ..too_much
    };
    assert_eq!(judged(&doubted), (false, false));

    for absent in ["student_absent", "teacher_absent"] {
        let absent = Row {
            no_show: Some(absent.to_owned()),
            ..right.clone()
        };
        assert_eq!(judged(&absent), (true, true));
    }
}
