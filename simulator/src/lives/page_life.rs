//! What every page's life is drawn from, and the order of what happens to a page.

use crate::attendance::Attendance;
use crate::lesson::{Act, PageLife};
use crate::mix::Mix;
use crate::spans::Millis;

/// What a page's life depends on.
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
