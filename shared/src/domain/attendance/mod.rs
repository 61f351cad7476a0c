//! From evidence to minutes: what Zoom and the pages make of a lesson.

mod account_users;
mod accounts_in_doubt;
pub(crate) mod assumptions;
mod bounded_instant;
mod bounded_stay;
mod contested;
mod expected_lesson;
mod first_together;
mod further_stay;
mod known_people;
mod lesson_by_link;
mod lesson_claim;
mod lesson_evidence;
mod likeliest_person;
mod likely_page_time;
mod list_question;
mod lost_events;
mod measured_stays;
mod meeting_event;
mod meeting_evidence;
mod meeting_guests;
mod meeting_people;
mod meeting_stay;
mod meeting_times;
mod no_show;
pub(crate) mod page_estimate;
mod page_time;
mod people_shown;
mod regular_guests;
mod reported_file;
mod reported_stays;
mod school_accounts;
mod shifted_report;
mod stay_assignment;
mod stay_comparison;
mod stay_end;
mod stay_start;
mod stays_from_events;
mod student_stays;
mod teacher_presence;
mod tie;
mod told_run;
mod unassigned_stay;
mod zoom_estimate;
mod zoom_trips;

pub use self::account_users::{AccountUser, FoundBy, TeacherAtSchool, find_teachers_of_users};
pub use self::accounts_in_doubt::{AccountInMeeting, account_id};
pub use self::assumptions::{ASSUMPTIONS, Assumption};
pub(crate) use self::assumptions::{
    CLASS_BEGUN_AFTER, EARLIER_LESSONS_WINDOW, LISTED_LEAVE_DELAY, MEETING_SPAN, NEIGHBOUR_WINDOW,
    RECONCILE_AGAIN_AFTER, REJOIN_WINDOW, SILENT_LESSON_WINDOW, WEBHOOK_RETRY_WINDOW,
};
pub use self::expected_lesson::{EarlierLesson, ExpectationSource, ExpectedLesson};
pub use self::first_together::first_together;
pub use self::known_people::{KnownPeople, KnownPerson, PersonRole};
pub use self::lesson_claim::LessonClaim;
pub use self::lesson_evidence::{ClassReport, LessonEvidence, LessonInMeeting};
pub(crate) use self::list_question::LISTS_ASKED_FOR;
pub use self::list_question::{
    PeopleTold, is_silence_an_answer, may_be_asked_about, next_list_question,
};
pub(in crate::domain) use self::lost_events::RunsTold;
pub use self::meeting_event::{MeetingEvent, Participant, REPORTED, ZoomEvent, ZoomKind};
pub use self::meeting_evidence::{MeetingEvidence, MeetingPresence};
pub use self::meeting_stay::{ListedEnds, MeetingInstance, MeetingStay};
pub use self::meeting_times::{MeetingTimes, TimesInMeeting};
pub(in crate::domain) use self::no_show::find_no_show_by_silence;
pub use self::no_show::{NoShow, find_no_show};
pub use self::page_time::countable_seconds;
pub use self::reported_file::{ReportedDay, ReportedFile};
pub use self::school_accounts::accounts_of_teachers;
pub use self::shifted_report::find_shift;
pub use self::stay_assignment::assign_stays;
pub use self::stays_from_events::stays_from_events;
pub use self::tie::Tie;
pub use self::told_run::ToldRun;
pub use self::zoom_estimate::ZoomEstimate;
