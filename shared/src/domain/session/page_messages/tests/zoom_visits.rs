//! Pages whose student goes to Zoom and comes back.

use chrono::{DateTime, Utc};

use super::*;
use crate::domain::session::{Phase, Status};

/// Builds a message of a page on a phone.
fn on_phone(sequence: u32, signal: Signal) -> PageMessage {
    PageMessage {
        phone: true,
        ..numbered("a", sequence, 0, signal)
    }
}

/// Returns a session whose phone went to Zoom, and was last heard at 22.
fn in_zoom() -> Session {
    let joined = after_message(&unopened(), &on_phone(1, Signal::Join), 0);
    let tapped = after_message(&joined, &on_phone(2, Signal::ZoomTapped), 20);
    let hidden = after_message(&tapped, &on_phone(3, Signal::Hidden), 21);

    // The browser may send the report of a crash when the page goes to the background.
    after_message(&hidden, &on_phone(4, Signal::Crashed), 22)
}

/// Returns the counted seconds with their band.
fn band(session: &Session) -> [i64; 3] {
    let figures = session.figures(&parameters()).unwrap();
    [figures.low_seconds, figures.seconds, figures.high_seconds]
}

#[test]
fn a_phone_in_zoom_is_away_and_counts_when_it_comes_back() {
    let session = in_zoom();
    assert_eq!(session.phase(at(3000), &parameters()), Phase::Away);

    let back = after_message(&session, &on_phone(5, Signal::Visible), 3321);
    assert_eq!(band(&back)[..2], [0, 3321]);

    let over = after_message(&back, &on_phone(6, Signal::Finish), 3330);
    assert_eq!(band(&over), [0, 3330, 3330]);
}

#[test]
fn a_phone_in_zoom_that_timed_out_loses_nothing_when_it_comes_back() {
    let silent = in_zoom().settle(at(9000), &parameters()).session;
    assert_eq!(silent.status(), Status::Timeout);
    assert_eq!(band(&silent), [0, 22, 22 + 3 * 3600]);

    let back = after_message(&silent, &on_phone(5, Signal::Visible), 9001);
    assert_eq!((back.status(), seconds(&back)), (Status::Active, 9001));
}

#[test]
fn a_phone_that_was_in_zoom_for_longer_than_any_lesson_does_not_count() {
    let silent = in_zoom().settle(at(9000), &parameters()).session;
    let too_late = 22 + 3 * 3600 + 1;

    let back = after_message(&silent, &on_phone(5, Signal::Visible), too_late);
    assert_eq!(seconds(&back), 22);
}

#[test]
fn leaving_for_zoom_in_the_same_tab_is_not_the_end() {
    for phone in [true, false] {
        let message = |sequence, signal| PageMessage {
            phone,
            ..numbered("a", sequence, 0, signal)
        };
        let session = after_message(&unopened(), &message(1, Signal::Join), 0);
        let left = after_message(&session, &message(2, Signal::LeftForZoom), 20);

        assert_eq!(
            (left.status(), left.phase(at(600), &parameters())),
            (Status::Active, Phase::Away)
        );

        let back = after_message(&left, &message(3, Signal::Visible), 1220);
        assert_eq!(
            seconds(&back),
            if phone { 1220 } else { 20 },
            "only a phone's page lives on behind Zoom"
        );
    }
}

/// Returns when a computer slept that was last heard at 60, behind Zoom, and speaks again at these seconds.
fn computer_slept(next: &[(&PageMessage, i64)]) -> Option<(i64, i64)> {
    let joined = after_message(&unopened(), &numbered("a", 1, 0, Signal::Join), 0);
    let tapped = after_message(&joined, &numbered("a", 2, 0, Signal::ZoomTapped), 20);
    let hidden = after_message(&tapped, &numbered("a", 3, 0, Signal::Hidden), 21);
    let heard = after_message(&hidden, &numbered("a", 4, 2, Signal::Heartbeat), 60);
    let session = next.iter().fold(heard, |session, (message, second)| {
        after_message(&session, message, *second)
    });

    let seconds = |time: DateTime<Utc>| (time - at(0)).num_seconds();
    let visit = session.presence().unwrap().documents[0].zoom_visit;
    visit
        .asleep
        .map(|asleep| (seconds(asleep.from), seconds(asleep.to)))
}

#[test]
fn a_hidden_page_whose_timer_stood_still_tells_that_the_computer_slept() {
    let slept =
        |ticks, signal, second| computer_slept(&[(&numbered("a", 5, ticks, signal), second)]);
    assert_eq!(slept(3, Signal::Heartbeat, 1260), Some((60, 1260)));
    assert_eq!(slept(2, Signal::Heartbeat, 151), Some((60, 151)));

    // A silence that counts is none, and a timer that ran shows that only the network failed.
    assert_eq!(slept(3, Signal::Heartbeat, 150), None);
    assert_eq!(slept(30, Signal::Heartbeat, 1260), None);
    assert_eq!(slept(20, Signal::Heartbeat, 1260), None);
    // The browser may have stopped a page that nobody looked at.
    assert_eq!(slept(3, Signal::Visible, 1260), None);
}

#[test]
fn a_page_that_the_browser_stopped_speaks_just_before_somebody_looks_at_it() {
    let woken = numbered("a", 5, 3, Signal::Heartbeat);
    let looked = numbered("a", 6, 3, Signal::Visible);

    assert_eq!(computer_slept(&[(&woken, 1260), (&looked, 1261)]), None);
    assert_eq!(computer_slept(&[(&woken, 1260), (&looked, 1320)]), None);
    assert_eq!(
        computer_slept(&[(&woken, 1260), (&looked, 1321)]),
        Some((60, 1260))
    );
}
