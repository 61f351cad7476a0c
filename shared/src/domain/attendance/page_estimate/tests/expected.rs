//! What was to be expected of a lesson fills in what the pages do not tell.

use super::*;

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
