//! What comes from Zoom: webhooks with their signature, and reports and lists of its API that stand in for lost webhooks.

mod api;
mod dedupe_key;
mod names;
mod oauth;
mod payload;
mod report;
mod signature;
mod teacher_scopes;
mod wire_text;

pub use self::api::{
    CallCounter, Instance, Instances, LESSON_KEY, LOG_SCOPES, LogPage, MEETING_SCOPES,
    MeetingAtZoom, MeetingState, MeetingToCreate, NEEDED_SCOPES, OwnUser, REPORT_SCOPES,
    Registration, RunToAsk, TeacherToken, USER_SCOPES, Uncounted, Zoom, ZoomAccess, ZoomApiError,
};
pub(crate) use self::dedupe_key::sha256;
pub use self::oauth::{
    ConnectState, Grant, GrantError, InvalidState, TeacherTokens, UnreadableTokens, ZoomOauth,
};
pub use self::payload::{AppRemoval, Delivery, MalformedEvent};
pub use self::report::{
    DateOrder, LISTS, Report, RunAnswer, UnreadableReport, event_of_list, reports_of_runs,
};
pub use self::signature::{Signed, Unsigned};
pub(crate) use self::teacher_scopes::{DELETE_MEETING, OLDER_WRITING, REGISTER, scopes_of_use};
pub use self::teacher_scopes::{LIST_PARTICIPANTS, LIST_RUNS, OLDER_READING};
