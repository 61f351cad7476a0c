//! The rules of the trade, pure: no I/O, no clock, no wire types. Time comes in as an argument.

mod admin_end;
mod by_zoom;
mod creation;
mod document;
mod duration;
mod estimate;
mod evidence;
mod ids;
mod lesson_by_pages;
mod matching;
mod meeting;
mod message;
mod period;
mod presence;
mod proof;
mod rules;
mod school_day;
mod session;
mod sign_in;
mod tally;
mod teachers_word;
mod tracking_token;
mod transitions;
mod verdict;
mod why;
mod zoom_link;

pub use self::by_zoom::no_show_of;
pub use self::creation::{Admission, LINK_VALID, RecentLink, admit};
pub use self::document::{Document, Standing, Trip};
pub use self::duration::{Figures, Grade, Source, minutes};
pub use self::estimate::{Estimate, LONGEST_STAY, Lesson};
pub use self::evidence::{DocumentId, Evidence, EvidenceSource, InvalidDocumentId, Kind, Party};
pub use self::ids::{InvalidStudentId, SessionId, StudentId, TeacherId};
pub use self::matching::{Claim, MEETING_SPAN, match_stays};
pub use self::meeting::{
    Instance, Participant, REPORTED, Stay, ZoomEvent, ZoomKind, shared_seconds, stays, union,
};
pub use self::message::{Message, Signal};
pub use self::period::{InvalidPreset, Period, Preset};
pub use self::presence::{Segment, Timeline};
pub use self::rules::Rules;
pub use self::school_day::{Day, InvalidDay, InvalidZone, SchoolDays};
pub use self::session::{EndReason, NoShow, Phase, Presence, Session, State, Status, TeachersWord};
pub use self::sign_in::{TRIES_KEPT, TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, TRY_WINDOW, may_try};
pub use self::tally::{LATE_AFTER, LENGTH_MINUTES, OpenPhases, Tallies, Tally};
pub use self::teachers_word::{InvalidClassEnd, NextClass};
pub use self::tracking_token::{InvalidToken, TrackingToken};
pub use self::transitions::{Change, Refused};
pub use self::why::why;
pub use self::zoom_link::{InvalidZoomLink, ZoomLink};
