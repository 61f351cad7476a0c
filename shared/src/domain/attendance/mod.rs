//! From evidence to minutes: what Zoom and the pages make of a lesson.

mod lesson_evidence;
pub(crate) mod meeting_stay;
mod no_show;
pub(crate) mod page_estimate;
mod page_time;
pub(crate) mod stay_assignment;
pub(crate) mod zoom_estimate;

pub use self::lesson_evidence::ClassReport;
pub use self::meeting_stay::{
    MeetingInstance, MeetingStay, Participant, REPORTED, ZoomEvent, ZoomKind, shared_seconds,
    stays_from_events,
};
pub use self::no_show::NoShow;
pub use self::page_time::countable_seconds;
pub(crate) use self::stay_assignment::REJOIN_WINDOW;
pub use self::stay_assignment::{LessonClaim, MEETING_SPAN, assign_stays};
pub use self::zoom_estimate::{LONGEST_STAY, LessonEvidence, ZoomEstimate};
