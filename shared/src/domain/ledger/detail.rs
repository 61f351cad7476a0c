//! What an entry of the ledger says besides its kind and its times.

use crate::domain::ids::TeacherId;
use crate::domain::measured_time::MeasuredTime;
use crate::domain::stored_names::stored_names;

/// What an entry of the ledger says besides its kind and its times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A text: what a person wrote, a token of an older system, or a count by Zoom as an earlier version worded it.
    Words(String),
    /// How a count by Zoom's events changed the figures.
    ZoomCount(ZoomCount),
    /// What an administrator said about an account of Zoom.
    AccountOwner(AccountOwner),
}

impl Detail {
    /// Wraps a text.
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }
}

/// Whose an account of Zoom is, or is not any more, by an administrator's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountOwner {
    /// The administrator's id.
    pub admin: String,
    /// The account, as Zoom's events name a person.
    pub account: String,
    /// The teacher.
    pub teacher: TeacherId,
}

/// How a count by Zoom's events changed the figures of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoomCount {
    /// Zoom's events gave new figures.
    Counted {
        /// The new figures.
        figures: MeasuredTime,
        /// The figures that were recorded before.
        before: Option<MeasuredTime>,
        /// What the events left open.
        doubts: Vec<Doubt>,
    },
    /// Zoom's events turned out to be about another lesson.
    Withdrawn {
        /// The figures that were taken back.
        before: MeasuredTime,
    },
}

stored_names! {
    /// What Zoom's events left open about a lesson, in the order in which an explanation names it.
    Doubt {
        /// When the student came: no event says so.
        LostJoin = "lost_join",
        /// When the student left: no event says so.
        LostLeave = "lost_leave",
        /// Which of several people is the host.
        UnknownHost = "unknown_host",
        /// Whether the student was there: Zoom saw only the teacher.
        OnlyTeacher = "only_teacher",
        /// Whether the teacher was there: Zoom did not see one.
        NoTeacher = "no_teacher",
        /// Which of the people besides the host is the student.
        SeveralPeople = "several_people",
        /// Whether the people in the meeting belong to this lesson: another lesson has an equal claim to them.
        Contested = "contested",
        /// Whether the student was there: somebody came with the host's account.
        LentAccount = "lent_account",
        /// Whether the guest was the student: nothing ties the guest to the student.
        UnknownGuest = "unknown_guest",
        /// When the student's app lost its connection: Zoom notices that late.
        NoticedLate = "noticed_late",
    }
}
