//! The rules of the trade, pure: no I/O, no clock, no wire types. Time comes in as an argument.

pub(crate) mod attendance;
pub(crate) mod calendar;
pub(crate) mod detail;
pub(crate) mod evidence;
pub(crate) mod ids;
pub(crate) mod invitation;
pub(crate) mod presence;
pub(crate) mod role;
pub(crate) mod session;
pub(crate) mod sign_in_limits;
pub(crate) mod stored_names;
pub(crate) mod tally;

pub use self::attendance::{
    Claim, Estimate, Figures, Grade, Instance, LONGEST_STAY, Lesson, MEETING_SPAN, Participant, REPORTED,
    Source, Stay, ZoomEvent, ZoomKind, match_stays, minutes, shared_seconds, stays, union,
};
pub use self::calendar::{Day, InvalidDay, InvalidPreset, InvalidZone, Period, Preset, SchoolDays};
pub use self::detail::{Detail, Doubt, ZoomCount};
pub use self::evidence::{DocumentId, Evidence, EvidenceSource, InvalidDocumentId, Kind, Party};
pub use self::ids::{InvalidStudentId, SessionId, StudentId, TeacherId};
pub use self::invitation::{
    Admission, Cause, InvalidToken, InvalidZoomLink, LINK_VALID, NotificationStatus, RecentLink,
    TrackingToken, ZoomLink, admit,
};
pub use self::presence::{Document, Message, Rules, Segment, Signal, Standing, Timeline, Trip};
pub use self::role::Role;
pub use self::session::{
    Change, EndReason, InvalidClassEnd, NextClass, NoShow, Phase, Presence, Refused, Session, State, Status,
    TeachersWord, detail_in_words, no_show_of, why,
};
pub use self::sign_in_limits::{TRIES_KEPT, TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, TRY_WINDOW, may_try};
pub use self::tally::{LATE_AFTER, LENGTH_MINUTES, OpenPhases, Tallies, Tally};
