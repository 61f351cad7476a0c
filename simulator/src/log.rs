//! What the simulator itself saw happen to a lesson's session while it was played.

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
    /// When the "End session" that was heard had been pressed.
    pub finished_at: Option<Millis>,
    /// When each page was over, and whether the server was told.
    pub page_ends: Vec<PageEnd>,
    /// The answers say that it goes on.
    pub open: bool,
    /// The student's stays in the meeting of which Zoom told the beginning.
    pub joined: BTreeSet<u64>,
    /// Those of which it told the end.
    pub left: BTreeSet<u64>,
    /// When it told the last beginning.
    pub joined_at: Option<Millis>,
    /// The last delivered event of Zoom or the teacher.
    pub last_other: Option<Millis>,
    /// A sweep closed it although somebody was there.
    pub closed_live: bool,
    /// A sweep passed over it although it was due.
    pub overdue: bool,
    /// The list of its day does not have it.
    pub wrong_day: bool,
    /// What was sent, for the worst lessons.
    pub trace: Vec<(Millis, String)>,
}

/// How a page ended.
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
    /// By what Zoom told, the student is still in.
    #[must_use]
    pub fn is_in_zoom(&self) -> bool {
        !self.joined.is_subset(&self.left)
    }

    /// The last of everything that says that somebody is there.
    #[must_use]
    pub fn last_activity(&self) -> Option<Millis> {
        self.last_signal.max(self.last_other)
    }
}
