//! The inputs of every page's life, and the order of its events.

use crate::attendance::Attendance;
use crate::lesson::{Act, PageLife};
use crate::mix::Mix;
use crate::spans::Millis;

/// The inputs of a page's life.
#[derive(Clone, Copy, Debug)]
pub struct LifeInputs<'a> {
    /// The school.
    pub mix: &'a Mix,
    /// The truth.
    pub attendance: &'a Attendance,
    /// When the page is opened.
    pub opens: Millis,
    /// When the Zoom link is tapped.
    pub taps: Millis,
}

impl LifeInputs<'_> {
    /// When the student means to be out of the meeting.
    pub(super) fn leaves(&self) -> Millis {
        self.attendance.means.1
    }
}

/// Sorts what happens, and lets nothing happen after the end.
#[must_use]
pub(super) fn in_order(mut page: PageLife) -> PageLife {
    page.acts.sort_by_key(|(at, _)| *at);
    let over = page
        .acts
        .iter()
        .position(|(_, act)| matches!(act, Act::Close | Act::Die));

    if let Some(last) = over {
        page.acts.truncate(last + 1);
    }

    page
}
