//! What the school's application keeps of a lesson's meeting, beside the minutes of the lesson itself.

use chrono::{DateTime, Utc};

use super::meeting_evidence::{MeetingEvidence, MeetingPresence};
use super::meeting_stay::MeetingInstance;
use crate::domain::calendar::{Interval, union};
use crate::domain::ledger::Party;
use crate::domain::measured_time::minutes;

/// Somebody's times in the meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimesInMeeting {
    /// The first join.
    pub joined_at: Option<DateTime<Utc>>,
    /// The last leave; `None` while somebody is there.
    pub left_at: Option<DateTime<Utc>>,
    /// The minutes there, without the times outside; `None` while somebody is there.
    pub minutes: Option<i64>,
}

/// The times of a lesson's meeting, by Zoom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeetingTimes {
    /// When the meeting began.
    pub started_at: Option<DateTime<Utc>>,
    /// The meeting's minutes; `None` while it goes on.
    pub minutes: Option<i64>,
    /// The student's times.
    pub student: TimesInMeeting,
    /// The teacher's.
    pub teacher: TimesInMeeting,
    /// The number of their stays.
    pub stays: i64,
}

impl MeetingEvidence {
    /// Returns the times of the lesson of that number; `None` where Zoom saw neither student nor teacher.
    #[must_use]
    pub fn meeting_times(&self, number: usize) -> Option<MeetingTimes> {
        let presences = self.presences(number, None, None);
        let instance = self.instance_of(number);
        if presences.is_empty() {
            return None;
        }

        Some(MeetingTimes {
            started_at: instance.and_then(|instance| instance.started_at),
            minutes: instance.and_then(length),
            student: TimesInMeeting::of(&presences, Party::Student),
            teacher: TimesInMeeting::of(&presences, Party::Teacher),
            stays: i64::try_from(presences.len()).unwrap_or(i64::MAX),
        })
    }

    /// The run of the meeting in which the lesson's student was, or else the teacher.
    fn instance_of(&self, number: usize) -> Option<&MeetingInstance> {
        let own = self.stays_of(number).into_iter().next();
        let host = self.stays.iter().find(|stay| stay.participant.is_host);

        own.or(host).map(|stay| &stay.instance)
    }
}

impl TimesInMeeting {
    fn of(presences: &[MeetingPresence], party: Party) -> Self {
        let stays: Vec<&MeetingPresence> = presences
            .iter()
            .filter(|presence| presence.party == party)
            .collect();
        let joined_at = stays.iter().filter_map(|stay| stay.from).min();
        if stays.iter().any(|stay| stay.to.is_none()) {
            return Self {
                joined_at,
                ..Self::default()
            };
        }

        let times = stays.iter().filter_map(|stay| {
            let (from, to) = (stay.from?, stay.to?);
            (from <= to).then_some(Interval { from, to })
        });
        let times = union(times);
        Self {
            joined_at,
            left_at: stays.iter().filter_map(|stay| stay.to).max(),
            minutes: joined_at.map(|_| minutes(times.into_iter().map(Interval::seconds).sum())),
        }
    }
}

fn length(instance: &MeetingInstance) -> Option<i64> {
    let (from, to) = (instance.started_at?, instance.ended_at?);
    Some(minutes((to - from).num_seconds().max(0)))
}
