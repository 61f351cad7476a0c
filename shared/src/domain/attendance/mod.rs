//! From evidence to minutes: what Zoom and the pages make of a lesson.

pub(crate) mod assumptions;
mod bounded_instant;
mod bounded_stay;
mod contested;
mod identity;
mod known_people;
mod lesson_evidence;
mod meeting_event;
mod meeting_evidence;
mod meeting_people;
mod meeting_stay;
mod no_show;
pub(crate) mod page_estimate;
mod page_time;
mod stay_assignment;
mod stay_end;
mod stay_start;
mod zoom_estimate;
mod zoom_trips;

pub use self::assumptions::{ASSUMPTIONS, Assumption};
pub(crate) use self::assumptions::{
    CLASS_BEGUN_AFTER, MEETING_SPAN, NEIGHBOUR_WINDOW, RECONCILE_AGAIN_AFTER, REJOIN_WINDOW,
    SILENT_LESSON_WINDOW, WEBHOOK_RETRY_WINDOW,
};
pub use self::identity::Tie;
pub use self::known_people::{KnownPeople, KnownPerson, PersonRole};
pub use self::lesson_evidence::{ClassReport, LessonClaim, LessonEvidence, LessonInMeeting};
pub use self::meeting_event::{MeetingEvent, Participant, REPORTED, ZoomEvent, ZoomKind};
pub use self::meeting_evidence::{MeetingEvidence, MeetingPresence};
pub use self::meeting_stay::{MeetingInstance, MeetingStay, stays_from_events};
pub use self::no_show::{NoShow, find_no_show};
pub use self::page_time::countable_seconds;
pub use self::stay_assignment::assign_stays;
pub use self::zoom_estimate::ZoomEstimate;
