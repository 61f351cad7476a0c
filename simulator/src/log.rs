//! The simulator's own observations of a lesson's session.

use std::collections::BTreeSet;

use crate::spans::Millis;

/// One lesson's session, by the simulator's own books.
#[expect(clippy::struct_excessive_bools, reason = "independent findings")]
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The session's id, once posted.
    pub id: Option<i64>,
    /// Its token.
    pub token: Option<String>,
    /// A second post of the same link was answered with another session.
    pub posted_double: bool,
    /// When a person first opened the page.
    pub first_opened: Option<Millis>,
    /// The last message of a page that was delivered while the session could still take it.
    pub last_signal: Option<Millis>,
    /// That message said that its page was closed.
    pub last_was_close: bool,
    /// When "End session" was pressed, if the server heard of it.
    pub finished_at: Option<Millis>,
    /// The end of each page, and whether the server heard of it.
    pub page_ends: Vec<PageEnd>,
    /// The answers say that it goes on.
    pub open: bool,
    /// The student's stays in the meeting of which Zoom told the beginning.
    pub joined: BTreeSet<u64>,
    /// Those of which it told the end.
    pub left: BTreeSet<u64>,
    /// When Zoom reported the last beginning.
    pub joined_at: Option<Millis>,
    /// The last delivered event of Zoom or the teacher.
    pub last_other: Option<Millis>,
    /// A sweep closed it although somebody was there.
    pub closed_live: bool,
    /// A sweep passed over it although it was due.
    pub overdue: bool,
    /// The list of its day does not have it.
    pub wrong_day: bool,
    /// The messages, for the stories of the worst lessons.
    pub trace: Vec<(Millis, String)>,
}

/// The end of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageEnd {
    /// When it last ran.
    pub at: Millis,
    /// The server was told.
    pub signed: bool,
    /// The server ever heard of the page.
    pub heard: bool,
}

impl Log {
    /// Returns whether the student is in the meeting by Zoom's events.
    #[must_use]
    pub fn is_in_zoom(&self) -> bool {
        !self.joined.is_subset(&self.left)
    }

    /// Returns the last sign of activity, from any source.
    #[must_use]
    pub fn last_activity(&self) -> Option<Millis> {
        self.last_signal.max(self.last_other)
    }
}
