//! One lesson's attendance through one link, and all that changes it.

mod admin_end;
mod class_report;
mod explanation;
pub(crate) mod lifecycle;
mod link_state;
mod page_messages;
mod session;
pub(crate) mod zoom_reconciliation;

pub use self::class_report::{InvalidClassEnd, NextClass};
pub use self::explanation::{detail_in_words, why};
pub use self::link_state::LinkState;
pub use self::page_messages::{Change, Refused};
pub use self::session::{EndReason, NoShow, Phase, Presence, Session, State, Status, TeachersWord};
pub use self::zoom_reconciliation::no_show_of;
