//! From evidence to minutes: what Zoom and the pages make of a lesson.

pub(crate) mod meeting_stay;
pub(crate) mod page_estimate;
mod page_time;
pub(crate) mod stay_assignment;
pub(crate) mod zoom_estimate;

pub use self::meeting_stay::{
    MeetingInstance, MeetingStay, Participant, REPORTED, ZoomEvent, ZoomKind, shared_seconds,
    stays_from_events,
};
pub use self::page_time::countable_seconds;
pub use self::stay_assignment::{LessonClaim, MEETING_SPAN, assign_stays};
pub use self::zoom_estimate::{LONGEST_STAY, LessonEvidence, ZoomEstimate};
