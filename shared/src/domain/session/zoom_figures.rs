//! What a session's figures say about Zoom: whether it told of the lesson, and whether its word is complete.

use chrono::{DateTime, Utc};

use super::{Session, State};
use crate::domain::attendance::NoShow;
use crate::domain::attendance::assumptions::{RECONCILE_AGAIN_AFTER, RECONCILE_AGAIN_FOR};
use crate::domain::measured_time::{Confidence, MeasuredTime};

impl Session {
    /// Tells whether something of Zoom's word is missing that may come, or that a page may tell.
    #[must_use]
    pub fn is_unsure_of_zoom(&self) -> bool {
        match self.zoom_figures() {
            Some(figures) => figures.grade != Some(Confidence::A),
            None => !matches!(self.state, State::Sent),
        }
    }

    /// Returns when the lesson is to be measured again, if so: when the student must have left, or, for some hours
    /// after the link was sent, when something that is missing may have come.
    #[must_use]
    pub fn reconcile_again_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.is_held_open_by_zoom(now) {
            return self.meeting_until;
        }

        let is_recent = self
            .sent_at
            .is_some_and(|sent| now - sent <= RECONCILE_AGAIN_FOR);

        (is_recent && self.is_unsure_of_zoom()).then_some(now + RECONCILE_AGAIN_AFTER)
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

    /// The figures that are recorded, if Zoom gave them.
    pub(super) fn zoom_figures(&self) -> Option<MeasuredTime> {
        self.recorded_figures().filter(MeasuredTime::is_by_zoom)
    }

    /// The figures that are recorded, if the session is over.
    pub(super) fn recorded_figures(&self) -> Option<MeasuredTime> {
        match &self.state {
            State::Ended { figures, .. } | State::TimedOut { figures, .. } => *figures,
            State::Sent | State::Active(_) => None,
        }
    }
}
