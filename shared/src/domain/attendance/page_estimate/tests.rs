//! Lessons of which only the two pages tell.

mod expected;

use proptest::prelude::*;

use super::*;
use crate::domain::calendar::Interval;
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

/// The same, seen again at 2710, on a computer that slept.
fn slept(from: i64, to: i64) -> Presence {
    let mut presence = presence(Some(2710));
    presence.documents[0].zoom_visit.asleep = Some(Interval {
        from: at(from),
        to: at(to),
    });

    presence
}

#[test]
fn a_computer_that_sleeps_is_not_in_the_meeting() {
    let awake = lesson(Some(2710), 2760);
    let asleep = estimate(&slept(600, 1800), ended(2760)).unwrap();
    let figures = asleep.figures;

    assert_eq!((figures.seconds, asleep.to), (awake.0 - 1200, at(2700)));
    // The student may have gone on with another device.
    assert_eq!(
        (figures.high_seconds, figures.grade),
        (2695 + 120, Some(Confidence::C))
    );

    let before_class = estimate(&slept(-600, -60), ended(2760)).unwrap();
    let after_class = estimate(&slept(2720, 3000), ended(2760)).unwrap();
    for figures in [before_class.figures, after_class.figures] {
        assert_eq!((figures.seconds, figures.grade), (awake.0, awake.3));
    }
}

#[test]
fn a_lesson_ends_for_a_student_whose_computer_sleeps_until_after_it() {
    let mut presence = slept(1000, 2900);
    let lesson = |presence: &Presence| estimate(presence, ended(2720)).unwrap();
    presence.documents[0].zoom_visit.back_at = Some(at(2910));
    presence.documents[0].zoom_visit.looked_at = Some(at(2910));

    let asleep = lesson(&presence);
    assert_eq!((asleep.to, asleep.figures.seconds), (at(1000), 955));
    assert!(asleep.figures.high_seconds >= 2655);
    assert_eq!(asleep.figures.grade, Some(Confidence::C));

    // Whoever went to Zoom with a phone, too, may have stayed there.
    let phone = PageDocument {
        id: Some("phone".parse().unwrap()),
        phone: true,
        ..presence.documents[0].clone()
    };
    presence.documents.push(phone);
    assert_eq!(lesson(&presence).to, at(2700));
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
