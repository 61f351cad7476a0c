//! The time of a lesson about which Zoom is asked.

use chrono::TimeDelta;

use super::Session;
use crate::domain::calendar::Interval;

/// Somebody may have been in the meeting this long before the page was opened, or the link sent.
const BEFORE_LINK: TimeDelta = TimeDelta::minutes(15);
/// A lesson of which only the pages tell is likely over this long after its page was opened: an hour of class, and a
/// quarter of an hour before it. That a page was closed says little: its student went to Zoom.
const UNHEARD_LESSON: TimeDelta = TimeDelta::minutes(75);
/// A lesson whose link was never opened is likely over this long after it was sent: links are sent up to two hours before,
/// and lessons take up to one.
pub(crate) const UNOPENED_LESSON: TimeDelta = TimeDelta::hours(3);

impl Session {
    /// Returns the time in which a run of the meeting may be this lesson's; `None`: the link was never sent. It ends with
    /// the lesson, or likely does.
    #[must_use]
    pub fn asked_time(&self) -> Option<Interval> {
        let at = self.time()?;
        let likely_end = match self.presence() {
            Some(_) => at + UNHEARD_LESSON,
            None => at + UNOPENED_LESSON,
        };

        let to = match self.ended_at() {
            // Zoom told when the student left.
            Some(ended_at) if self.zoom_figures().is_some() && self.no_show.is_none() => ended_at,
            Some(ended_at) => ended_at.max(likely_end),
            None => likely_end,
        };

        Some(Interval {
            from: at - BEFORE_LINK,
            to: to.max(at),
        })
    }
}
