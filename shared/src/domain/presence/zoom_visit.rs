//! The student's way from a page to Zoom and back.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::calendar::Interval;

/// What a page knows of the student's way to Zoom and back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ZoomVisit {
    /// The first tap on the Zoom link.
    pub first_tap_at: Option<DateTime<Utc>>,
    /// The last tap on it.
    pub last_tap_at: Option<DateTime<Utc>>,
    /// When the student first looked at the page after the last tap.
    pub back_at: Option<DateTime<Utc>>,
    /// When the student last looked at the page: a student may do so while the class goes on.
    pub looked_at: Option<DateTime<Utc>>,
    /// How often the student came back and went to Zoom again.
    pub returns: u32,
    /// Seconds that the student spent outside Zoom between coming back and going there again.
    pub outside_seconds: i64,
    /// The longest time for which the computer slept, and Zoom with it, while the student was to be there.
    pub asleep: Option<Interval>,
}

/// A look so soon after a silence may be what woke the page: then the browser had stopped it, and no computer slept.
const WOKEN_FOR_LOOK: TimeDelta = TimeDelta::seconds(60);

impl ZoomVisit {
    /// Tells whether the page led to Zoom.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.first_tap_at.is_some()
    }

    /// Records a tap on the Zoom link.
    pub(crate) fn record_tap(&mut self, at: DateTime<Utc>) {
        // A student who goes to Zoom again was outside the lesson since the return.
        if let Some(back_at) = self.back_at.take() {
            self.returns += 1;
            self.outside_seconds += (at - back_at).num_seconds().max(0);
        }

        // A look before the last tap is no return from the lesson.
        self.looked_at = None;
        self.first_tap_at.get_or_insert(at);
        self.last_tap_at = Some(at);
    }

    /// Records that the computer slept.
    pub(crate) fn record_sleep(&mut self, asleep: Interval) {
        let is_longest = self
            .asleep
            .is_none_or(|known| known.seconds() < asleep.seconds());

        if self.is_known() && self.back_at.is_none() && is_longest {
            self.asleep = Some(asleep);
        }
    }

    /// Records that the page was in front of the student.
    pub(crate) fn record_look(&mut self, at: DateTime<Utc>) {
        if self.is_known() {
            // A browser wakes a page that it froze for the look, and the page speaks a moment before it is seen.
            self.asleep = self.asleep.filter(|asleep| at - asleep.to > WOKEN_FOR_LOOK);
            // The first look is the nearest to the moment at which the student left Zoom.
            self.back_at.get_or_insert(at);
            self.looked_at = Some(at);
        }
    }
}
