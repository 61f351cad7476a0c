//! What a teacher says of a class: when it began and ended. Weaker than Zoom's word, because a late end pays: an end
//! may be put earlier afterwards, never later.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Change, Evidence, Kind, NoShow, Rules, Session};

/// The end that a teacher gives cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidClassEnd {
    /// The class had not begun by then.
    #[error("A class cannot end before it began.")]
    BeforeStart,
    /// Not yet.
    #[error("A class cannot end in the future.")]
    InFuture,
    /// Nobody teaches two students at a time.
    #[error("This class ended before you started the next one.")]
    AfterNext,
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
/// A clock without seconds is half a minute slow on average.
const MINUTE: TimeDelta = TimeDelta::minutes(1);

impl Session {
    /// "Start class". The first one stands.
    #[must_use]
    pub fn start_class(mut self, now: DateTime<Utc>) -> Change {
        if self.class.started_at.is_some() || self.class.ended_at.is_some() {
            return self.unchanged();
        }
        let evidence = self.class_evidence(Kind::ClassStarted, now, now);
        self.class.started_at = Some(now);
        Change { session: self, evidence: vec![evidence] }
    }

    /// "End class" pressed at `now`, or the minute `said` afterwards. Pressing it again moves nothing; a correction
    /// may only be earlier. `next` is when the teacher started the class after this one.
    pub fn end_class(
        self,
        said: Option<DateTime<Utc>>,
        next: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Change, InvalidClassEnd> {
        if self.no_show.is_some() || (said.is_none() && self.class.ended_at.is_some()) {
            return Ok(self.unchanged());
        }
        let began = self.class.started_at.or(self.sent_at);
        let at = match said {
            Some(minute) if minute > now => return Err(InvalidClassEnd::InFuture),
            Some(minute) if began.is_some_and(|began| minute + MINUTE <= began) => {
                return Err(InvalidClassEnd::BeforeStart);
            }
            Some(minute) if next.is_some_and(|next| minute > next) => {
                return Err(InvalidClassEnd::AfterNext);
            }
            Some(minute) => minute + MINUTE / 2,
            None => next.map_or(now, |next| next.min(now)) - PRESSED_AFTER,
        };
        let at = began.map_or(at, |began| at.max(began)).min(now);
        match self.class.ended_at {
            Some(recorded) if at == recorded => return Ok(self.unchanged()),
            Some(recorded) if at > recorded => return Err(InvalidClassEnd::Later),
            Some(_) | None => {}
        }
        let mut change = self.settle(now, rules);
        let mut evidence = change.session.class_evidence(Kind::ClassEnded, at, now);
        evidence.detail = match said {
            Some(_) => Some("said afterwards".to_owned()),
            None => next.map(|_| "pressed after the next class was started".to_owned()),
        };
        change.evidence.push(evidence);
        change.session.class.ended_at = Some(at);
        change.session.count_by_pages(rules);
        Ok(change)
    }

    /// "There was no class": the student was there and the teacher was not, or the student only looked at the page.
    /// Where Zoom saw the lesson, or the teacher ended it, it stands.
    #[must_use]
    pub fn deny_class(self, now: DateTime<Utc>, rules: &Rules) -> Change {
        let by_zoom = self.figures(rules).is_some_and(|figures| figures.is_by_zoom());
        if by_zoom || self.no_show.is_some() || self.class.ended_at.is_some() {
            return self.unchanged();
        }
        let mut change = self.settle(now, rules);
        let came = change.session.presence().is_some_and(|presence| presence.went_to_zoom().is_some());
        change.evidence.push(change.session.class_evidence(Kind::ClassDenied, now, now));
        change.session.no_show = Some(if came { NoShow::Teacher } else { NoShow::Student });
        change.session.count_by_pages(rules);
        change
    }

    /// Whether a class may be started or its end told now.
    #[must_use]
    pub fn takes_teachers_word(&self, now: DateTime<Utc>) -> bool {
        self.sent_at.is_some_and(|sent| now - sent <= OF_TODAY)
    }

    /// Whether the teacher is to be asked when the class ended: it was held, it must be over, and nobody said so.
    #[must_use]
    pub fn lacks_class_end(&self, now: DateTime<Utc>, rules: &Rules) -> bool {
        let was_held = self.class.started_at.is_some() || self.presence().is_some();
        let is_over = self.ended_at().is_some()
            || self.presence().is_some_and(|presence| {
                now - presence.last_sign_at >= ASKED_AFTER && presence.back_from_zoom().is_some()
                    || now - presence.last_sign_at > rules.idle_timeout
            });
        let by_zoom = self.figures(rules).is_some_and(|figures| figures.is_by_zoom());
        let unsaid = self.class.ended_at.is_none() && self.no_show.is_none();
        was_held && is_over && !by_zoom && unsaid && self.takes_teachers_word(now)
    }

    fn class_evidence(&self, kind: Kind, at: DateTime<Utc>, now: DateTime<Utc>) -> Evidence {
        let (party, source) = kind.origin();
        Evidence {
            at,
            received_at: now,
            party,
            source,
            kind,
            document: None,
            sequence: None,
            detail: None,
            dedupe_key: format!("{}:r{}:{}", self.id, self.revision, kind.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{
        EndReason, Figures, Presence, SessionId, Source, State, StudentId, TeacherId, TeachersWord,
    };

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_764_000_000 + seconds, 0).unwrap()
    }

    fn rules() -> Rules {
        let seconds = |count| Duration::from_secs(count);
        Rules::new(seconds(30), seconds(7200), seconds(10_800))
    }

    fn session(state: State) -> Session {
        Session {
            id: SessionId(7),
            student: StudentId(1),
            teacher: TeacherId("t".into()),
            link: String::new(),
            sent_at: Some(at(0)),
            expires_at: None,
            state,
            meeting_until: None,
            together_seconds: None,
            lesson_started_at: None,
            no_show: None,
            class: TeachersWord::default(),
            revision: 3,
        }
    }

    fn closed() -> Session {
        let presence = Presence { last_sign_at: at(90), ..Presence::from(at(60)) };
        let figures = Some(Figures::of_page(&presence, Some(false), &rules()));
        let reason = EndReason::Closed;
        session(State::Ended { presence: Some(presence), ended_at: at(90), reason, figures })
    }

    #[test]
    fn the_first_start_stands() {
        let started = session(State::Sent).start_class(at(60));
        assert_eq!((started.session.class.started_at, started.evidence.len()), (Some(at(60)), 1));
        let again = started.session.clone().start_class(at(90));
        assert_eq!((again.session, again.evidence.len()), (started.session, 0));
    }

    #[test]
    fn an_end_counts_the_lesson_whose_page_was_closed_at_once() {
        let ended =
            closed().start_class(at(60)).session.end_class(None, None, at(2770), &rules()).unwrap().session;
        let figures = ended.figures(&rules()).unwrap();
        assert_eq!((figures.seconds, figures.source), (2640, Some(Source::PageAndTeacher)));
        assert_eq!((ended.began_at(), ended.ended_at()), (Some(at(90)), Some(at(2730))));
        assert_eq!(ended.status(), crate::domain::Status::Ended);
    }

    #[test]
    fn an_end_can_only_be_corrected_to_an_earlier_time() {
        let rules = rules();
        let ended =
            closed().start_class(at(60)).session.end_class(None, None, at(4000), &rules).unwrap().session;
        let pressed_again = ended.clone().end_class(None, None, at(5000), &rules).unwrap();
        assert_eq!((pressed_again.session, pressed_again.evidence.len()), (ended.clone(), 0));
        let said = |seconds, now| ended.clone().end_class(Some(at(seconds)), None, at(now), &rules);
        assert_eq!(said(4001, 5000), Err(InvalidClassEnd::Later));
        assert_eq!(said(-30, 5000), Err(InvalidClassEnd::BeforeStart));
        let corrected = said(2700, 5000).unwrap();
        assert_eq!(corrected.session.ended_at(), Some(at(2730)));
        assert_eq!(corrected.evidence[0].detail.as_deref(), Some("said afterwards"));
        assert_eq!(
            closed().end_class(Some(at(9000)), None, at(5000), &rules),
            Err(InvalidClassEnd::InFuture)
        );
    }

    #[test]
    fn the_next_class_bounds_an_end() {
        let (rules, next) = (rules(), Some(at(2800)));
        let started = closed().start_class(at(60)).session;
        let late = started.clone().end_class(None, next, at(4000), &rules).unwrap();
        assert_eq!(late.session.class.ended_at, Some(at(2760)));
        assert_eq!(late.evidence[0].detail.as_deref(), Some("pressed after the next class was started"));
        let said = started.end_class(Some(at(2820)), next, at(4000), &rules);
        assert_eq!(said, Err(InvalidClassEnd::AfterNext));
    }

    #[test]
    fn a_class_that_was_not_held_has_no_minutes() {
        let denied = closed().deny_class(at(4000), &rules());
        let figures = denied.session.figures(&rules()).unwrap();
        assert_eq!(
            (figures.seconds, figures.low_seconds, figures.source),
            (0, 0, Some(Source::PageAndTeacher))
        );
        assert_eq!((denied.session.no_show, denied.evidence.len()), (Some(NoShow::Student), 1));
        assert_eq!(denied.session.clone().deny_class(at(4100), &rules()).session, denied.session);
        let ended = denied.session.clone().end_class(None, None, at(4200), &rules()).unwrap();
        assert_eq!(ended.session, denied.session);
    }

    #[test]
    fn a_teacher_is_asked_only_for_what_is_over_and_unknown() {
        let rules = rules();
        assert!(!session(State::Sent).lacks_class_end(at(4000), &rules));
        assert!(closed().lacks_class_end(at(4000), &rules));
        let ended = closed().end_class(None, None, at(2700), &rules).unwrap().session;
        assert!(!ended.lacks_class_end(at(4000), &rules));
        assert!(!closed().lacks_class_end(at(20 * 3600), &rules));
    }
}
