//! Which runs of a meeting Zoom's events told whole. Only of others Zoom's own list of the participants can say more.
//!
//! Events get lost one by one. So a run of which one event is missing, whosever it is, may lack others that leave no
//! trace: a stay whose join and leave were both lost. A run is whole if its start and its end are known, everybody who
//! came also left, and the first person came when it began and the last one left when it ended.

use chrono::TimeDelta;

use super::assumptions::{MEETING_EDGE_TOLERANCE, OPENED_BEFORE_JOIN};
use super::lesson_evidence::LessonInMeeting;
use super::meeting_stay::{MeetingInstance, MeetingStay};
use crate::domain::calendar::Interval;

/// What the events told of the runs in some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain) enum RunsTold {
    /// Of none.
    None,
    /// Of some, but not everything.
    InPart,
    /// Everything.
    Whole,
}

impl LessonInMeeting<'_> {
    /// Tells what the events told of the runs of the meeting in some time.
    pub(in crate::domain) fn runs_told(&self, time: Interval) -> RunsTold {
        let mut runs: Vec<&MeetingInstance> = Vec::new();
        for stay in self.stays.iter().filter(|stay| is_within(stay, time)) {
            if !runs.contains(&&stay.instance) {
                runs.push(&stay.instance);
            }
        }

        if runs.is_empty() {
            RunsTold::None
        } else if runs.iter().all(|run| is_whole(run, self.stays)) {
            RunsTold::Whole
        } else {
            RunsTold::InPart
        }
    }

    /// Tells whether the student went to Zoom by the link and was not seen there for so long that a stay is likely
    /// missing. Whoever waits to be let in is seen sooner.
    pub(in crate::domain) fn has_unanswered_tap(&self) -> bool {
        let is_answer = |stay: &MeetingStay, tap| {
            let is_there = stay.to.is_none_or(|left| left > tap);
            is_there && stay.begins_at() <= tap + OPENED_BEFORE_JOIN
        };

        let mut taps = self.claim.taps.iter();
        taps.any(|tap| !self.own.iter().any(|stay| is_answer(stay, *tap)))
    }
}

/// Tells whether a run is whole: by its own edges, and by the stays in it among these.
pub(super) fn is_whole(run: &MeetingInstance, stays: &[MeetingStay]) -> bool {
    let (Some(started_at), Some(ended_at)) = (run.started_at, run.ended_at) else {
        return false;
    };
    let stays = stays.iter().filter(|stay| stay.instance == *run);
    let intervals: Option<Vec<Interval>> = stays.map(MeetingStay::interval).collect();
    let Some(intervals) = intervals else {
        return false;
    };

    let first = intervals.iter().map(|stay| stay.from).min();
    let last = intervals.iter().map(|stay| stay.to).max();
    let is_edge = |one, other| {
        let distance: TimeDelta = one - other;
        distance.abs() <= MEETING_EDGE_TOLERANCE
    };

    first.is_some_and(|at| is_edge(at, started_at)) && last.is_some_and(|at| is_edge(at, ended_at))
}

/// Tells whether somebody may have been there in that time. Where an end is not known, the run's own counts.
fn is_within(stay: &MeetingStay, time: Interval) -> bool {
    stay.begins_at() <= time.to && stay.gone_by() >= time.from
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::domain::attendance::{
        KnownPeople, LessonClaim, MeetingEvidence, Participant, ZoomEvent, ZoomKind,
    };
    use crate::domain::ids::{StudentId, TeacherId};

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
    }

    fn event(minute: i64, kind: ZoomKind) -> ZoomEvent {
        ZoomEvent {
            at: at(minute),
            uuid: "u1".to_owned(),
            host: Some("u:host".to_owned()),
            kind,
        }
    }

    fn person(name: &str) -> Participant {
        Participant {
            connection: name.to_owned(),
            is_host: name == "host",
            name_key: Some(name.to_owned()),
            ..Participant::default()
        }
    }

    /// The teacher is there from the beginning to minute 31, the student from 2 to 30.
    fn lesson() -> Vec<ZoomEvent> {
        vec![
            event(0, ZoomKind::Started),
            event(0, ZoomKind::Joined(person("host"))),
            event(2, ZoomKind::Joined(person("student"))),
            event(30, ZoomKind::Left(person("student"))),
            event(31, ZoomKind::Left(person("host"))),
            event(31, ZoomKind::Ended),
        ]
    }

    fn evidence(events: &[ZoomEvent], taps: &[i64]) -> MeetingEvidence {
        let claim = LessonClaim {
            student: StudentId(1),
            teacher: TeacherId("t1".to_owned()),
            sent_at: at(-5),
            opened_at: Some(at(1)),
            taps: taps.iter().map(|minute| at(*minute)).collect(),
            looks: Vec::new(),
            has_page_story: true,
        };

        MeetingEvidence::new(vec![claim], events, KnownPeople::default())
    }

    fn told(events: &[ZoomEvent], minutes: (i64, i64)) -> RunsTold {
        let evidence = evidence(events, &[]);
        evidence.lesson(0, false).unwrap().runs_told(Interval {
            from: at(minutes.0),
            to: at(minutes.1),
        })
    }

    #[test]
    fn a_run_is_whole_with_all_its_events_and_with_none_of_them_missing() {
        assert_eq!(told(&lesson(), (-5, 40)), RunsTold::Whole);

        for lost in 0..lesson().len() {
            let mut events = lesson();
            events.remove(lost);
            assert_eq!(told(&events, (-5, 40)), RunsTold::InPart, "without {lost}");
        }
    }

    #[test]
    fn somebody_at_the_edge_of_whom_nothing_was_told_is_missed() {
        let is_of_host = |event: &ZoomEvent| match &event.kind {
            ZoomKind::Joined(who) | ZoomKind::Left(who) | ZoomKind::Dropped(who) => who.is_host,
            ZoomKind::Started | ZoomKind::Ended => false,
        };
        let mut events = lesson();
        events.retain(|event| !is_of_host(event));

        assert_eq!(told(&events, (-5, 40)), RunsTold::InPart);
    }

    #[test]
    fn a_tap_is_answered_by_a_stay_that_begins_soon_or_goes_on() {
        let is_unanswered = |tap| {
            let evidence = evidence(&lesson(), &[tap]);
            evidence.lesson(0, false).unwrap().has_unanswered_tap()
        };

        // The student was there from 2 to 30.
        for (tap, expected) in [
            (-20, true),
            (-10, false),
            (1, false),
            (15, false),
            (35, true),
        ] {
            assert_eq!(is_unanswered(tap), expected, "tap at {tap}");
        }
    }

    #[test]
    fn a_run_at_another_time_says_nothing() {
        assert_eq!(told(&lesson(), (40, 60)), RunsTold::None);
        assert_eq!(told(&[], (-5, 40)), RunsTold::None);
    }
}
