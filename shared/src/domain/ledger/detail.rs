//! What an entry of the ledger says besides its kind and its time.

use crate::domain::measured_time::MeasuredTime;
use crate::domain::stored_names::stored_names;

/// What else an entry of the ledger says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A word of a person, a token of an older system, or a count by Zoom that an earlier version wrote in words.
    Words(String),
    /// What became of the figures when a lesson was counted by Zoom.
    ZoomCount(ZoomCount),
}

impl Detail {
    /// Wraps a text.
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }
}

/// What became of the figures when a lesson was counted by Zoom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoomCount {
    /// Zoom's events gave new figures.
    Counted {
        /// The new ones.
        figures: MeasuredTime,
        /// Those that were recorded before.
        before: Option<MeasuredTime>,
        /// What was not sure.
        doubts: Vec<Doubt>,
    },
    /// Zoom's events turned out to be about another lesson.
    Withdrawn {
        /// The figures that were taken back.
        before: MeasuredTime,
    },
}

stored_names! {
    /// What Zoom's events left open about a lesson. In the order in which a reason names them.
    Doubt {
        /// When the student came.
        LostJoin = "lost_join",
        /// When the student left.
        LostLeave = "lost_leave",
        /// Who of several people is the host.
        UnknownHost = "unknown_host",
        /// Whether there was a student, for only the teacher was seen.
        OnlyTeacher = "only_teacher",
        /// Whether there was a teacher, for none was seen.
        NoTeacher = "no_teacher",
        /// Which of the people besides the host is the student.
        SeveralPeople = "several_people",
        /// When the student's app was gone, which Zoom notices later.
        NoticedLate = "noticed_late",
    }
}
