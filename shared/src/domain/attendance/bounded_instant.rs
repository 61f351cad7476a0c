//! One end of a stay: when it was, and when it may have been.

use chrono::{DateTime, Utc};

use super::assumptions::{MEETING_EDGE_TOLERANCE, REPORT_TOLERANCE};
use super::lesson_evidence::LessonInMeeting;
use super::meeting_stay::MeetingStay;

/// One end of a stay.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoundedInstant {
    pub(super) likely: DateTime<Utc>,
    /// The instant that makes the stay the shortest.
    pub(super) least: DateTime<Utc>,
    /// The instant that makes the stay the longest.
    pub(super) most: DateTime<Utc>,
    /// Whether it comes from a page.
    pub(super) by_page: bool,
    /// Whether the stay goes on.
    pub(super) open: bool,
}

impl BoundedInstant {
    /// An end as Zoom dates it.
    pub(super) fn exact(at: DateTime<Utc>) -> Self {
        Self {
            likely: at,
            least: at,
            most: at,
            by_page: false,
            open: false,
        }
    }

    /// The beginning of a stay as only a list has it.
    pub(super) fn listed_start(at: DateTime<Utc>) -> Self {
        Self {
            least: at + REPORT_TOLERANCE,
            most: at - REPORT_TOLERANCE,
            ..Self::exact(at)
        }
    }

    /// The end of a stay as only a list has it.
    pub(super) fn listed_end(at: DateTime<Utc>) -> Self {
        Self {
            least: at - REPORT_TOLERANCE,
            most: at + REPORT_TOLERANCE,
            ..Self::exact(at)
        }
    }
}

/// Tells whether this is the only stay of its instance whose end may be the meeting's own `edge`: every other one has
/// its end, and has it at another time. The first to come starts the meeting, and the last to leave ends it.
pub(super) fn is_alone_at_edge(
    stay: &MeetingStay,
    meeting: &LessonInMeeting<'_>,
    edge: DateTime<Utc>,
    end_of: impl Fn(&MeetingStay) -> Option<DateTime<Utc>>,
) -> bool {
    meeting
        .stays
        .iter()
        .filter(|other| other.instance == stay.instance && *other != stay)
        // Another stay whose end is unknown may just as well be the one at the edge.
        .all(|other| end_of(other).is_some_and(|at| (at - edge).abs() > MEETING_EDGE_TOLERANCE))
}
