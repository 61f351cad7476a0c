//! What Zoom's evidence makes of a session. The figures that it replaces stay in the ledger.

use chrono::{DateTime, Utc};

use super::{EndReason, Session, SessionChange, State};
use crate::domain::attendance::{
    LessonClaim, LessonEvidence, LessonInMeeting, NoShow, RunsTold, ZoomEstimate, find_no_show,
    find_no_show_by_silence,
};
use crate::domain::calendar::Interval;
use crate::domain::ledger::{Detail, Doubt, Evidence, EvidenceKind, ZoomCount};
use crate::domain::measured_time::{MeasuredTime, MeasurementSource};
use crate::domain::presence::{Presence, PresenceParameters};

impl Session {
    /// No change.
    #[must_use]
    pub fn without_change(self) -> SessionChange {
        SessionChange {
            session: self,
            evidence: Vec::new(),
        }
    }

    /// Returns what tells this lesson's stays from those of others in the same meeting. `ledger` is the session's.
    #[must_use]
    pub fn claim(&self, ledger: &[Evidence]) -> LessonClaim {
        LessonClaim {
            student: self.student,
            teacher: self.teacher.clone(),
            sent_at: self.sent_at.unwrap_or_default(),
            opened_at: self.presence().map(|presence| presence.clicked_at),
            taps: times_of(
                ledger,
                &[EvidenceKind::ZoomTapped, EvidenceKind::WentToZoom],
            ),
            looks: times_of(ledger, &[EvidenceKind::Visible, EvidenceKind::Returned]),
            has_page_story: self.presence().is_some_and(Presence::has_named_page),
        }
    }

    /// Measures the lesson anew by all that is known about it now.
    #[must_use]
    pub fn reconcile_with_zoom(
        self,
        meeting: &LessonInMeeting<'_>,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> SessionChange {
        let lesson = self.lesson_evidence(meeting, now);
        if let Some(estimate) = ZoomEstimate::of(&lesson) {
            // The teacher has said that whoever was there was not the student.
            if self.is_denied_unopened() && estimate.figures.low_seconds == 0 {
                return self.without_change();
            }

            return self.apply_zoom_estimate(&estimate, now);
        }
        if self.is_denied_unopened() {
            return self.without_change();
        }

        match find_no_show(&lesson, rules) {
            Some(no_show) => self.record_no_show(no_show, now),
            // That a teacher did not come follows from a silence that only the sweep hears. It stands while nothing speaks
            // against it: other lessons of the room do not.
            None if self.no_show == Some(NoShow::Teacher)
                && (meeting.stays.is_empty()
                    || find_no_show_by_silence(&lesson, rules) == Some(NoShow::Teacher)) =>
            {
                self.without_change()
            }
            None => self.withdraw_zoom_estimate(now, rules),
        }
    }

    /// Lists what Zoom's word leaves open about a lesson that is over, where its word counts.
    #[must_use]
    pub fn doubts_of_zoom(&self, meeting: &LessonInMeeting<'_>, now: DateTime<Utc>) -> Vec<Doubt> {
        // An admin's end, and what an older system recorded, stand against all evidence.
        if let Some(EndReason::Admin | EndReason::Unknown) = self.end_reason() {
            return Vec::new();
        }

        match ZoomEstimate::of(&self.lesson_evidence(meeting, now)) {
            Some(estimate) if estimate.goes_on_until.is_none() => estimate.doubts,
            Some(_) | None => Vec::new(),
        }
    }

    /// Tells whether Zoom's own list of the participants may say more of a lesson that is over: nothing was told of it,
    /// or what was told is not all. Where everything was told, Zoom's list says the same, whatever is in doubt.
    #[must_use]
    pub fn may_lack_events(&self, meeting: &LessonInMeeting<'_>, now: DateTime<Utc>) -> bool {
        // An admin's end, and what an older system recorded, stand against all evidence.
        let is_final = matches!(
            self.end_reason(),
            Some(EndReason::Admin | EndReason::Unknown)
        );
        if is_final || self.is_open() {
            return false;
        }

        let estimate = ZoomEstimate::of(&self.lesson_evidence(meeting, now));
        if estimate
            .as_ref()
            .is_some_and(|estimate| estimate.goes_on_until.is_some())
        {
            return false;
        }

        let Some(time) = self.time_in_doubt(estimate.as_ref()) else {
            return false;
        };
        match meeting.runs_told(time) {
            RunsTold::None | RunsTold::InPart => true,
            // The student opened the link, or went to Zoom by it, and Zoom told nothing of that.
            RunsTold::Whole => match estimate {
                None => self.presence().is_some(),
                Some(_) => meeting.has_unanswered_tap(),
            },
        }
    }

    /// Returns when the runs of the meeting were that may be this lesson's: those in which its student was, or else those
    /// around its link.
    fn time_in_doubt(&self, estimate: Option<&ZoomEstimate>) -> Option<Interval> {
        match estimate {
            Some(estimate) => Some(Interval {
                from: estimate.from,
                to: estimate.to,
            }),
            None => self.asked_time(),
        }
    }

    fn lesson_evidence<'a>(
        &'a self,
        meeting: &'a LessonInMeeting<'a>,
        now: DateTime<Utc>,
    ) -> LessonEvidence<'a> {
        LessonEvidence {
            meeting,
            presence: self.presence(),
            class: self.class_report,
            is_over: matches!(self.state, State::Ended { .. } | State::TimedOut { .. }),
            now,
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
    pub fn record_no_show(self, no_show: NoShow, now: DateTime<Utc>) -> SessionChange {
        let (State::Ended {
            presence,
            ended_at,
            figures: Some(figures),
            ..
        }
        | State::TimedOut {
            presence,
            ended_at,
            figures: Some(figures),
        }) = &self.state
        else {
            return self.without_change();
        };

        // An admin's end, and what an older system recorded, stand against all evidence.
        let is_final = matches!(
            self.end_reason(),
            Some(EndReason::Admin | EndReason::Unknown)
        );
        let is_recorded = self.no_show == Some(no_show) && self.zoom_figures().is_some();
        if is_final || is_recorded {
            return self.without_change();
        }

        // Zoom's events may have got lost, so the lesson may have been as long as it was thought before.
        let most = figures.high_seconds;
        let opened_at = presence.as_ref().map(|presence| presence.clicked_at);
        let estimate = ZoomEstimate {
            figures: MeasuredTime::with_band(0, 0, most, MeasurementSource::Zoom),
            together_seconds: 0,
            from: opened_at.unwrap_or(*ended_at),
            to: *ended_at,
            goes_on_until: None,
            no_show: Some(no_show),
            doubts: vec![match no_show {
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
        let has_word_of_zoom = counted.is_some() || self.meeting_until.is_some();
        if !has_word_of_zoom {
            return self.without_change();
        }

        self.state = self.state.without_zoom(counted.is_some());
        self.meeting_until = None;
        self.together_seconds = None;
        self.lesson_started_at = None;
        self.no_show = None;
        self.measure_by_pages(rules);

        let detail = counted.map(|before| Detail::ZoomCount(ZoomCount::Withdrawn { before }));
        let evidence = self.evidence(EvidenceKind::CountedByZoom, now, now, detail);

        SessionChange {
            session: self,
            evidence: vec![evidence],
        }
    }
}

fn times_of(ledger: &[Evidence], kinds: &[EvidenceKind]) -> Vec<DateTime<Utc>> {
    ledger
        .iter()
        .filter(|entry| kinds.contains(&entry.kind))
        .map(|entry| entry.at)
        .collect()
}
