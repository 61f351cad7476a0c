//! Zoom's REST API, asked in the name of the school's server-to-server app, or of a teacher.

mod answer;
mod app_token;
mod call;
mod call_counter;
mod client;
mod created_meeting;
mod own_user;
mod pages;
mod past_meetings;
mod refusal;
mod request;
mod run_lists;
mod teacher_token;
mod users;
mod webhook_logs;

pub(super) use self::answer::Answer;
pub use self::app_token::NEEDED_SCOPES;
pub use self::call_counter::{CallCounter, Uncounted};
pub use self::client::{MEETING_SCOPES, REPORT_SCOPES, Zoom, ZoomAccess};
pub use self::created_meeting::{LESSON_KEY, MeetingAtZoom, MeetingToCreate, Registration};
pub use self::own_user::OwnUser;
pub use self::past_meetings::{Instance, Instances, MeetingState};
pub use self::refusal::ZoomApiError;
pub(super) use self::request::send;
pub use self::run_lists::RunToAsk;
pub use self::teacher_token::TeacherToken;
pub use self::users::USER_SCOPES;
pub use self::webhook_logs::{LOG_SCOPES, LogPage};
