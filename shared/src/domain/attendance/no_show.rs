//! Who did not come to a lesson of whose student Zoom says nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::assumptions::{
    MIN_HOST_PRESENCE, NO_SHOW_DECIDED_AFTER, STUDENT_EXPECTED_FROM, STUDENT_EXPECTED_UNTIL,
};
use super::lesson_evidence::LessonEvidence;
use super::meeting_stay::MeetingStay;
use crate::domain::calendar::Interval;
use crate::domain::presence::PresenceParameters;

/// Who did not come, so that there was no lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoShow {
    /// The student did not come; the teacher did.
    Student,
    /// The teacher did not come; the student did, or nobody.
    Teacher,
}

impl NoShow {
    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Student => "student_absent",
            Self::Teacher => "teacher_absent",
        }
    }

    /// Reads the stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Student, Self::Teacher]
            .into_iter()
            .find(|who| who.as_str() == name)
    }
}

/// Finds who did not come to a lesson of whose student Zoom says nothing. `None`: nobody can tell, or not yet.
#[must_use]
pub fn find_no_show(lesson: &LessonEvidence<'_>, rules: &PresenceParameters) -> Option<NoShow> {
    let who = find_no_show_by_silence(lesson, rules)?;

    (who == NoShow::Student || lesson.meeting.silence_counts).then_some(who)
}

/// The same, where Zoom's silence says that nobody came.
pub(in crate::domain) fn find_no_show_by_silence(
    lesson: &LessonEvidence<'_>,
    rules: &PresenceParameters,
) -> Option<NoShow> {
    let presence = lesson.presence?;
    let tapped_at = presence.went_to_zoom();

    let decided_after = NO_SHOW_DECIDED_AFTER.min(rules.idle_timeout);
    // Until then somebody may still come, and Zoom's events may be on their way.
    if !lesson.is_over || lesson.now - presence.last_sign_at < decided_after {
        return None;
    }

    // The student went to Zoom, and the teacher says that there was a class: Zoom's events were lost.
    let has_class_report = lesson.class.started_at.is_some() || lesson.class.ended_at.is_some();
    if has_class_report && tapped_at.is_some() {
        return None;
    }

    // Whatever happened in the meeting may have been another lesson.
    if lesson.meeting.is_contested {
        return None;
    }

    let expected_at = tapped_at.unwrap_or(presence.clicked_at);
    let expected = Interval {
        from: expected_at + STUDENT_EXPECTED_FROM,
        to: expected_at + STUDENT_EXPECTED_UNTIL,
    };
    // Somebody whom nobody knows may be the student, or the teacher.
    if time_within(expected, lesson.meeting.strangers(), lesson.now) > TimeDelta::zero() {
        return None;
    }

    let host_time = time_within(expected, lesson.meeting.hosts(), lesson.now);
    Some(if host_time >= MIN_HOST_PRESENCE {
        NoShow::Student
    } else {
        NoShow::Teacher
    })
}

/// Returns how long these people were in the meeting within a stretch of time, their times added.
fn time_within<'a>(
    expected: Interval,
    stays: impl Iterator<Item = &'a MeetingStay>,
    now: DateTime<Utc>,
) -> TimeDelta {
    let mut seconds = 0;
    for stay in stays {
        let stay = Interval {
            from: stay.begins_at(),
            to: stay.to.or(stay.instance.ended_at).unwrap_or(now),
        };
        seconds += stay.intersection(expected).map_or(0, Interval::seconds);
    }

    TimeDelta::seconds(seconds)
}
