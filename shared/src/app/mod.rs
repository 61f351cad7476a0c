//! What the system does, whoever asks: endpoints, schedule, command line and development server call these.

pub(crate) mod account_owner;
pub(crate) mod apply_page_message;
pub(crate) mod class_report;
mod create_meeting;
mod expected_lesson;
pub mod export;
pub(crate) mod host_questions;
pub(crate) mod lesson_number;
mod lesson_package;
mod list_questions;
mod measure_anew;
mod meeting;
pub(crate) mod month_figures;
pub(crate) mod overview;
mod parts;
pub(crate) mod personal_meeting;
pub(crate) mod plan;
pub(crate) mod plan_report;
pub mod reconcile_meeting;
pub(crate) mod send_again;
pub mod send_link;
pub(crate) mod send_new_meeting;
mod sent_lessons;
pub(crate) mod session_item;
pub mod session_record;
pub(crate) mod session_selection;
pub(crate) mod start_in_zoom;
mod sweep;
mod sweep_report;
pub(crate) mod system_status;
pub mod teacher_months;
mod tokens;
mod zoom_askers;
mod zoom_asking;
mod zoom_calls;
pub(crate) mod zoom_connection;
mod zoom_import;
pub(crate) mod zoom_overview;
pub(crate) mod zoom_users;

pub use self::export::csv_pieces;
pub(crate) use self::parts::CONNECTED_PATH;
pub use self::parts::{App, Parts, zoom_oauth};
pub use self::reconcile_meeting::reconcile_pending;
pub use self::sweep::{sweep, sweep_within};
pub use self::sweep_report::{SweepDetail, SweepReport};
pub use self::tokens::TokenSource;
pub use self::zoom_askers::ZoomAskers;
pub use self::zoom_asking::read_webhook_log;
pub use self::zoom_calls::ZoomCalls;
pub use self::zoom_import::{
    AskError, AskOutcome, ImportMode, ImportOutcome, LessonChange, LessonFigures, MeetingToAsk,
    NearLessons, UndoOutcome, ask_zoom, import_report, list_meetings_to_ask, undo_import,
};
