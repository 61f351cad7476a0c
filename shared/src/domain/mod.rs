//! The rules of the school's lessons. They are pure: no I/O, no clock, no wire types; time comes in as an argument.
//!
//! Each folder uses those before it and none after it: ids, invisible, role, `stored_names`, `measured_time`, ledger, calendar,
//! timetable, invitation, presence, attendance, session, tally. `call_limits` uses none, `zoom_asker` only ids.

pub(crate) mod attendance;
pub(crate) mod calendar;
pub(crate) mod call_limits;
pub(crate) mod ids;
pub(crate) mod invisible;
pub(crate) mod invitation;
pub(crate) mod ledger;
pub(crate) mod measured_time;
pub(crate) mod presence;
pub(crate) mod role;
pub(crate) mod session;
pub(crate) mod sign_in_limits;
pub(crate) mod stored_names;
pub(crate) mod tally;
pub(crate) mod timetable;
pub(crate) mod zoom_asker;

pub use self::attendance::{
    ASSUMPTIONS, AccountInMeeting, AccountUser, Assumption, ClassReport, EarlierLesson,
    ExpectationSource, ExpectedLesson, FoundBy, KnownPeople, KnownPerson, LessonClaim,
    LessonEvidence, LessonInMeeting, ListedEnds, MeetingEvent, MeetingEvidence, MeetingInstance,
    MeetingPresence, MeetingStay, MeetingTimes, NoShow, Participant, PeopleTold, PersonRole,
    REPORTED, ReportedDay, ReportedFile, TeacherAtSchool, Tie, TimesInMeeting, ToldRun,
    ZoomEstimate, ZoomEvent, ZoomKind, account_id, accounts_of_teachers, assign_stays,
    countable_seconds, find_no_show, find_shift, find_teachers_of_users, first_together,
    is_silence_an_answer, may_be_asked_about, next_list_question, stays_from_events,
};
pub(crate) use self::attendance::{
    EARLIER_LESSONS_WINDOW, LISTED_LEAVE_DELAY, LISTS_ASKED_FOR, MEETING_SPAN, NEIGHBOUR_WINDOW,
    RECONCILE_AGAIN_AFTER, SILENT_LESSON_WINDOW, WEBHOOK_RETRY_WINDOW,
};
pub use self::calendar::{
    CHANGED_ZONES, ClockStep, Day, DetectedClock, DetectedClocks, Interval, InvalidDay,
    InvalidPreset, InvalidStoredAs, InvalidTime, InvalidZone, Period, Preset, RowTimes,
    SchoolCalendar, StoredAs, StoredClock, StoredClocks, StoredTimes, ZoneComparison,
    compared_instants, read_time, union,
};
pub use self::call_limits::{AccountPlan, CallWeight};
pub use self::ids::{ImportId, InvalidStudentId, SessionId, StudentId, TeacherId};
pub(crate) use self::invisible::is_invisible;
pub use self::invitation::{
    Cause, CauseEntry, ChatId, InvalidChatId, InvalidPersonalMeeting, InvalidToken,
    InvalidZoomLink, LINK_VALID, LONGEST_LINK_VALID, LessonPackage, NotificationStatus,
    PersonalMeeting, REPEAT_WINDOW, RecentLink, SendDecision, TrackingToken, ZoomLink,
    check_send_limits, daily_rate, is_zoom_address, time_until_next_link,
};
pub use self::ledger::{
    AccountOwner, Detail, DocumentId, Doubt, Evidence, EvidenceKind, EvidenceSource,
    InvalidDocumentId, Party, ZoomCount,
};
pub use self::measured_time::{Confidence, MeasuredTime, MeasurementSource, minutes};
pub use self::presence::{
    PageDocument, PageMessage, PlainHeartbeat, Presence, PresenceParameters, Signal, Timeline,
    Visibility, ZoomVisit,
};
pub use self::role::Role;
pub(crate) use self::session::UNOPENED_LESSON;
pub use self::session::{
    EndReason, InvalidClassEnd, LATE_AFTER, LinkState, NextClass, Phase, Rejection, Session,
    SessionChange, State, Status, TeacherAction, detail_in_words, explain,
};
pub use self::sign_in_limits::{
    TRIES_KEPT, TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, TRY_WINDOW, may_try,
};
pub use self::tally::{LENGTH_MINUTES, OpenPhases, Tallies, Tally};
pub use self::timetable::{
    ComparedLesson, DayPackage, InvalidDayPackage, InvalidTimeSlot, LATE_AGAINST_PLAN, LateRule,
    LinkInPlan, NEAR_PLAN, OddSlot, PlanComparison, PlanTally, PlannedHour, PlannedLesson,
    PlannedSlot, SentLink, StoredSlot, TimeSlot, Timetable,
};
pub use self::zoom_asker::{ConnectedTeacher, MeetingOwner, PossibleAskers, ZoomAsker};
