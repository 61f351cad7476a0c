//! The time that the student's page alone accounts for.

use chrono::TimeDelta;

use crate::domain::measured_time::{MeasuredTime, MeasurementSource};
use crate::domain::presence::{Presence, PresenceParameters};

impl MeasuredTime {
    /// Measures a session that has no recorded end: it may have gone on for a while after its last activity.
    #[must_use]
    pub fn measured_so_far(presence: &Presence, parameters: &PresenceParameters) -> Self {
        Self::measured_by_page(presence, None, parameters)
    }

    /// Measures a session by the student's page alone, which does not see the lesson: the student may have opened the
    /// page and met nobody, or may have stayed in Zoom long after the page was closed.
    ///
    /// `finished` tells whether the student pressed "End session"; `None` if no page reported an end.
    #[must_use]
    pub fn measured_by_page(
        presence: &Presence,
        finished: Option<bool>,
        parameters: &PresenceParameters,
    ) -> Self {
        // Once a page has reported the end, no page was open any more.
        let unseen = match finished {
            Some(_) => TimeDelta::zero(),
            None => presence.longest_unseen(parameters),
        };
        let page_seconds = presence.span_seconds() + unseen.num_seconds();

        // The student may stay in Zoom after the page was closed, unless a page shows that the lesson is over.
        let may_be_in_zoom = finished != Some(true) && !presence.is_back();
        let zoom_seconds = match presence.went_to_zoom() {
            Some(tap) if may_be_in_zoom => {
                // No lesson is longer than the time away.
                (tap + parameters.away - presence.clicked_at).num_seconds()
            }
            Some(_) | None => 0,
        };

        let seconds = countable_seconds(presence.seconds(), parameters);
        let high_seconds = page_seconds.max(zoom_seconds);

        Self::with_band(seconds, 0, high_seconds, MeasurementSource::Page)
    }

    /// Builds the figures of an older system's row that has not even a number: it counts the time between the row's
    /// first activity and its last, without a grade.
    #[must_use]
    pub fn from_bare_row(presence: &Presence) -> Self {
        Self::from_older_row(
            presence.seconds(),
            presence.seconds(),
            presence.span_seconds(),
        )
    }
}

/// Caps the seconds of a page's presence: a page that was there for longer than any lesson was left open.
#[must_use]
pub fn countable_seconds(seconds: i64, parameters: &PresenceParameters) -> i64 {
    seconds.min(parameters.away.num_seconds())
}
