//! What a teacher says of a class: when it began and ended. Weaker than Zoom's word, because a late end pays: an end
//! may be put earlier afterwards, never later.

use chrono::{DateTime, TimeDelta, Utc};

use super::{EndReason, Session, SessionChange};
use crate::domain::attendance::NoShow;
use crate::domain::ledger::{Detail, EvidenceKind};
use crate::domain::presence::PresenceParameters;

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

/// A class is started, or its end told, within this time after the link was sent.
const OF_TODAY: TimeDelta = TimeDelta::hours(18);
/// The student left so long ago that the class must be over.
const ASKED_AFTER: TimeDelta = TimeDelta::minutes(10);
/// From the end of a class until the teacher presses "End class", or "Start class" of the next one.
const PRESSED_AFTER: TimeDelta = TimeDelta::seconds(40);
/// A student comes to the next class at most so early, while this one goes on.
const COMES_EARLY: TimeDelta = TimeDelta::minutes(6);
/// A clock without seconds is half a minute slow on average.
const MINUTE: TimeDelta = TimeDelta::minutes(1);

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
            .map(|started| started - PRESSED_AFTER)
            .filter(|latest| *latest < at);
        let came = self.student_came_at.filter(|came| *came + COMES_EARLY < at);
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
        let by_zoom = self
            .figures(rules)
            .is_some_and(|figures| figures.is_by_zoom());
        if self.is_closed_to_words()
            || (self.no_show.is_some() && by_zoom)
            || (said.is_none() && self.class_report.ended_at.is_some())
        {
            return Ok(self.without_change());
        }
        let began = self.class_report.started_at.or(self.sent_at);
        let at = match said {
            Some(minute) if minute > now => return Err(InvalidClassEnd::InFuture),
            Some(minute) if began.is_some_and(|began| minute + MINUTE <= began) => {
                return Err(InvalidClassEnd::BeforeStart);
            }
            Some(minute) => minute + MINUTE / 2,
            None => now - PRESSED_AFTER,
        };
        let latest = next.latest_end(at);
        let at = latest.unwrap_or(at);
        let at = began.map_or(at, |began| at.max(began)).min(now);
        match self.class_report.ended_at {
            Some(recorded) if at == recorded => return Ok(self.without_change()),
            Some(recorded) if at > recorded => return Err(InvalidClassEnd::Later),
            Some(_) | None => {}
        }
        let mut change = self.settle(now, rules);
        let detail = match said {
            _ if latest.is_some() => Some(Detail::words(
                "said or pressed after the next class had begun",
            )),
            Some(_) => Some(Detail::words("said afterwards")),
            None => None,
        };
        change.evidence.push(
            change
                .session
                .evidence(EvidenceKind::ClassEnded, at, now, detail),
        );
        change.session.class_report.ended_at = Some(at);
        // "There was no class" may have been a slip.
        change.session.no_show = None;
        change.session.measure_by_pages(rules);
        Ok(change)
    }

    /// "There was no class": the student was there and the teacher was not, or the student only looked at the page.
    /// Where Zoom saw the lesson, or the teacher ended it, it stands.
    #[must_use]
    pub fn deny_class(self, now: DateTime<Utc>, rules: &PresenceParameters) -> SessionChange {
        let by_zoom = self
            .figures(rules)
            .is_some_and(|figures| figures.is_by_zoom());
        if by_zoom
            || self.is_closed_to_words()
            || self.no_show.is_some()
            || self.class_report.ended_at.is_some()
        {
            return self.without_change();
        }
        let mut change = self.settle(now, rules);
        let came = change
            .session
            .presence()
            .is_some_and(|presence| presence.went_to_zoom().is_some());
        change.evidence.push(
            change
                .session
                .evidence(EvidenceKind::ClassDenied, now, now, None),
        );
        change.session.no_show = Some(if came {
            NoShow::Teacher
        } else {
            NoShow::Student
        });
        change.session.measure_by_pages(rules);
        change
    }

    /// Whether a class may be started or its end told now.
    #[must_use]
    pub fn accepts_class_report(&self, now: DateTime<Utc>) -> bool {
        self.sent_at.is_some_and(|sent| now - sent <= OF_TODAY)
    }

    /// An admin's end, and what an older system recorded, stand.
    fn is_closed_to_words(&self) -> bool {
        matches!(
            self.end_reason(),
            Some(EndReason::Admin | EndReason::Unknown)
        )
    }

    /// Whether the teacher is to be asked when the class ended: it was held, it must be over, and nobody said so.
    #[must_use]
    pub fn needs_class_end(&self, now: DateTime<Utc>, rules: &PresenceParameters) -> bool {
        let was_held = self.class_report.started_at.is_some() || self.presence().is_some();
        let is_over = self.ended_at().is_some()
            || self.presence().is_some_and(|presence| {
                now - presence.last_sign_at >= ASKED_AFTER && presence.back_from_zoom().is_some()
                    || presence.is_past_idle_timeout(now, rules)
            });
        let by_zoom = self
            .figures(rules)
            .is_some_and(|figures| figures.is_by_zoom());
        let unsaid = self.class_report.ended_at.is_none() && self.no_show.is_none();

        !self.is_closed_to_words()
            && was_held
            && is_over
            && !by_zoom
            && unsaid
            && self.accepts_class_report(now)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::measured_time::{MeasuredTime, MeasurementSource};
    use crate::domain::presence::Presence;
    use crate::domain::session::{EndReason, State};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_764_000_000 + seconds, 0).unwrap()
    }

    fn rules() -> PresenceParameters {
        let seconds = |count| Duration::from_secs(count);
        PresenceParameters::new(seconds(30), seconds(7200), seconds(10_800))
    }

    fn session(state: State) -> Session {
        Session::example(at(0), state)
    }

    fn closed() -> Session {
        let presence = Presence {
            last_sign_at: at(90),
            ..Presence::from(at(60))
        };
        let figures = Some(MeasuredTime::measured_by_page(
            &presence,
            Some(false),
            &rules(),
        ));
        let reason = EndReason::Closed;

        session(State::Ended {
            presence: Some(presence),
            ended_at: at(90),
            reason,
            figures,
        })
    }

    #[test]
    fn the_first_start_stands() {
        let started = session(State::Sent).start_class(at(60));
        assert_eq!(
            (
                started.session.class_report.started_at,
                started.evidence.len()
            ),
            (Some(at(60)), 1)
        );

        let again = started.session.clone().start_class(at(90));
        assert_eq!((again.session, again.evidence.len()), (started.session, 0));
    }

    #[test]
    fn an_end_counts_the_lesson_whose_page_was_closed_at_once() {
        let ended = closed()
            .start_class(at(60))
            .session
            .end_class(None, NextClass::default(), at(2770), &rules())
            .unwrap()
            .session;
        let figures = ended.figures(&rules()).unwrap();

        assert_eq!(
            (figures.seconds, figures.source),
            (2640, Some(MeasurementSource::PageAndTeacher))
        );

        assert_eq!(
            (ended.began_at(), ended.ended_at()),
            (Some(at(90)), Some(at(2730)))
        );

        assert_eq!(ended.status(), crate::domain::session::Status::Ended);
    }

    #[test]
    fn an_end_can_only_be_corrected_to_an_earlier_time() {
        let rules = rules();
        let ended = closed()
            .start_class(at(60))
            .session
            .end_class(None, NextClass::default(), at(4000), &rules)
            .unwrap()
            .session;
        let pressed_again = ended
            .clone()
            .end_class(None, NextClass::default(), at(5000), &rules)
            .unwrap();

        assert_eq!(
            (pressed_again.session, pressed_again.evidence.len()),
            (ended.clone(), 0)
        );

        let said = |seconds, now| {
            ended
                .clone()
                .end_class(Some(at(seconds)), NextClass::default(), at(now), &rules)
        };

        assert_eq!(said(4001, 5000), Err(InvalidClassEnd::Later));
        assert_eq!(said(-30, 5000), Err(InvalidClassEnd::BeforeStart));
        let corrected = said(2700, 5000).unwrap();

        assert_eq!(corrected.session.ended_at(), Some(at(2730)));
        assert_eq!(
            corrected.evidence[0].detail,
            Some(Detail::words("said afterwards"))
        );

        assert_eq!(
            closed().end_class(Some(at(9000)), NextClass::default(), at(5000), &rules),
            Err(InvalidClassEnd::InFuture)
        );
    }

    #[test]
    fn the_next_class_bounds_an_end() {
        let rules = rules();
        let next = |started: Option<i64>, came: Option<i64>| NextClass {
            started_at: started.map(at),
            student_came_at: came.map(at),
        };
        let ended = |said: Option<i64>, next| {
            let started = closed().start_class(at(60)).session;
            let change = started
                .end_class(said.map(at), next, at(4000), &rules)
                .unwrap();

            (
                change.session.class_report.ended_at.unwrap().timestamp() - at(0).timestamp(),
                change.evidence[0].detail.is_some(),
            )
        };

        assert_eq!(ended(None, next(None, None)), (3960, false));
        assert_eq!(ended(None, next(Some(2800), None)), (2760, true));
        assert_eq!(ended(Some(2820), next(Some(2800), None)), (2760, true));
        assert_eq!(ended(None, next(Some(2800), Some(2500))), (2500, true));

        // Who comes early waits.
        assert_eq!(ended(None, next(None, Some(3700))), (3960, false));
    }

    #[test]
    fn a_class_that_was_not_held_has_no_minutes() {
        let denied = closed().deny_class(at(4000), &rules());
        let figures = denied.session.figures(&rules()).unwrap();

        assert_eq!(
            (figures.seconds, figures.low_seconds, figures.source),
            (0, 0, Some(MeasurementSource::PageAndTeacher))
        );

        assert_eq!(
            (denied.session.no_show, denied.evidence.len()),
            (Some(NoShow::Student), 1)
        );

        assert_eq!(
            denied
                .session
                .clone()
                .deny_class(at(4100), &rules())
                .session,
            denied.session
        );

        // A slip.
        let ended = denied
            .session
            .end_class(Some(at(2700)), NextClass::default(), at(4200), &rules())
            .unwrap();

        assert_eq!(
            (ended.session.no_show, ended.session.ended_at()),
            (None, Some(at(2730)))
        );
    }

    #[test]
    fn a_teacher_is_asked_only_for_what_is_over_and_unknown() {
        let rules = rules();
        assert!(!session(State::Sent).needs_class_end(at(4000), &rules));
        assert!(closed().needs_class_end(at(4000), &rules));

        let ended = closed()
            .end_class(None, NextClass::default(), at(2700), &rules)
            .unwrap()
            .session;

        assert!(!ended.needs_class_end(at(4000), &rules));
        assert!(!closed().needs_class_end(at(20 * 3600), &rules));
    }
}
