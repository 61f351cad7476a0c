//! One lesson's attendance through one link, and all that changes it.

mod admin_end;
mod class_report;
mod explanation;
pub(crate) mod lifecycle;
mod link_state;
mod page_attendance;
mod page_messages;
mod session;
mod zoom_end;
mod zoom_figures;
mod zoom_reconciliation;

pub use self::class_report::{InvalidClassEnd, NextClass};
pub use self::explanation::{detail_in_words, explain};
pub use self::link_state::LinkState;
pub use self::page_messages::{Rejection, SessionChange};
pub use self::session::{EndReason, Phase, Session, State, Status};
