//! From evidence to minutes: what Zoom and the pages make of a lesson.

mod measured_time;
pub(crate) mod meeting_stay;
pub(crate) mod page_estimate;
pub(crate) mod stay_assignment;
pub(crate) mod zoom_estimate;

pub use self::measured_time::{Figures, Grade, Source, countable_seconds, minutes};
pub use self::meeting_stay::{
    Instance, Participant, REPORTED, Stay, ZoomEvent, ZoomKind, shared_seconds, stays, union,
};
pub use self::stay_assignment::{Claim, MEETING_SPAN, match_stays};
pub use self::zoom_estimate::{Estimate, LONGEST_STAY, Lesson};
