//! One lesson's attendance through one link, and everything that changes it.

mod admin_end;
mod asked_time;
mod change;
mod class_report;
mod counted_time;
#[cfg(test)]
pub(crate) mod example;
mod explanation;
mod lifecycle;
mod link_state;
mod message_acceptance;
mod page_attendance;
mod page_messages;
mod plain_heartbeat;
mod session;
mod state;
mod teacher_action;
mod timeout;
mod zoom_end;
mod zoom_figures;
mod zoom_reconciliation;

pub(crate) use self::asked_time::UNOPENED_LESSON;
pub use self::change::{Rejection, SessionChange};
pub use self::class_report::{InvalidClassEnd, NextClass};
pub use self::explanation::{detail_in_words, explain};
pub use self::lifecycle::LATE_AFTER;
pub use self::link_state::LinkState;
pub use self::session::Session;
pub use self::state::{EndReason, Phase, State, Status};
pub use self::teacher_action::TeacherAction;
