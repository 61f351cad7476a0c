//! How a session goes on, or is over, by an estimate from Zoom's evidence.

use chrono::{DateTime, Utc};

use super::{EndReason, Session, SessionChange, State};
use crate::domain::attendance::ZoomEstimate;
use crate::domain::ledger::{Detail, Evidence, EvidenceKind, ZoomCount};

impl Session {
    /// Opens a lesson again, or holds it open, until it must be over. A final end stands.
    pub(super) fn keep_open(
        mut self,
        estimate: &ZoomEstimate,
        until: DateTime<Utc>,
    ) -> SessionChange {
        let Some(state) = self.state.clone().reopened() else {
            return self.without_change();
        };

        self.state = state;
        self.meeting_until = Some(until);
        self.lesson_started_at = Some(estimate.from);
        self.no_show = None;

        self.without_change()
    }

    /// Ends a lesson by an estimate. The end of an admin, or of an older system, stands.
    pub(super) fn end_by_zoom(self, estimate: &ZoomEstimate, now: DateTime<Utc>) -> SessionChange {
        let reason = match self.end_reason() {
            None | Some(EndReason::Closed | EndReason::Meeting) => EndReason::Meeting,
            // The student's press stays the reason, because a session that ended with the meeting may be reopened.
            Some(EndReason::Finished) => EndReason::Finished,
            Some(EndReason::Admin | EndReason::Unknown) => return self.without_change(),
        };

        let counted = Self {
            state: State::Ended {
                presence: self.presence().cloned(),
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

        // Every event of a meeting leads here, so an estimate without news must add nothing to the ledger.
        let is_recorded = Self {
            meeting_until: None,
            ..self.clone()
        } == counted;
        if is_recorded {
            return counted.without_change();
        }

        SessionChange {
            evidence: vec![self.zoom_count(estimate, now)],
            session: counted,
        }
    }

    /// The ledger's entry about an estimate, with the figures before it.
    fn zoom_count(&self, estimate: &ZoomEstimate, now: DateTime<Utc>) -> Evidence {
        let detail = Detail::ZoomCount(ZoomCount::Counted {
            figures: estimate.figures,
            before: self.recorded_figures(),
            doubts: estimate.doubts.clone(),
        });

        self.evidence(EvidenceKind::CountedByZoom, estimate.to, now, Some(detail))
    }
}

impl State {
    /// The state of a lesson that goes on; `None`: its end is final.
    fn reopened(self) -> Option<Self> {
        match self {
            Self::Ended {
                presence: Some(presence),
                reason: EndReason::Closed | EndReason::Meeting,
                ..
            }
            | Self::TimedOut {
                presence: Some(presence),
                ..
            } => Some(Self::Active(presence)),
            Self::Ended {
                presence: None,
                reason: EndReason::Meeting,
                ..
            } => Some(Self::Sent),
            Self::Ended { .. } | Self::TimedOut { .. } => None,
            state @ (Self::Sent | Self::Active(_)) => Some(state),
        }
    }

    /// The state without what Zoom said: an end of the meeting is none, and `was_counted` figures are dropped.
    pub(super) fn without_zoom(self, was_counted: bool) -> Self {
        match self {
            Self::Ended {
                presence: None,
                reason: EndReason::Meeting,
                ..
            } => Self::Sent,
            Self::Ended {
                presence: Some(presence),
                reason: EndReason::Meeting,
                ..
            } => Self::TimedOut {
                ended_at: presence.last_sign_at,
                presence: Some(presence),
                figures: None,
            },
            Self::Ended {
                presence,
                ended_at,
                reason,
                ..
            } if was_counted => Self::Ended {
                presence,
                ended_at,
                reason,
                figures: None,
            },
            state @ (Self::Sent | Self::Active(_) | Self::Ended { .. } | Self::TimedOut { .. }) => {
                state
            }
        }
    }
}
