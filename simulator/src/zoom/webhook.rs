//! One delivery of one of Zoom's events.

use crate::spans::Millis;

/// One delivery of one event.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// When it comes.
    pub at: Millis,
    /// The JSON.
    pub body: String,
    /// The lesson that is under way.
    pub lesson: Option<usize>,
    /// The stay that begins or ends, if a student's.
    pub student: Option<StayOf>,
}

/// A student's stay of which an event tells.
#[derive(Clone, Copy, Debug)]
pub struct StayOf {
    /// The student's lesson.
    pub lesson: usize,
    /// The stay.
    pub stay: u64,
    /// It begins; else it ends.
    pub begins: bool,
}
