//! Where a session is in its life: sent, open, held open by Zoom, timed out or over.
//!
//! SQL repeats some of these rules in `store/rules/`. A test compares each rule with its twin.

use chrono::{DateTime, TimeDelta, Utc};

use super::{EndReason, Phase, Session, State, Status};
use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::{Presence, PresenceParameters};

/// Without a timetable, a lesson started late if the student opened the link later than this after it was sent: a link is
/// sent when the class begins.
pub const LATE_AFTER: TimeDelta = TimeDelta::minutes(10);

impl Session {
    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.state {
            State::Sent => Status::Sent,
            State::Active(_) => Status::Active,
            State::Ended { .. } => Status::Ended,
            State::TimedOut { .. } => Status::Timeout,
        }
    }

    /// Returns the phase at `now`.
    #[must_use]
    pub fn phase(&self, now: DateTime<Utc>, parameters: &PresenceParameters) -> Phase {
        let presence = match &self.state {
            State::Sent => return Phase::Sent,
            State::Ended { .. } => return Phase::Ended,
            State::TimedOut { .. } => return Phase::Timeout,
            State::Active(presence) => presence,
        };

        // The tap on the Zoom link is activity, so a student who has just left would count as live for a while.
        if presence.is_away(now, parameters) {
            Phase::Away
        } else if now - presence.last_sign_at <= parameters.silence {
            Phase::Live
        } else if self.is_held_open_by_zoom(now) {
            // The page is silent, but Zoom is not.
            Phase::Away
        } else {
            Phase::Idle
        }
    }

    /// Tells whether the link was opened and the session is not recorded as over.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Active(_))
    }

    /// Tells whether Zoom reports that the lesson goes on.
    #[must_use]
    pub fn is_held_open_by_zoom(&self, now: DateTime<Utc>) -> bool {
        self.meeting_until.is_some_and(|until| now < until)
    }

    /// Tells whether an open session has timed out: its pages have been silent for longer than the idle timeout,
    /// and Zoom does not hold it open. It counts as over then, whether or not a sweep has recorded that.
    #[must_use]
    pub fn is_timed_out_at(&self, now: DateTime<Utc>, parameters: &PresenceParameters) -> bool {
        let State::Active(presence) = &self.state else {
            return false;
        };

        presence.is_past_idle_timeout(now, parameters) && !self.is_held_open_by_zoom(now)
    }

    /// Tells whether the session is open and has not timed out.
    #[must_use]
    pub fn is_active_at(&self, now: DateTime<Utc>, parameters: &PresenceParameters) -> bool {
        self.is_open() && !self.is_timed_out_at(now, parameters)
    }

    /// Tells whether the student opened the link long after it was sent.
    #[must_use]
    pub fn is_late(&self) -> bool {
        match (self.opened_at(), self.sent_at) {
            (Some(opened_at), Some(sent_at)) => opened_at - sent_at > LATE_AFTER,
            (Some(_) | None, _) => false,
        }
    }

    /// Returns what the pages reported, if one was ever opened.
    #[must_use]
    pub fn presence(&self) -> Option<&Presence> {
        match &self.state {
            State::Sent => None,
            State::Active(presence) => Some(presence),
            State::Ended { presence, .. } | State::TimedOut { presence, .. } => presence.as_ref(),
        }
    }

    /// Returns the time by which a session is listed and belongs to a day: when the link was opened, or else when
    /// it was sent.
    #[must_use]
    pub fn time(&self) -> Option<DateTime<Utc>> {
        self.opened_at().or(self.sent_at)
    }

    /// Returns when the lesson began if that is known, or else when the page was opened.
    #[must_use]
    pub fn began_at(&self) -> Option<DateTime<Utc>> {
        self.lesson_started_at.or(self.opened_at())
    }

    /// Returns when student and teacher had both come, by the better evidence of the one and the press of the other. A
    /// press when the lesson was over tells nothing.
    #[must_use]
    pub fn both_came_at(&self) -> Option<DateTime<Utc>> {
        let student = self.lesson_started_at.filter(|_| self.no_show.is_none())?;
        let teacher = self.class_report.started_at?;

        let is_over = |at: DateTime<Utc>| self.ended_at().is_some_and(|ended| ended <= at);
        Some(student.max(teacher)).filter(|at| !is_over(*at))
    }

    fn opened_at(&self) -> Option<DateTime<Utc>> {
        self.presence().map(|presence| presence.clicked_at)
    }

    /// Returns when the session was over.
    #[must_use]
    pub fn ended_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Sent | State::Active(_) => None,
            State::Ended { ended_at, .. } | State::TimedOut { ended_at, .. } => Some(ended_at),
        }
    }

    /// Returns what ended the session, unless that was silence.
    #[must_use]
    pub fn end_reason(&self) -> Option<EndReason> {
        match self.state {
            State::Ended { reason, .. } => Some(reason),
            State::Sent | State::Active(_) | State::TimedOut { .. } => None,
        }
    }

    /// Returns the recorded figures of a session that is over, or else the figures so far. `None` if the session was
    /// never opened.
    #[must_use]
    pub fn figures(&self, parameters: &PresenceParameters) -> Option<MeasuredTime> {
        match &self.state {
            State::Sent => None,
            State::Active(presence) => Some(MeasuredTime::measured_so_far(presence, parameters)),
            State::Ended {
                figures, presence, ..
            }
            | State::TimedOut {
                figures, presence, ..
            } => {
                // Only rows of older systems are over without figures.
                figures.or_else(|| presence.as_ref().map(MeasuredTime::from_bare_row))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::example::{at, parameters};

    #[test]
    fn silence_times_a_session_out_only_after_the_idle_timeout() {
        let session = Session::example(at(0), State::Active(Presence::from(at(60))));
        assert!(session.is_active_at(at(7260), &parameters()));
        assert!(!session.is_active_at(at(7261), &parameters()));
        assert!(session.is_timed_out_at(at(7261), &parameters()));

        let unopened = Session::example(at(0), State::Sent);
        assert!(!unopened.is_timed_out_at(at(9000), &parameters()));
    }

    #[test]
    fn zoom_holds_a_silent_session_open_until_the_time_it_names() {
        let open = State::Active(Presence::from(at(60)));
        let session = Session {
            meeting_until: Some(at(9000)),
            ..Session::example(at(0), open)
        };

        assert!(session.is_active_at(at(8999), &parameters()));
        assert!(session.is_timed_out_at(at(9000), &parameters()));
    }

    #[test]
    fn the_time_of_a_session_is_its_opening_or_else_its_sending() {
        let unopened = Session::example(at(0), State::Sent);
        assert_eq!(unopened.time(), Some(at(0)));

        let opened = Session::example(at(0), State::Active(Presence::from(at(60))));
        assert_eq!(opened.time(), Some(at(60)));
    }
}
