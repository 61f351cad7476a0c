//! What a teacher says of a class: when it began and ended. Weaker than Zoom's word, because a late end pays: an end
//! may be put earlier afterwards, never later.

use chrono::{DateTime, Utc};

use super::{EndReason, Session, SessionChange};
use crate::domain::attendance::NoShow;
use crate::domain::attendance::assumptions::{
    CLASS_END_ASKED_AFTER, CLASS_REPORT_WINDOW, CLOCK_MINUTE, MAX_EARLY_ARRIVAL, PRESS_DELAY,
};
use crate::domain::ledger::{Detail, EvidenceKind};
use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::{Presence, PresenceParameters};

/// The end that a teacher gives cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidClassEnd {
    /// The class had not begun by then.
    #[error("A class cannot end before it began.")]
    BeforeStart,
    /// Not yet.
    #[error("A class cannot end in the future.")]
    InFuture,
    /// It would be longer than what was recorded.
    #[error("An end that is recorded can only be corrected to an earlier time.")]
    Later,
}

/// What is known of the class that a teacher gave after another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NextClass {
    /// "Start class" was pressed.
    pub started_at: Option<DateTime<Utc>>,
    /// The student went to Zoom.
    pub student_came_at: Option<DateTime<Utc>>,
}

impl NextClass {
    /// When the class before must have been over, if that is earlier than `at`.
    fn latest_end(self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let started = self
            .started_at
            .map(|started| started - PRESS_DELAY)
            .filter(|latest| *latest < at);
        // The next student may come early, so only an end long after that is taken for late.
        let came = self
            .student_came_at
            .filter(|came| *came + MAX_EARLY_ARRIVAL < at);

        [started, came].into_iter().flatten().min()
    }
}

impl Session {
    /// "Start class". The first one stands.
    #[must_use]
    pub fn start_class(mut self, now: DateTime<Utc>) -> SessionChange {
        if self.class_report.started_at.is_some() || self.class_report.ended_at.is_some() {
            return self.without_change();
        }

        let evidence = self.evidence(EvidenceKind::ClassStarted, now, now, None);
        self.class_report.started_at = Some(now);

        SessionChange {
            session: self,
            evidence: vec![evidence],
        }
    }

    /// "End class" pressed at `now`, or the minute `said` afterwards. Pressing it again moves nothing; a correction
    /// may only be earlier. Nobody teaches two students at a time: the next class bounds it.
    pub fn end_class(
        self,
        said: Option<DateTime<Utc>>,
        next: NextClass,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<SessionChange, InvalidClassEnd> {
        let is_pressed_again = said.is_none() && self.class_report.ended_at.is_some();
        let is_no_show_by_zoom = self.no_show.is_some() && self.is_measured_by_zoom(rules);
        if self.is_closed_to_class_reports() || is_no_show_by_zoom || is_pressed_again {
            return Ok(self.without_change());
        }

        let reported_at = self.reported_end(said, now)?;
        let latest = next.latest_end(reported_at);
        let ended_at = self.bounded_end(latest.unwrap_or(reported_at), now);

        match self.class_report.ended_at {
            Some(recorded) if ended_at == recorded => return Ok(self.without_change()),
            Some(recorded) if ended_at > recorded => return Err(InvalidClassEnd::Later),
            Some(_) | None => {}
        }

        let detail = if latest.is_some() {
            Some("said or pressed after the next class had begun")
        } else {
            said.map(|_| "said afterwards")
        };

        let mut change = self.settle(now, rules);
        let session = &mut change.session;
        let evidence = session.evidence(
            EvidenceKind::ClassEnded,
            ended_at,
            now,
            detail.map(Detail::words),
        );
        change.evidence.push(evidence);

        session.class_report.ended_at = Some(ended_at);
        // "There was no class" may have been a slip.
        session.no_show = None;
        session.measure_by_pages(rules);

        Ok(change)
    }

    /// When the class ended by the teacher's word, whatever bounds it.
    fn reported_end(
        &self,
        said: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, InvalidClassEnd> {
        let Some(minute) = said else {
            return Ok(now - PRESS_DELAY);
        };

        if minute > now {
            return Err(InvalidClassEnd::InFuture);
        }

        let began_at = self.class_began_at();
        // The minute in which the class began is a possible end, although it starts before the class.
        if began_at.is_some_and(|began| minute + CLOCK_MINUTE <= began) {
            return Err(InvalidClassEnd::BeforeStart);
        }

        Ok(minute + CLOCK_MINUTE / 2)
    }

    /// An end that is neither before the class began nor in the future.
    fn bounded_end(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let after_start = self.class_began_at().map_or(at, |began| at.max(began));

        after_start.min(now)
    }

    fn class_began_at(&self) -> Option<DateTime<Utc>> {
        self.class_report.started_at.or(self.sent_at)
    }

    /// "There was no class": the student was there and the teacher was not, or the student only looked at the page.
    /// Where Zoom saw the lesson, or the teacher ended it, it stands, unless nothing shows that it was the student whom
    /// Zoom saw: the teacher knows, and is not paid for saying so.
    #[must_use]
    pub fn deny_class(self, now: DateTime<Utc>, rules: &PresenceParameters) -> SessionChange {
        let is_by_zoom = self.is_measured_by_zoom(rules) && !self.may_have_been_nobodys(rules);
        if is_by_zoom
            || self.is_closed_to_class_reports()
            || self.no_show.is_some()
            || self.class_report.ended_at.is_some()
        {
            return self.without_change();
        }

        let mut change = if self.may_have_been_nobodys(rules) {
            self.withdraw_zoom_estimate(now, rules)
        } else {
            self.settle(now, rules)
        };
        let session = &mut change.session;
        let evidence = session.evidence(EvidenceKind::ClassDenied, now, now, None);
        change.evidence.push(evidence);

        let student_came = session.presence().and_then(Presence::went_to_zoom);
        if session.presence().is_none() {
            session.meeting_until = None;
            session.lesson_started_at = None;
        }
        session.no_show = Some(match student_came {
            Some(_) => NoShow::Teacher,
            None => NoShow::Student,
        });
        session.measure_by_pages(rules);

        change
    }

    /// Tells whether Zoom saw somebody with the teacher of whom nothing shows that it was the student: nobody opened the
    /// link, and the minutes may all be somebody else's.
    #[must_use]
    pub(super) fn may_have_been_nobodys(&self, rules: &PresenceParameters) -> bool {
        let figures = self.figures(rules);
        let is_unsure = figures.is_some_and(|one| one.is_by_zoom() && one.low_seconds == 0);

        is_unsure && self.presence().is_none() && self.no_show.is_none()
    }

    /// Tells whether the teacher said that there was no class, of a link that nobody opened. Zoom never says that.
    #[must_use]
    pub(crate) fn is_denied_unopened(&self) -> bool {
        self.no_show == Some(NoShow::Student) && self.presence().is_none()
    }

    /// Tells whether a class may be started or its end told now.
    #[must_use]
    pub fn accepts_class_report(&self, now: DateTime<Utc>) -> bool {
        self.sent_at
            .is_some_and(|sent| now - sent <= CLASS_REPORT_WINDOW)
    }

    /// Tells whether the teacher is to be asked when the class ended: it was held, it must be over, and nobody said
    /// so.
    #[must_use]
    pub fn needs_class_end(&self, now: DateTime<Utc>, rules: &PresenceParameters) -> bool {
        let was_held = self.class_report.started_at.is_some() || self.presence().is_some();
        let is_unsaid = self.class_report.ended_at.is_none() && self.no_show.is_none();

        was_held
            && is_unsaid
            && self.class_must_be_over(now, rules)
            && !self.is_measured_by_zoom(rules)
            && !self.is_closed_to_class_reports()
            && self.accepts_class_report(now)
    }

    fn class_must_be_over(&self, now: DateTime<Utc>, rules: &PresenceParameters) -> bool {
        let Some(presence) = self.presence() else {
            return self.ended_at().is_some();
        };
        let is_long_back = presence.back_from_zoom().is_some()
            && now - presence.last_sign_at >= CLASS_END_ASKED_AFTER;

        self.ended_at().is_some() || is_long_back || presence.is_past_idle_timeout(now, rules)
    }

    /// Tells whether an admin's end, or what an older system recorded, stands against the teacher's word.
    fn is_closed_to_class_reports(&self) -> bool {
        matches!(
            self.end_reason(),
            Some(EndReason::Admin | EndReason::Unknown)
        )
    }

    fn is_measured_by_zoom(&self, rules: &PresenceParameters) -> bool {
        self.figures(rules)
            .as_ref()
            .is_some_and(MeasuredTime::is_by_zoom)
    }
}

#[cfg(test)]
mod tests;
