//! What is known about one lesson.

use chrono::{DateTime, TimeDelta, Utc};

use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;
use super::tie::Tie;
use crate::domain::calendar::Interval;
use crate::domain::presence::Presence;

/// One lesson among those that were held in a meeting: what Zoom says, with the claim by which its stays were found.
#[derive(Clone, Debug)]
pub struct LessonInMeeting<'a> {
    /// The claim.
    pub claim: &'a LessonClaim,
    /// The stays of this lesson's student.
    pub own: Vec<&'a MeetingStay>,
    /// For each of these stays what ties it to the student.
    pub ties: Vec<Tie>,
    /// The stays of people whom nothing ties to a lesson: of no lesson, the teacher's, and guests of other lessons.
    pub unassigned: Vec<&'a MeetingStay>,
    /// Everybody's stays in the meeting, of other lessons too.
    pub stays: &'a [MeetingStay],
    /// When the students of other lessons were there: whoever was there, too, was not only this lesson's guest.
    pub taken: Vec<Interval>,
    /// When the next lesson's student came.
    pub next_at: Option<DateTime<Utc>>,
    /// Whether Zoom's silence about this lesson says that nobody came: it told of the teacher's lessons just before and
    /// just after, or its own list of the meeting's runs has none at that time.
    pub silence_counts: bool,
    /// Whether another teacher, or another student, has an equal claim to what happened in the meeting.
    pub is_contested: bool,
    /// Whether an account of the teacher is known.
    pub knows_teacher: bool,
}

impl LessonInMeeting<'_> {
    /// The stays of the teacher: the host, or another account that is known to be the teacher's.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &MeetingStay> {
        self.stays.iter().filter(|stay| stay.participant.is_host)
    }

    /// The stays of which nobody knows whose they are: not the teacher's, and of no lesson of this meeting.
    pub(super) fn strangers(&self) -> impl Iterator<Item = &MeetingStay> {
        self.unassigned
            .iter()
            .copied()
            .filter(|stay| !stay.participant.is_host && !stay.participant.is_assistant)
    }

    /// Tells whether somebody of whom nobody knows who it was shared time with some stays, or came or left within
    /// `margin` of them.
    pub(super) fn has_strangers_around(&self, own: &[&MeetingStay], margin: TimeDelta) -> bool {
        self.strangers()
            .any(|stranger| own.iter().any(|stay| stranger.is_around(stay, margin)))
    }

    /// The student's other stays.
    pub(super) fn other_stays(&self, stay: &MeetingStay) -> impl Iterator<Item = &MeetingStay> {
        self.own
            .iter()
            .copied()
            .filter(move |other| **other != *stay)
    }
}

/// What the teacher's page says of a lesson: weaker evidence than Zoom's, because a late end pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassReport {
    /// "Start class" was pressed.
    pub started_at: Option<DateTime<Utc>>,
    /// "End class" was pressed, or the time that the teacher gave afterwards.
    pub ended_at: Option<DateTime<Utc>>,
    /// The last activity of the teacher's tab since the start.
    pub seen_at: Option<DateTime<Utc>>,
}

/// All that is known about one lesson.
#[derive(Clone, Copy, Debug)]
pub struct LessonEvidence<'a> {
    /// What Zoom says.
    pub meeting: &'a LessonInMeeting<'a>,
    /// What the student's page saw.
    pub presence: Option<&'a Presence>,
    /// What the teacher says.
    pub class: ClassReport,
    /// Whether the session is recorded as over.
    pub is_over: bool,
    /// Now.
    pub now: DateTime<Utc>,
}
