//! What Zoom's evidence makes of a session.

use chrono::{DateTime, Utc};

use super::{
    Change, EndReason, Estimate, Evidence, Figures, Grade, Kind, LONGEST_STAY, Presence, Session, Source,
    State,
};

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
        if estimate.is_running { self.goes_on(estimate) } else { self.ended_by_zoom(estimate, now) }
    }

    fn goes_on(mut self, estimate: &Estimate) -> Change {
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
        self.meeting_until = Some(estimate.from + LONGEST_STAY);
        self.unchanged()
    }

    fn ended_by_zoom(self, estimate: &Estimate, now: DateTime<Utc>) -> Change {
        let before = self.recorded();
        let (presence, ended_at, reason): (Option<Presence>, _, _) = match &self.state {
            State::Sent => (None, estimate.to, EndReason::Meeting),
            State::Active(presence) => (Some(presence.clone()), estimate.to, EndReason::Meeting),
            State::TimedOut { presence, .. } => (presence.clone(), estimate.to, EndReason::Meeting),
            State::Ended { presence, reason: EndReason::Closed | EndReason::Meeting, .. } => {
                (presence.clone(), estimate.to, EndReason::Meeting)
            }
            State::Ended { presence, reason: EndReason::Finished, .. } => {
                (presence.clone(), estimate.to, EndReason::Finished)
            }
            State::Ended { reason: EndReason::Admin | EndReason::Unknown, .. } => return self.unchanged(),
        };
        let figures = Some(estimate.figures);
        let after = State::Ended { presence, ended_at, reason, figures };
        if after == self.state && self.together_seconds == Some(estimate.together_seconds) {
            return Self { meeting_until: None, ..self }.unchanged();
        }
        let evidence = self.counted(before, estimate, now);
        let together_seconds = Some(estimate.together_seconds);
        let session = Self { state: after, together_seconds, meeting_until: None, ..self };
        Change { session, evidence: vec![evidence] }
    }

    /// The figures that are recorded, if the session is over.
    fn recorded(&self) -> Option<Figures> {
        match &self.state {
            State::Ended { figures, .. } | State::TimedOut { figures, .. } => *figures,
            State::Sent | State::Active(_) => None,
        }
    }

    fn counted(&self, before: Option<Figures>, estimate: &Estimate, now: DateTime<Utc>) -> Evidence {
        let kind = Kind::CountedByZoom;
        let (party, source) = kind.origin();
        let mut detail = words(&estimate.figures);
        if let Some(before) = before {
            detail = format!("{detail}; before: {}", words(&before));
        }
        for doubt in &estimate.doubts {
            detail = format!("{detail}; {doubt}");
        }
        Evidence {
            at: estimate.to,
            received_at: now,
            party,
            source,
            kind,
            document: None,
            sequence: None,
            detail: Some(detail),
            dedupe_key: format!("{}:r{}:{}", self.id, self.revision, kind.as_str()),
        }
    }
}

fn words(figures: &Figures) -> String {
    let source = figures.source.map_or("earlier system", Source::as_str);
    let grade = figures.grade.map_or("no grade", Grade::as_str);
    format!("{} s ({} to {}; {source}, {grade})", figures.seconds, figures.low_seconds, figures.high_seconds)
}
