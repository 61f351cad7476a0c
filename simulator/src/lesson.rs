//! One lesson as it truly was: who was in the meeting when, and what the pages, people and machines did.

use std::collections::BTreeSet;

use crate::spans::{Millis, Spans};
use crate::twists::Twists;

/// The names of the scenarios that a lesson is part of.
pub type Flags = BTreeSet<&'static str>;

/// A lesson and everything that happens around it.
#[derive(Clone, Debug)]
pub struct TrueLesson {
    /// The teacher, by number in the shard.
    pub teacher: usize,
    /// The student's row in the school's table.
    pub student: usize,
    /// The link as posted.
    pub link: String,
    /// The meeting's number in it.
    pub meeting: u64,
    /// When the teacher posts it.
    pub sent: Millis,
    /// Its planned length.
    pub minutes: i64,
    /// When the student was in the meeting.
    pub student_in: Spans,
    /// When a second device of the student was.
    pub second_in: Spans,
    /// When the teacher was in the meeting for this lesson.
    pub teacher_in: Spans,
    /// The student was there by the last times of `student_in`, but Zoom notices late that the app died.
    pub killed: bool,
    /// Whether the student's main device is a phone.
    pub phone: bool,
    /// The tracking page as it was loaded, each time.
    pub pages: Vec<PageLife>,
    /// Fetches by machines: time, and whether it is a HEAD.
    pub bots: Vec<(Millis, bool)>,
    /// The time between two posts of a link that is posted twice.
    pub posted_again: Option<Millis>,
    /// The teacher's reports on the school's page.
    pub teacher_says: Option<TeacherSays>,
    /// The error of the student's clock, which only the original system trusts.
    pub clock_error: Millis,
    /// What is odd about the meeting.
    pub twists: Twists,
    /// The scenarios that it is part of.
    pub flags: Flags,
}

impl TrueLesson {
    /// The student's time in the meeting, by any device.
    #[must_use]
    pub fn attended(&self) -> Spans {
        self.student_in.and(&self.second_in)
    }

    /// Returns whether nobody met: one of the two was never there.
    #[must_use]
    pub fn is_no_show(&self) -> bool {
        self.attended().length() == 0 || self.teacher_in.length() == 0
    }
}

/// The teacher's own evidence.
#[derive(Clone, Debug)]
pub struct TeacherSays {
    /// "Start class".
    pub start: Option<Millis>,
    /// When the teacher reports the end.
    pub at: Millis,
    /// What the report says.
    pub end: Word,
    /// Until when the tab is open.
    pub open_until: Millis,
}

/// A teacher's report.
#[derive(Clone, Copy, Debug)]
pub enum Word {
    /// "Start class".
    Start,
    /// "End class".
    End,
    /// The end was at that time, by a clock without seconds.
    EndedAt(Millis),
    /// "There was no class".
    NoClass,
    /// The tab only shows that it is open.
    Seen,
}

/// One loaded page, from its opening to its end.
#[derive(Clone, Debug)]
pub struct PageLife {
    /// When it is opened.
    pub opens: Millis,
    /// On a phone.
    pub phone: bool,
    /// Its timer runs in a Worker, undisturbed.
    pub worker: bool,
    /// Without a network.
    pub offline: Spans,
    /// What happens to it, in order. The last one is its end.
    pub acts: Vec<(Millis, Act)>,
}

/// Something that happens to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The Zoom link is tapped; on a phone, `same_tab` leaves the page for Zoom's.
    TapZoom {
        /// Loads Zoom's page in this tab.
        same_tab: bool,
    },
    /// Another tab or app comes in front.
    Hide,
    /// The page is in front again.
    Show,
    /// The system stops it: no timer, no network.
    Freeze,
    /// It runs again.
    Thaw,
    /// "End session".
    PressEnd,
    /// Closed: the browser tells the page.
    Close,
    /// Gone without a message: a crash, a kill, no power.
    Die,
}
