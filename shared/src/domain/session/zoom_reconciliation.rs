//! What Zoom's evidence makes of a session.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Change, EndReason, NoShow, Presence, Session, State};
use crate::domain::attendance::{Estimate, Figures, Grade, Lesson, Source};
use crate::domain::detail::{Detail, Doubt, ZoomCount};
use crate::domain::evidence::{Evidence, Kind};
use crate::domain::presence::{Rules, Segment};

/// Whether somebody came is known so long after the student's page was last heard of.
const DECIDED_AFTER: TimeDelta = TimeDelta::minutes(30);
/// A teacher who is in the room for so long while the student should be has come.
const IS_THERE: TimeDelta = TimeDelta::minutes(2);
/// From the student's coming, or the opening of the link.
const AT_BEGINNING: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::minutes(25));

/// Who did not come to a lesson of whose student Zoom says nothing. `None`: nobody can tell, or not yet.
/// `zoom_spoke`: Zoom told of the teacher's lessons just before and just after. Only then its silence says something.
#[must_use]
pub fn no_show_of(session: &Session, lesson: &Lesson<'_>, zoom_spoke: bool, rules: &Rules) -> Option<NoShow> {
    let presence = session.presence()?;
    let is_over = matches!(session.state, State::Ended { .. } | State::TimedOut { .. });
    let decided = lesson.now - presence.last_sign_at >= DECIDED_AFTER.min(rules.idle_timeout);
    // Where the student went to Zoom and the teacher says that there was a class, Zoom's word was lost.
    let class = session.class.started_at.or(session.class.ended_at);
    let lost = class.is_some() && presence.went_to_zoom().is_some();
    if !is_over || !decided || lost {
        return None;
    }
    let came = presence.went_to_zoom().unwrap_or(presence.clicked_at);
    let beginning = Segment { from: came + AT_BEGINNING.0, to: came + AT_BEGINNING.1 };
    let hosts = lesson.stays.iter().filter(|stay| stay.who.is_host);
    let there = hosts.filter_map(|stay| {
        let to = stay.to.or(stay.instance.ended_at).unwrap_or(lesson.now);
        Segment { from: stay.begins(), to }.common(beginning)
    });
    let seconds: i64 = there.map(Segment::seconds).sum();
    let student_missing = TimeDelta::seconds(seconds) >= IS_THERE;
    match (student_missing, zoom_spoke) {
        (true, _) => Some(NoShow::Student),
        (false, true) => Some(NoShow::Teacher),
        (false, false) => None,
    }
}

impl Session {
    /// No change.
    #[must_use]
    pub fn unchanged(self) -> Change {
        Change { session: self, evidence: Vec::new() }
    }

    /// Takes in an estimate: a lesson that Zoom says goes on is open, one that is over has Zoom's figures. What the
    /// student or an admin ended stays ended; the old figures stay in the ledger.
    #[must_use]
    pub fn count_by_zoom(self, estimate: &Estimate, now: DateTime<Utc>) -> Change {
        match estimate.goes_on_until {
            Some(until) => self.goes_on(estimate, until),
            None => self.ended_by_zoom(estimate, now),
        }
    }

    /// Counts a session that is over as no lesson: by Zoom, one of the two did not come.
    #[must_use]
    pub fn count_as_no_show(self, who: NoShow, now: DateTime<Utc>) -> Change {
        let (presence, ended_at, most) = match &self.state {
            State::Ended { presence, ended_at, reason, figures: Some(figures) }
                if !matches!(reason, EndReason::Admin | EndReason::Unknown) =>
            {
                (presence, *ended_at, figures.high_seconds)
            }
            State::TimedOut { presence, ended_at, figures: Some(figures) } => {
                (presence, *ended_at, figures.high_seconds)
            }
            State::Sent | State::Active(_) | State::Ended { .. } | State::TimedOut { .. } => {
                return self.unchanged();
            }
        };
        if self.no_show == Some(who) && self.figures_by_zoom().is_some() {
            return self.unchanged();
        }
        let from = presence.as_ref().map_or(ended_at, |presence| presence.clicked_at);
        let estimate = Estimate {
            figures: Figures::banded(0, 0, most, Source::Zoom),
            together_seconds: 0,
            from,
            to: ended_at,
            goes_on_until: None,
            no_show: Some(who),
            doubts: vec![match who {
                NoShow::Student => Doubt::OnlyTeacher,
                NoShow::Teacher => Doubt::NoTeacher,
            }],
        };
        self.ended_by_zoom(&estimate, now)
    }

    /// Takes back what was counted by Zoom, because its evidence turned out to be about another lesson.
    #[must_use]
    pub fn forget_zoom(mut self, now: DateTime<Utc>, rules: &Rules) -> Change {
        let counted = self.figures_by_zoom();
        if counted.is_none() && self.meeting_until.is_none() || self.no_show.is_some() {
            return self.unchanged();
        }
        self.state = match self.state {
            State::Ended { presence: None, reason: EndReason::Meeting, .. } => State::Sent,
            State::Ended { presence: Some(presence), reason: EndReason::Meeting, .. } => {
                State::TimedOut { ended_at: presence.last_sign_at, presence: Some(presence), figures: None }
            }
            State::Ended { presence, ended_at, reason, .. } if counted.is_some() => {
                State::Ended { presence, ended_at, reason, figures: None }
            }
            state => state,
        };
        (self.meeting_until, self.together_seconds, self.lesson_started_at) = (None, None, None);
        self.count_by_pages(rules);
        let detail = counted.map(|before| Detail::ZoomCount(ZoomCount::Withdrawn { before }));
        let evidence = self.evidence(Kind::CountedByZoom, now, now, detail);
        Change { session: self, evidence: vec![evidence] }
    }

    /// Whether something of Zoom's word is missing that may come, or that a page may tell.
    #[must_use]
    pub fn is_unsure_of_zoom(&self) -> bool {
        match self.figures_by_zoom() {
            Some(figures) => figures.grade != Some(Grade::A),
            None => !matches!(self.state, State::Sent),
        }
    }

    /// Tells whether Zoom told of the lesson. That a teacher did not come follows from Zoom's silence alone.
    #[must_use]
    pub fn was_told_of_by_zoom(&self) -> bool {
        self.figures_by_zoom().is_some() && self.no_show != Some(NoShow::Teacher)
    }

    /// Tells whether the session is over by the page's word or by silence, and the pages alone say how long it was:
    /// then a word of Zoom's would be better evidence.
    #[must_use]
    pub fn is_measured_by_pages(&self) -> bool {
        let is_over = match &self.state {
            State::Ended { reason, .. } => reason.is_told_by_page(),
            State::TimedOut { .. } => true,
            State::Sent | State::Active(_) => false,
        };
        let source = self.recorded().and_then(|figures| figures.source);

        is_over && self.no_show.is_none() && source.is_some_and(|source| !source.is_by_zoom())
    }

    fn figures_by_zoom(&self) -> Option<Figures> {
        self.recorded().filter(Figures::is_by_zoom)
    }

    fn goes_on(mut self, estimate: &Estimate, until: DateTime<Utc>) -> Change {
        let opened = match &self.state {
            State::Ended {
                presence: Some(presence), reason: EndReason::Closed | EndReason::Meeting, ..
            }
            | State::TimedOut { presence: Some(presence), .. } => Some(presence.clone()),
            State::Ended { presence: None, reason: EndReason::Meeting, .. }
            | State::Sent
            | State::Active(_) => None,
            State::Ended { .. } | State::TimedOut { .. } => return self.unchanged(),
        };
        match (opened, &self.state) {
            (Some(presence), _) => self.state = State::Active(presence),
            (None, State::Ended { .. }) => self.state = State::Sent,
            (None, _) => {}
        }
        self.meeting_until = Some(until);
        (self.lesson_started_at, self.no_show) = (Some(estimate.from), None);
        self.unchanged()
    }

    fn ended_by_zoom(self, estimate: &Estimate, now: DateTime<Utc>) -> Change {
        let before = self.recorded();
        let (presence, reason): (Option<Presence>, _) = match &self.state {
            State::Sent => (None, EndReason::Meeting),
            State::Active(presence) => (Some(presence.clone()), EndReason::Meeting),
            State::TimedOut { presence, .. } => (presence.clone(), EndReason::Meeting),
            State::Ended { presence, reason: EndReason::Closed | EndReason::Meeting, .. } => {
                (presence.clone(), EndReason::Meeting)
            }
            State::Ended { presence, reason: EndReason::Finished, .. } => {
                (presence.clone(), EndReason::Finished)
            }
            State::Ended { reason: EndReason::Admin | EndReason::Unknown, .. } => return self.unchanged(),
        };
        let counted = Self {
            state: State::Ended { presence, ended_at: estimate.to, reason, figures: Some(estimate.figures) },
            together_seconds: Some(estimate.together_seconds),
            lesson_started_at: Some(estimate.from),
            no_show: estimate.no_show,
            meeting_until: None,
            ..self.clone()
        };
        if counted == (Self { meeting_until: None, ..self.clone() }) {
            return counted.unchanged();
        }
        let evidence = self.counted(before, estimate, now);
        Change { session: counted, evidence: vec![evidence] }
    }

    /// The figures that are recorded, if the session is over.
    fn recorded(&self) -> Option<Figures> {
        match &self.state {
            State::Ended { figures, .. } | State::TimedOut { figures, .. } => *figures,
            State::Sent | State::Active(_) => None,
        }
    }

    fn counted(&self, before: Option<Figures>, estimate: &Estimate, now: DateTime<Utc>) -> Evidence {
        let (figures, doubts) = (estimate.figures, estimate.doubts.clone());
        let detail = Detail::ZoomCount(ZoomCount::Counted { figures, before, doubts });

        self.evidence(Kind::CountedByZoom, estimate.to, now, Some(detail))
    }
}
