//! What may happen to a session in tests.

use session_tracking::domain::Signal;

/// What may happen.
#[derive(Clone, Debug)]
pub(super) enum What {
    Page(PageSays),
    /// The first page sleeps so many times, while the second one is open and silent.
    Naps(u8),
    /// Zoom says that the lesson goes on for so many seconds.
    GoesOn(i64),
    IsOver,
    AdminEnds,
    ClassStarts,
    ClassEnds,
}

#[derive(Clone, Debug)]
pub(super) struct PageSays {
    /// 0 does not name itself, 3 runs on a phone.
    pub(super) page: usize,
    pub(super) signal: Signal,
    pub(super) number: Number,
    /// Whether the page's timer ran since its last message.
    pub(super) ran: bool,
    pub(super) phone: bool,
    /// The link was tapped before, and the message of that is lost or late.
    pub(super) zoom: bool,
    pub(super) age: i64,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Next,
    /// Messages in between are lost or late.
    Skips,
    Late,
    Zero,
    Missing,
}

/// A page says something and nothing besides.
pub(super) fn says(page: usize, signal: Signal) -> PageSays {
    PageSays {
        page,
        signal,
        number: Number::Next,
        ran: false,
        phone: false,
        zoom: false,
        age: 0,
    }
}
