//! Random events in the life of a session.

use proptest::prelude::*;
use session_tracking::domain::Signal;

use super::happenings::{Number, PageSays, What};

/// One thing that happens, so many seconds after the one before.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) after: i64,
    pub(super) what: What,
}

/// Around each limit of the rules; a little into the past where two servers' clocks differ.
pub(super) fn wait() -> impl Strategy<Value = i64> {
    prop_oneof![
        10 => 25..35_i64,
        2 => -2..5_i64,
        2 => 55..65_i64,
        2 => 85..95_i64,
        1 => 355..365_i64,
        1 => 895..905_i64,
        1 => 7_190..7_210_i64,
        1 => 0..12_000_i64,
    ]
}

pub(super) fn event() -> impl Strategy<Value = Event> {
    let what = prop_oneof![
        24 => page_says().prop_map(What::Page),
        // With the 33rd the oldest gap is dropped.
        4 => prop_oneof![1..40_u8, Just(33)].prop_map(What::Naps),
        2 => (0..9_000_i64).prop_map(What::GoesOn),
        1 => Just(What::IsOver),
        1 => Just(What::AdminEnds),
        1 => Just(What::ClassStarts),
        1 => Just(What::ClassEnds),
    ];

    (wait(), what).prop_map(|(after, what)| Event { after, what })
}

pub(super) fn page_says() -> impl Strategy<Value = PageSays> {
    let signal = prop_oneof![
        2 => Just(Signal::Join),
        8 => Just(Signal::Heartbeat),
        2 => Just(Signal::Visible),
        2 => Just(Signal::Hidden),
        4 => Just(Signal::ZoomTapped),
        1 => Just(Signal::Closed),
        1 => Just(Signal::LeftForZoom),
        1 => Just(Signal::Crashed),
        1 => Just(Signal::Finish),
    ];

    let number = prop_oneof![
        8 => Just(Number::Next),
        2 => Just(Number::Skips),
        1 => Just(Number::Late),
        1 => Just(Number::Zero),
        1 => Just(Number::Missing),
    ];

    let flags = (
        prop::bool::weighted(0.7),
        prop::bool::weighted(0.05),
        prop::bool::weighted(0.15),
    );

    (0..4_usize, signal, number, flags, 0..100_i64).prop_map(
        |(page, signal, number, flags, age)| {
            let (ran, phone, zoom) = flags;
            PageSays {
                page,
                signal,
                number,
                ran,
                phone,
                zoom,
                age,
            }
        },
    )
}

pub(super) fn heartbeat() -> impl Strategy<Value = PageSays> {
    page_says().prop_map(|said| PageSays {
        signal: Signal::Heartbeat,
        ..said
    })
}
