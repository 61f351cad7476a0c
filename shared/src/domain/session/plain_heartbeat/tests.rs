//! Which heartbeats only keep a session alive, and that these change nothing else.

use proptest::prelude::*;

use super::*;
use crate::domain::calendar::Interval;
use crate::domain::presence::{PageDocument, PageMessage, Signal};
use crate::domain::session::SessionChange;
use crate::domain::session::example::{at, parameters};

fn message(signal: Signal, sequence: u32, phone: bool, zoom_tapped: bool) -> PageMessage {
    PageMessage {
        document: Some("a".parse().unwrap()),
        sequence: Some(sequence),
        phone,
        zoom_tapped,
        ..PageMessage::bare(signal)
    }
}

/// Applies a message at a second. Returns whether it only prolongs the session.
fn apply(session: &mut Session, message: &PageMessage, second: i64) -> bool {
    let now = at(second);
    let only_prolongs = PlainHeartbeat::of(message)
        .is_some_and(|heartbeat| session.is_only_prolonged_by(&heartbeat, now, &parameters()));

    let change = session.clone().apply(message, now, &parameters()).unwrap();
    let SessionChange {
        session: after,
        evidence,
    } = change;

    assert!(evidence.is_empty() || !only_prolongs);
    *session = after;

    only_prolongs
}

/// Returns a session whose page joined at a second.
fn joined(second: i64, phone: bool, zoom_tapped: bool) -> Session {
    let mut session = Session::example(at(0), State::Sent);
    let join = message(Signal::Join, 1, phone, zoom_tapped);
    assert!(!apply(&mut session, &join, second));

    session
}

#[test]
fn the_heartbeats_of_an_ordinary_lesson_only_prolong_it() {
    for phone in [false, true] {
        let mut session = joined(10, phone, false);
        for minute in 1..10 {
            let beat = message(Signal::Heartbeat, 1 + minute, phone, false);
            assert!(apply(&mut session, &beat, 10 + 60 * i64::from(minute)));
        }

        let tap = message(Signal::ZoomTapped, 11, phone, true);
        assert!(!apply(&mut session, &tap, 600));

        for minute in 11..60 {
            let beat = message(Signal::Heartbeat, 1 + minute, phone, true);
            assert!(apply(&mut session, &beat, 60 * i64::from(minute)));
        }
    }
}

#[test]
fn a_heartbeat_with_news_does_more() {
    for (phone, tapped) in [(true, false), (false, true)] {
        let mut session = joined(10, false, false);

        let first = message(Signal::Heartbeat, 3, phone, tapped);
        assert!(
            !apply(&mut session, &first, 40),
            "phone {phone}, tapped {tapped}"
        );

        let second = message(Signal::Heartbeat, 4, phone, tapped);
        assert!(
            apply(&mut session, &second, 70),
            "phone {phone}, tapped {tapped}"
        );
    }
}

#[test]
fn a_session_that_may_make_no_more_changes_is_kept_alive_by_heartbeats_alone() {
    let mut session = joined(10, false, false);
    session.revision = 20_000;

    let plain = message(Signal::Heartbeat, 2, false, false);
    assert!(apply(&mut session, &plain, 40));
    assert_eq!(session.presence().unwrap().last_sign_at, at(40));

    let before = session.clone();
    apply(&mut session, &message(Signal::Hidden, 3, false, false), 50);
    apply(
        &mut session,
        &message(Signal::Heartbeat, 4, false, true),
        60,
    );
    assert_eq!(session, before);
}

proptest! {
    /// A heartbeat that only prolongs a session changes four values and no other, whatever the session holds.
    #[test]
    fn nothing_else_changes(
        last in 0..200_i64, seen in 0..200_i64, number in 0..4_u32, sequence in prop::option::of(0..4_u32),
        flags: [bool; 4], gap in prop::option::of((0..200_i64, 1..90_i64)),
    ) {
        let [phone, tapped, repeats_phone, repeats_tap] = flags;
        let mut session = joined(0, phone, tapped);
        let State::Active(presence) = &mut session.state else { unreachable!() };

        presence.last_sign_at = at(last.max(seen));
        presence.documents[0].sequence = number;
        presence.documents[0].seen_at = at(seen);
        let other = PageDocument { id: None, seen_at: at(0), ..presence.documents[0].clone() };
        presence.documents.push(other);
        presence.gaps.extend(gap.map(|(from, seconds)| Interval { from: at(from), to: at(from + seconds) }));

        let beat = PageMessage { sequence, ticks: 3, ..message(Signal::Heartbeat, 0, repeats_phone, repeats_tap) };
        let before = session.clone();

        if apply(&mut session, &beat, 201) {
            let State::Active(mut expected) = before.state.clone() else { unreachable!() };
            expected.last_sign_at = at(201);
            expected.documents[0].seen_at = at(201);
            expected.documents[0].sequence = sequence.unwrap_or(0);
            expected.documents[0].ticks = 3;

            prop_assert_eq!(&session.state, &State::Active(expected));
            prop_assert_eq!(Session { state: before.state.clone(), ..session }, before);
        }
    }
}
