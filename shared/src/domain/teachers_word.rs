//! What a teacher says of a class: when it began and ended. Weaker than Zoom's word, because a late end pays: an end
//! may be put earlier afterwards, never later.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Change, Evidence, Kind, Rules, Session};

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

    /// "End class" at `now`, or `said` afterwards. Pressing it again moves nothing; a correction may only be earlier.
    pub fn end_class(
        self,
        said: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Change, InvalidClassEnd> {
        let at = said.unwrap_or(now);
        match self.class.ended_at {
            Some(_) if said.is_none() => return Ok(self.unchanged()),
            Some(recorded) if at == recorded => return Ok(self.unchanged()),
            Some(recorded) if at > recorded => return Err(InvalidClassEnd::Later),
            Some(_) | None => {}
        }
        if at > now {
            return Err(InvalidClassEnd::InFuture);
        }
        if self.class.started_at.or(self.sent_at).is_some_and(|began| at < began) {
            return Err(InvalidClassEnd::BeforeStart);
        }
        let mut change = self.settle(now, rules);
        change.evidence.push(change.session.class_evidence(Kind::ClassEnded, at, now));
        change.session.class.ended_at = Some(at);
        change.session.count_by_pages(rules);
        Ok(change)
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
        was_held && is_over && !by_zoom && self.class.ended_at.is_none() && self.takes_teachers_word(now)
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
            detail: (at != now).then(|| "said afterwards".to_owned()),
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
        let ended = closed().start_class(at(60)).session.end_class(None, at(2760), &rules()).unwrap().session;
        let figures = ended.figures(&rules()).unwrap();
        assert_eq!((figures.seconds, figures.source), (2650, Some(Source::PageAndTeacher)));
        assert_eq!((ended.began_at(), ended.ended_at()), (Some(at(90)), Some(at(2740))));
        assert_eq!(ended.status(), crate::domain::Status::Ended);
    }

    #[test]
    fn an_end_can_only_be_corrected_to_an_earlier_time() {
        let rules = rules();
        let ended = closed().start_class(at(60)).session.end_class(None, at(4000), &rules).unwrap().session;
        let pressed_again = ended.clone().end_class(None, at(5000), &rules).unwrap();
        assert_eq!((pressed_again.session, pressed_again.evidence.len()), (ended.clone(), 0));
        let said = |seconds, now| ended.clone().end_class(Some(at(seconds)), at(now), &rules);
        assert_eq!(said(4001, 5000), Err(InvalidClassEnd::Later));
        assert_eq!(said(30, 5000), Err(InvalidClassEnd::BeforeStart));
        let corrected = said(2700, 5000).unwrap();
        assert_eq!(corrected.session.ended_at(), Some(at(2680)));
        assert_eq!(corrected.evidence[0].detail.as_deref(), Some("said afterwards"));
        assert_eq!(closed().end_class(Some(at(9000)), at(5000), &rules), Err(InvalidClassEnd::InFuture));
    }

    #[test]
    fn a_teacher_is_asked_only_for_what_is_over_and_unknown() {
        let rules = rules();
        assert!(!session(State::Sent).lacks_class_end(at(4000), &rules));
        assert!(closed().lacks_class_end(at(4000), &rules));
        let ended = closed().end_class(None, at(2700), &rules).unwrap().session;
        assert!(!ended.lacks_class_end(at(4000), &rules));
        assert!(!closed().lacks_class_end(at(20 * 3600), &rules));
    }
}
