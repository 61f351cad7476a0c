//! What Zoom's evidence makes of a session.

use chrono::{DateTime, TimeDelta, Utc};

use super::{EndReason, Session, SessionChange, State};
use crate::domain::attendance::{LessonEvidence, NoShow, ZoomEstimate};
use crate::domain::calendar::Interval;
use crate::domain::ledger::{Detail, Doubt, Evidence, EvidenceKind, ZoomCount};
use crate::domain::measured_time::{Confidence, MeasuredTime, MeasurementSource};
use crate::domain::presence::{Presence, PresenceParameters};

/// Whether somebody came is known so long after the student's page was last heard of.
const DECIDED_AFTER: TimeDelta = TimeDelta::minutes(30);
/// A teacher who is in the room for so long while the student should be has come.
const IS_THERE: TimeDelta = TimeDelta::minutes(2);
/// From the student's coming, or the opening of the link.
const AT_BEGINNING: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::minutes(25));

/// Who did not come to a lesson of whose student Zoom says nothing. `None`: nobody can tell, or not yet.
/// `zoom_spoke`: Zoom told of the teacher's lessons just before and just after. Only then its silence says something.
#[must_use]
pub fn find_no_show(
    session: &Session,
    lesson: &LessonEvidence<'_>,
    zoom_spoke: bool,
    rules: &PresenceParameters,
) -> Option<NoShow> {
    let presence = session.presence()?;
    let is_over = matches!(session.state, State::Ended { .. } | State::TimedOut { .. });
    let decided = lesson.now - presence.last_sign_at >= DECIDED_AFTER.min(rules.idle_timeout);
    // Where the student went to Zoom and the teacher says that there was a class, Zoom's word was lost.
    let class = session
        .class_report
        .started_at
        .or(session.class_report.ended_at);

    let lost = class.is_some() && presence.went_to_zoom().is_some();
    if !is_over || !decided || lost {
        return None;
    }

    let came = presence.went_to_zoom().unwrap_or(presence.clicked_at);
    let beginning = Interval {
        from: came + AT_BEGINNING.0,
        to: came + AT_BEGINNING.1,
    };
    let hosts = lesson.stays.iter().filter(|stay| stay.participant.is_host);
    let there = hosts.filter_map(|stay| {
        let to = stay.to.or(stay.instance.ended_at).unwrap_or(lesson.now);
        Interval {
            from: stay.begins_at(),
            to,
        }
        .intersection(beginning)
    });

    let seconds: i64 = there.map(Interval::seconds).sum();
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
    pub fn without_change(self) -> SessionChange {
        SessionChange {
            session: self,
            evidence: Vec::new(),
        }
    }

    /// Takes in an estimate: a lesson that Zoom says goes on is open, one that is over has Zoom's figures. What the
    /// student or an admin ended stays ended; the old figures stay in the ledger.
    #[must_use]
    pub fn apply_zoom_estimate(self, estimate: &ZoomEstimate, now: DateTime<Utc>) -> SessionChange {
        match estimate.goes_on_until {
            Some(until) => self.keep_open(estimate, until),
            None => self.end_by_zoom(estimate, now),
        }
    }

    /// Counts a session that is over as no lesson: by Zoom, one of the two did not come.
    #[must_use]
    pub fn record_no_show(self, who: NoShow, now: DateTime<Utc>) -> SessionChange {
        let (presence, ended_at, most) = match &self.state {
            State::Ended {
                presence,
                ended_at,
                reason,
                figures: Some(figures),
            } if !matches!(reason, EndReason::Admin | EndReason::Unknown) => {
                (presence, *ended_at, figures.high_seconds)
            }
            State::TimedOut {
                presence,
                ended_at,
                figures: Some(figures),
            } => (presence, *ended_at, figures.high_seconds),
            State::Sent | State::Active(_) | State::Ended { .. } | State::TimedOut { .. } => {
                return self.without_change();
            }
        };

        if self.no_show == Some(who) && self.zoom_figures().is_some() {
            return self.without_change();
        }

        let from = presence
            .as_ref()
            .map_or(ended_at, |presence| presence.clicked_at);
        let estimate = ZoomEstimate {
            figures: MeasuredTime::with_band(0, 0, most, MeasurementSource::Zoom),
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

        self.end_by_zoom(&estimate, now)
    }

    /// Takes back what was counted by Zoom, because its evidence turned out to be about another lesson.
    #[must_use]
    pub fn withdraw_zoom_estimate(
        mut self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> SessionChange {
        let counted = self.zoom_figures();
        if counted.is_none() && self.meeting_until.is_none() || self.no_show.is_some() {
            return self.without_change();
        }

        self.state = match self.state {
            State::Ended {
                presence: None,
                reason: EndReason::Meeting,
                ..
            } => State::Sent,
            State::Ended {
                presence: Some(presence),
                reason: EndReason::Meeting,
                ..
            } => State::TimedOut {
                ended_at: presence.last_sign_at,
                presence: Some(presence),
                figures: None,
            },
            State::Ended {
                presence,
                ended_at,
                reason,
                ..
            } if counted.is_some() => State::Ended {
                presence,
                ended_at,
                reason,
                figures: None,
            },
            state => state,
        };

        (
            self.meeting_until,
            self.together_seconds,
            self.lesson_started_at,
        ) = (None, None, None);

        self.measure_by_pages(rules);
        let detail = counted.map(|before| Detail::ZoomCount(ZoomCount::Withdrawn { before }));
        let evidence = self.evidence(EvidenceKind::CountedByZoom, now, now, detail);

        SessionChange {
            session: self,
            evidence: vec![evidence],
        }
    }

    /// Whether something of Zoom's word is missing that may come, or that a page may tell.
    #[must_use]
    pub fn is_unsure_of_zoom(&self) -> bool {
        match self.zoom_figures() {
            Some(figures) => figures.grade != Some(Confidence::A),
            None => !matches!(self.state, State::Sent),
        }
    }

    /// Tells whether Zoom told of the lesson. That a teacher did not come follows from Zoom's silence alone.
    #[must_use]
    pub fn was_told_of_by_zoom(&self) -> bool {
        self.zoom_figures().is_some() && self.no_show != Some(NoShow::Teacher)
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
        let source = self.recorded_figures().and_then(|figures| figures.source);

        is_over && self.no_show.is_none() && source.is_some_and(|source| !source.is_by_zoom())
    }

    fn zoom_figures(&self) -> Option<MeasuredTime> {
        self.recorded_figures().filter(MeasuredTime::is_by_zoom)
    }

    fn keep_open(mut self, estimate: &ZoomEstimate, until: DateTime<Utc>) -> SessionChange {
        let opened = match &self.state {
            State::Ended {
                presence: Some(presence),
                reason: EndReason::Closed | EndReason::Meeting,
                ..
            }
            | State::TimedOut {
                presence: Some(presence),
                ..
            } => Some(presence.clone()),
            State::Ended {
                presence: None,
                reason: EndReason::Meeting,
                ..
            }
            | State::Sent
            | State::Active(_) => None,
            State::Ended { .. } | State::TimedOut { .. } => return self.without_change(),
        };

        match (opened, &self.state) {
            (Some(presence), _) => self.state = State::Active(presence),
            (None, State::Ended { .. }) => self.state = State::Sent,
            (None, _) => {}
        }

        self.meeting_until = Some(until);
        (self.lesson_started_at, self.no_show) = (Some(estimate.from), None);

        self.without_change()
    }

    fn end_by_zoom(self, estimate: &ZoomEstimate, now: DateTime<Utc>) -> SessionChange {
        let before = self.recorded_figures();
        let (presence, reason): (Option<Presence>, _) = match &self.state {
            State::Sent => (None, EndReason::Meeting),
            State::Active(presence) => (Some(presence.clone()), EndReason::Meeting),
            State::TimedOut { presence, .. } => (presence.clone(), EndReason::Meeting),
            State::Ended {
                presence,
                reason: EndReason::Closed | EndReason::Meeting,
                ..
            } => (presence.clone(), EndReason::Meeting),
            State::Ended {
                presence,
                reason: EndReason::Finished,
                ..
            } => (presence.clone(), EndReason::Finished),
            State::Ended {
                reason: EndReason::Admin | EndReason::Unknown,
                ..
            } => {
                return self.without_change();
            }
        };
        let counted = Self {
            state: State::Ended {
                presence,
                ended_at: estimate.to,
                reason,
                figures: Some(estimate.figures),
            },
            together_seconds: Some(estimate.together_seconds),
            lesson_started_at: Some(estimate.from),
            no_show: estimate.no_show,
            meeting_until: None,
            ..self.clone()
        };
        if counted
            == (Self {
                meeting_until: None,
                ..self.clone()
            })
        {
            return counted.without_change();
        }
        let evidence = self.with_ledger_entry(before, estimate, now);
        SessionChange {
            session: counted,
            evidence: vec![evidence],
        }
    }

    /// The figures that are recorded, if the session is over.
    fn recorded_figures(&self) -> Option<MeasuredTime> {
        match &self.state {
            State::Ended { figures, .. } | State::TimedOut { figures, .. } => *figures,
            State::Sent | State::Active(_) => None,
        }
    }

    fn with_ledger_entry(
        &self,
        before: Option<MeasuredTime>,
        estimate: &ZoomEstimate,
        now: DateTime<Utc>,
    ) -> Evidence {
        let (figures, doubts) = (estimate.figures, estimate.doubts.clone());
        let detail = Detail::ZoomCount(ZoomCount::Counted {
            figures,
            before,
            doubts,
        });

        self.evidence(EvidenceKind::CountedByZoom, estimate.to, now, Some(detail))
    }
}
