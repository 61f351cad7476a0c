//! What a teacher says of a class, and what becomes of it.

use std::time::Duration;

use super::*;
use crate::domain::measured_time::{MeasuredTime, MeasurementSource};
use crate::domain::presence::Presence;
use crate::domain::session::{EndReason, State};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_764_000_000 + seconds, 0).unwrap()
}

fn rules() -> PresenceParameters {
    let seconds = |count| Duration::from_secs(count);
    PresenceParameters::new(seconds(30), seconds(7200), seconds(10_800))
}

fn session(state: State) -> Session {
    Session::example(at(0), state)
}

fn closed() -> Session {
    let presence = Presence {
        last_sign_at: at(90),
        ..Presence::from(at(60))
    };
    let figures = Some(MeasuredTime::measured_by_page(
        &presence,
        Some(false),
        &rules(),
    ));
    let reason = EndReason::Closed;

    session(State::Ended {
        presence: Some(presence),
        ended_at: at(90),
        reason,
        figures,
    })
}

#[test]
fn the_first_start_stands() {
    let started = session(State::Sent).start_class(at(60));
    assert_eq!(
        (
            started.session.class_report.started_at,
            started.evidence.len()
        ),
        (Some(at(60)), 1)
    );

    let again = started.session.clone().start_class(at(90));
    assert_eq!((again.session, again.evidence.len()), (started.session, 0));
}

#[test]
fn an_end_counts_the_lesson_whose_page_was_closed_at_once() {
    let ended = closed()
        .start_class(at(60))
        .session
        .end_class(None, NextClass::default(), at(2770), &rules())
        .unwrap()
        .session;
    let figures = ended.figures(&rules()).unwrap();

    assert_eq!(
        (figures.seconds, figures.source),
        (2640, Some(MeasurementSource::PageAndTeacher))
    );

    assert_eq!(
        (ended.began_at(), ended.ended_at()),
        (Some(at(90)), Some(at(2730)))
    );

    assert_eq!(ended.status(), crate::domain::session::Status::Ended);
}

#[test]
fn an_end_can_only_be_corrected_to_an_earlier_time() {
    let rules = rules();
    let ended = closed()
        .start_class(at(60))
        .session
        .end_class(None, NextClass::default(), at(4000), &rules)
        .unwrap()
        .session;
    let pressed_again = ended
        .clone()
        .end_class(None, NextClass::default(), at(5000), &rules)
        .unwrap();

    assert_eq!(
        (pressed_again.session, pressed_again.evidence.len()),
        (ended.clone(), 0)
    );

    let said = |seconds, now| {
        ended
            .clone()
            .end_class(Some(at(seconds)), NextClass::default(), at(now), &rules)
    };

    assert_eq!(said(4001, 5000), Err(InvalidClassEnd::Later));
    assert_eq!(said(-30, 5000), Err(InvalidClassEnd::BeforeStart));
    let corrected = said(2700, 5000).unwrap();

    assert_eq!(corrected.session.ended_at(), Some(at(2730)));
    assert_eq!(
        corrected.evidence[0].detail,
        Some(Detail::words("said afterwards"))
    );

    assert_eq!(
        closed().end_class(Some(at(9000)), NextClass::default(), at(5000), &rules),
        Err(InvalidClassEnd::InFuture)
    );
}

#[test]
fn the_next_class_bounds_an_end() {
    let rules = rules();
    let next = |started: Option<i64>, came: Option<i64>| NextClass {
        started_at: started.map(at),
        student_came_at: came.map(at),
    };
    let ended = |said: Option<i64>, next| {
        let started = closed().start_class(at(60)).session;
        let change = started
            .end_class(said.map(at), next, at(4000), &rules)
            .unwrap();

        (
            change.session.class_report.ended_at.unwrap().timestamp() - at(0).timestamp(),
            change.evidence[0].detail.is_some(),
        )
    };

    assert_eq!(ended(None, next(None, None)), (3960, false));
    assert_eq!(ended(None, next(Some(2800), None)), (2760, true));
    assert_eq!(ended(Some(2820), next(Some(2800), None)), (2760, true));
    assert_eq!(ended(None, next(Some(2800), Some(2500))), (2500, true));

    // Who comes early waits.
    assert_eq!(ended(None, next(None, Some(3700))), (3960, false));
}

#[test]
fn a_class_that_was_not_held_has_no_minutes() {
    let denied = closed().deny_class(at(4000), &rules());
    let figures = denied.session.figures(&rules()).unwrap();

    assert_eq!(
        (figures.seconds, figures.low_seconds, figures.source),
        (0, 0, Some(MeasurementSource::PageAndTeacher))
    );

    assert_eq!(
        (denied.session.no_show, denied.evidence.len()),
        (Some(NoShow::Student), 1)
    );

    assert_eq!(
        denied
            .session
            .clone()
            .deny_class(at(4100), &rules())
            .session,
        denied.session
    );

    // A slip.
    let ended = denied
        .session
        .end_class(Some(at(2700)), NextClass::default(), at(4200), &rules())
        .unwrap();

    assert_eq!(
        (ended.session.no_show, ended.session.ended_at()),
        (None, Some(at(2730)))
    );
}

#[test]
fn a_teacher_is_asked_only_for_what_is_over_and_unknown() {
    let rules = rules();
    assert!(!session(State::Sent).needs_class_end(at(4000), &rules));
    assert!(closed().needs_class_end(at(4000), &rules));

    let ended = closed()
        .end_class(None, NextClass::default(), at(2700), &rules)
        .unwrap()
        .session;

    assert!(!ended.needs_class_end(at(4000), &rules));
    assert!(!closed().needs_class_end(at(20 * 3600), &rules));
}

/// Of a lesson whose link nobody opened, Zoom saw somebody for at least `low` seconds who was the student.
fn unopened_by_zoom(low: i64) -> Session {
    let figures = MeasuredTime::with_band(780, low, 781, MeasurementSource::Zoom);
    session(State::Ended {
        presence: None,
        ended_at: at(900),
        reason: EndReason::Meeting,
        figures: Some(figures),
    })
}

#[test]
fn a_guest_of_whom_nothing_shows_who_it_was_may_be_denied_and_nobody_else() {
    let denied = unopened_by_zoom(0).deny_class(at(1000), &rules()).session;
    assert_eq!(
        (denied.no_show, denied.figures(&rules()), denied.state),
        (Some(NoShow::Student), None, State::Sent)
    );

    let known = unopened_by_zoom(779);
    let stands = known.clone().deny_class(at(1000), &rules());
    assert_eq!((stands.session, stands.evidence.len()), (known, 0));
}
