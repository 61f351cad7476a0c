//! Lessons of which only the two pages tell.

use proptest::prelude::*;

use super::*;
use crate::domain::presence::{PageDocument, PageMessage, ZoomVisit};
use crate::domain::timetable::PlannedHour;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
}

fn rules() -> PresenceParameters {
    let seconds = |count| std::time::Duration::from_secs(count);
    PresenceParameters::new(seconds(30), seconds(7200), seconds(10_800))
}

/// Opened at 0, tapped at 30, seen again at `back`.
fn presence(back: Option<i64>) -> Presence {
    let tap = Some(at(30));
    let trip = ZoomVisit {
        first_tap_at: tap,
        last_tap_at: tap,
        back_at: back.map(at),
        looked_at: back.map(at),
        ..ZoomVisit::default()
    };

    let document = PageDocument {
        zoom_visit: trip,
        ..PageDocument::new(&PageMessage::default(), at(0))
    };

    Presence {
        documents: vec![document],
        last_sign_at: at(3000),
        ..Presence::from(at(0))
    }
}

fn ended(seconds: i64) -> ClassReport {
    ClassReport {
        started_at: Some(at(60)),
        ended_at: Some(at(seconds - 20)),
        seen_at: None,
    }
}

fn estimate(presence: &Presence, class: ClassReport) -> Option<PageEstimate> {
    let evidence = PageEvidence {
        presence,
        class,
        finished: None,
        expected: None,
    };

    PageEstimate::of_pages(&evidence, &rules())
}

/// The same where the timetable has the lesson from 0 for some minutes.
fn estimate_planned(presence: &Presence, class: ClassReport, minutes: i64) -> Option<PageEstimate> {
    let hour = PlannedHour {
        begins_at: at(0),
        ends_at: Some(at(60 * minutes)),
        next_at: None,
    };
    let evidence = PageEvidence {
        presence,
        class,
        finished: None,
        expected: Some(ExpectedLesson::assumed().planned(hour)),
    };

    PageEstimate::of_pages(&evidence, &rules())
}

fn lesson(back: Option<i64>, end: i64) -> (i64, i64, i64, Option<Confidence>) {
    let MeasuredTime {
        seconds,
        low_seconds,
        high_seconds,
        grade,
        ..
    } = estimate(&presence(back), ended(end)).unwrap().figures;

    (seconds, low_seconds, high_seconds, grade)
}

#[test]
fn two_pages_that_agree_are_better_than_one() {
    assert_eq!(
        lesson(Some(2710), 2760),
        (2655, 1935, 2775, Some(Confidence::B))
    );

    assert_eq!(lesson(None, 2720), (2655, 135, 2775, Some(Confidence::C)));
}

#[test]
fn a_late_end_is_bounded_by_the_students_page() {
    let (seconds, _, high, grade) = lesson(Some(2710), 4600);
    assert_eq!((seconds, high, grade), (2655, 4655, Some(Confidence::C)));
}

#[test]
fn a_page_that_is_looked_at_long_after_class_confirms_no_end() {
    assert_eq!(
        lesson(Some(4600), 2720),
        (2655, 135, 2775, Some(Confidence::C))
    );
}

#[test]
fn a_page_that_is_closed_as_soon_as_zoom_opens_bounds_nothing() {
    assert_eq!(lesson(Some(60), 2720).0, 2655);
}

#[test]
fn a_look_at_the_page_during_class_is_no_end() {
    let mut looked = presence(Some(1200));
    looked.documents[0].zoom_visit.looked_at = Some(at(2710));

    let lesson = |presence: &Presence, end| estimate(presence, ended(end)).unwrap().figures.seconds;

    assert_eq!(lesson(&looked, 2760), 2655);
    // Nobody looks at the page for an hour after class: then the first look is the better witness.
    assert_eq!(lesson(&looked, 2000), 1145);
}

#[test]
fn a_late_end_that_meets_a_late_look_is_not_sure() {
    let mut looked = presence(Some(2710));
    looked.documents[0].zoom_visit.looked_at = Some(at(5400));

    let figures = estimate(&looked, ended(5300)).unwrap().figures;

    assert_eq!(
        (figures.grade, figures.low_seconds <= 2655),
        (Some(Confidence::C), true)
    );
}

#[test]
fn nobody_is_paid_for_more_than_a_lesson_can_last() {
    let figures = estimate(&presence(None), ended(36_000)).unwrap().figures;

    assert_eq!(
        (figures.seconds, figures.low_seconds, figures.grade),
        (10_800, 0, Some(Confidence::C))
    );

    assert!(figures.high_seconds > 35_000);
}

#[test]
fn a_class_that_was_over_before_the_student_came_is_no_lesson() {
    assert_eq!(estimate(&presence(Some(2710)), ended(50)), None);
}

#[test]
fn without_the_teacher_or_an_end_the_page_stands_alone() {
    assert_eq!(
        estimate(&presence(Some(2710)), ClassReport::default()),
        None
    );

    let started = ClassReport {
        started_at: Some(at(60)),
        ..ClassReport::default()
    };

    assert_eq!(estimate(&presence(None), started), None);
    assert_eq!(
        estimate(&presence(Some(2710)), started).unwrap().to,
        at(2700)
    );
}

#[test]
fn times_outside_zoom_do_not_count() {
    let mut presence = presence(Some(2710));
    (
        presence.documents[0].zoom_visit.returns,
        presence.documents[0].zoom_visit.outside_seconds,
    ) = (1, 50);

    assert_eq!(
        estimate(&presence, ended(2760)).unwrap().figures.seconds,
        2595
    );
}

/// One page of a phone: taps, with a look at it after some of them.
fn trips() -> impl Strategy<Value = Vec<PageDocument>> {
    let page = (
        0..600_i64,
        prop::collection::vec((30..1800_i64, prop::option::of(1..900_i64)), 1..4),
    );
    let document = |(opened, steps): (i64, Vec<(i64, Option<i64>)>)| {
        let mut trip = ZoomVisit::default();
        let mut now = opened;

        for (goes, looks) in steps {
            now += goes;
            trip.record_tap(at(now));

            if let Some(after) = looks {
                now += after;
                trip.record_look(at(now));
            }
        }

        PageDocument {
            zoom_visit: trip,
            phone: true,
            ..PageDocument::new(&PageMessage::default(), at(opened))
        }
    };

    prop::collection::vec(page.prop_map(document), 1..4)
}

proptest! {
    /// Whatever the pages saw and the teacher says: the figure lies in its band, no second is counted before the
    /// first tap or long after the teacher's end, and the order of the pages does not matter.
    #[test]
    fn no_end_pays_more_than_the_pages_allow(mut documents in trips(), end in 0..20_000_i64) {
        let seen = |documents: &[PageDocument]| Presence { documents: documents.to_vec(), ..presence(None) };
        let class = ClassReport { ended_at: Some(at(end)), ..ClassReport::default() };
        let lesson = estimate(&seen(&documents), class);

        documents.reverse();
        prop_assert_eq!(lesson, estimate(&seen(&documents), class));
        let first_tap = seen(&documents).went_to_zoom().unwrap();

        if let Some(PageEstimate { from, to, figures, .. }) = lesson {
            prop_assert!(0 <= figures.low_seconds && figures.low_seconds <= figures.seconds);
            prop_assert!(figures.seconds <= figures.high_seconds);
            prop_assert!(from > first_tap && (to <= at(end).max(from) + END_AGREEMENT || at(end) <= from));
            prop_assert!(figures.seconds <= (to - from).num_seconds());
        }
    }

    /// A teacher who ends ever later gains nothing once the student has been back.
    #[test]
    fn a_later_end_gains_nothing(documents in trips(), end in 0..20_000_i64, later in 0..20_000_i64) {
        let presence = Presence { documents, ..presence(None) };
        let seconds = |end: i64| {
            let class = ClassReport { ended_at: Some(at(end)), ..ClassReport::default() };
            estimate(&presence, class).map(|lesson| lesson.figures.seconds)
        };
        let looks: Vec<_> = presence.looks_after_zoom().collect();
        if let Some(last) = looks.iter().max()
            && at(end) >= *last
        {
            prop_assert_eq!(seconds(end + later), seconds(end));
        }
    }
}

#[test]
fn an_end_that_was_forgotten_is_taken_from_the_plan() {
    let told = estimate(&presence(None), ended(4600)).unwrap();
    let likely = estimate_planned(&presence(None), ended(4600), 45).unwrap();

    assert_eq!((told.figures.seconds, told.is_expected), (4535, false));
    assert_eq!((likely.to, likely.figures.seconds), (at(2700), 2655));
    assert!(likely.is_expected);
    // The told end still bounds it, and the grade is no better.
    assert_eq!(likely.figures.high_seconds, told.figures.high_seconds);
    assert_eq!(likely.figures.grade, Some(Confidence::C));
}

#[test]
fn an_end_near_the_plan_or_before_it_stands() {
    for end in [1500, 2720, 2940] {
        let told = estimate(&presence(None), ended(end));
        assert_eq!(estimate_planned(&presence(None), ended(end), 45), told);
    }
}

#[test]
fn a_return_is_better_than_a_round_end_near_it() {
    // 1,700,000,100 s are a multiple of five minutes.
    let class = |end| ClassReport {
        ended_at: Some(at(end)),
        ..ClassReport::default()
    };
    let end_of = |end| estimate(&presence(Some(2710)), class(end)).unwrap().to;

    assert_eq!(end_of(2530), at(2700));
    assert_eq!(end_of(2531), at(2531));
    assert_eq!(end_of(2230), at(2230));
}

#[test]
fn two_pages_that_agree_outweigh_the_plan() {
    let told = estimate(&presence(Some(4610)), ended(4640));
    assert_eq!(
        estimate_planned(&presence(Some(4610)), ended(4640), 45),
        told
    );
    assert_eq!(told.unwrap().figures.grade, Some(Confidence::B));
}

#[test]
fn a_page_alone_tells_of_the_planned_lesson() {
    let nobody = ClassReport::default();
    let told = estimate_planned(&presence(None), nobody, 45).unwrap();
    assert_eq!((told.from, told.to), (at(45), at(2700)));
    assert_eq!(told.figures.grade, Some(Confidence::C));
    assert!(told.is_expected && told.figures.low_seconds == 0);

    // The student came back before the planned end, or long after it.
    let early = estimate_planned(&presence(Some(1500)), nobody, 45).unwrap();
    assert_eq!((early.to, early.is_expected), (at(1490), false));
    let late = estimate_planned(&presence(Some(4600)), nobody, 45).unwrap();
    assert_eq!((late.to, late.is_expected), (at(2700), true));
}

#[test]
fn a_page_that_led_nobody_to_zoom_counts_no_more_than_it_was_open() {
    let nobody = ClassReport::default();
    let glance = Presence {
        last_sign_at: at(180),
        ..Presence::from(at(0))
    };
    let seconds = |presence: &Presence| {
        let lesson = estimate_planned(presence, nobody, 45).unwrap();
        (lesson.figures.seconds, lesson.is_expected)
    };
    assert_eq!(seconds(&glance), (180, false));

    // Left open for hours, it counts no more than the lesson.
    let forgotten = Presence {
        last_sign_at: at(9000),
        ..Presence::from(at(0))
    };
    assert_eq!(seconds(&forgotten), (2700, true));
}

#[test]
fn an_end_before_the_student_came_gives_no_more_than_none() {
    let seconds = |last_sign: i64, class: ClassReport| {
        let seen = Presence {
            last_sign_at: at(last_sign),
            ..presence(None)
        };
        let lesson = estimate_planned(&seen, class, 45).unwrap();
        lesson.figures.seconds
    };

    // Left open for hours: a false end must not bring them back.
    let silent = seconds(9000, ClassReport::default());
    assert_eq!(seconds(9000, ended(50)), silent);

    // Closed at once: there was no lesson to fill in.
    assert_eq!(seconds(45, ended(50)), 45);
    assert!(seconds(45, ClassReport::default()) > 2000);
}

proptest! {
    /// Whatever the pages saw and the teacher says: what was to be expected keeps the band, makes no figure surer and
    /// pays no more than a told end would.
    #[test]
    fn an_expectation_only_fills_in(documents in trips(), end in prop::option::of(0..20_000_i64), minutes in 5..60_i64) {
        let seen = Presence { documents, ..presence(None) };
        let class = ClassReport { ended_at: end.map(at), ..ClassReport::default() };
        let told = estimate(&seen, class);
        let Some(likely) = estimate_planned(&seen, class, minutes) else {
            prop_assert_eq!(told, None);
            return Ok(());
        };

        let figures = likely.figures;
        prop_assert!(0 <= figures.low_seconds && figures.low_seconds <= figures.seconds);
        prop_assert!(figures.seconds <= figures.high_seconds);
        prop_assert!(figures.seconds <= (likely.to - likely.from).num_seconds());
        if likely.is_expected {
            prop_assert_eq!(figures.grade, Some(Confidence::C));
        }

        match told {
            Some(told) if !likely.is_expected => prop_assert_eq!(told, likely),
            Some(told) => prop_assert!(figures.seconds <= told.figures.seconds && figures.high_seconds == told.figures.high_seconds),
            None => prop_assert_eq!(figures.source, Some(MeasurementSource::Page)),
        }
    }
}
