//! The teacher's page.

mod action;
mod delivery;
pub(crate) mod page;
mod session;

pub(crate) use self::session::TodaysSession;
