//! Pages that name themselves and number their messages.

use chrono::TimeDelta;

use super::*;
use crate::domain::session::{EndReason, Status};

#[test]
fn a_late_message_and_a_duplicate_change_nothing() {
    let opened = after_message(&unopened(), &numbered("a", 1, 0, Signal::Join), 0);
    let closed = after_message(&opened, &numbered("a", 3, 0, Signal::Closed), 20);

    for late in [
        numbered("a", 2, 0, Signal::Heartbeat),
        numbered("a", 1, 0, Signal::Join),
        numbered("a", 3, 0, Signal::Closed),
        numbered("a", 4, 0, Signal::Hidden),
    ] {
        assert_eq!(after_message(&closed, &late, 25), closed, "{late:?}");
    }

    let back = after_message(&closed, &numbered("a", 5, 0, Signal::Heartbeat), 25);
    assert_eq!((back.status(), seconds(&back)), (Status::Active, 25));
}

#[test]
fn a_session_closes_with_its_last_page() {
    let one_page = after_message(&unopened(), &numbered("a", 1, 0, Signal::Join), 0);
    let two_pages = after_message(&one_page, &numbered("b", 1, 0, Signal::Join), 10);

    let one_left = after_message(&two_pages, &numbered("a", 2, 0, Signal::Closed), 40);
    assert_eq!(
        (one_left.status(), seconds(&one_left)),
        (Status::Active, 40)
    );

    let over = after_message(&one_left, &numbered("b", 2, 1, Signal::Closed), 70);
    assert_eq!(
        (over.status(), over.ended_at(), seconds(&over)),
        (Status::Ended, Some(at(70)), 70)
    );
}

#[test]
fn a_page_that_crashed_does_not_keep_the_session_open_for_long() {
    let one_page = after_message(&unopened(), &numbered("a", 1, 0, Signal::Join), 0);
    let mut session = after_message(&one_page, &numbered("b", 1, 0, Signal::Join), 10);
    for count in 1..=10 {
        let beat = numbered("a", 1 + count, count, Signal::Heartbeat);
        session = after_message(&session, &beat, 10 + 30 * i64::from(count));
    }

    let over = after_message(&session, &numbered("a", 20, 10, Signal::Closed), 320);
    assert_eq!(
        (over.status(), over.end_reason()),
        (Status::Ended, Some(EndReason::Closed))
    );
}

#[test]
fn ticks_prove_that_only_the_network_failed() {
    let live = after_message(&unopened(), &numbered("a", 1, 0, Signal::Join), 0);
    let back = after_message(&live, &numbered("a", 9, 20, Signal::Heartbeat), 600);

    assert_eq!(
        (seconds(&back), back.presence().unwrap().uncounted_seconds),
        (600, 0)
    );

    // Fewer than 0.6 ticks in each heartbeat interval.
    let slept = after_message(&live, &numbered("a", 9, 11, Signal::Heartbeat), 600);
    assert_eq!(
        (seconds(&slept), slept.presence().unwrap().uncounted_seconds),
        (0, 600)
    );
}

#[test]
fn an_end_that_had_to_wait_counts_from_when_it_was_pressed_but_never_before_the_last_sign() {
    let live = after_message(&unopened(), &numbered("a", 1, 0, Signal::Join), 0);
    for (age, ended) in [(0, 80), (20, 60), (500, 0), (i64::MAX / 1000, 0), (-50, 80)] {
        let age = TimeDelta::seconds(age);
        let end = PageMessage {
            age,
            ..numbered("a", 5, 2, Signal::Finish)
        };

        assert_eq!(
            after_message(&live, &end, 80).ended_at(),
            Some(at(ended)),
            "{age}"
        );
    }
}

#[test]
fn an_end_after_the_page_was_closed_makes_the_end_final_and_moves_nothing() {
    let joined = after_message(&unopened(), &numbered("a", 1, 0, Signal::Join), 0);
    let closed = after_message(&joined, &numbered("a", 3, 0, Signal::Closed), 20);
    let over = after_message(&closed, &numbered("a", 2, 0, Signal::Finish), 22);

    assert_eq!(
        (over.end_reason(), over.ended_at()),
        (Some(EndReason::Finished), Some(at(20)))
    );
}

#[test]
fn the_same_message_twice_has_one_dedupe_key() {
    let message = numbered("d0c", 1, 0, Signal::Join);
    let first = unopened().apply(&message, at(0), &parameters()).unwrap();
    let again = unopened().apply(&message, at(1), &parameters()).unwrap();

    assert_eq!(first.evidence[0].dedupe_key, again.evidence[0].dedupe_key);
}
