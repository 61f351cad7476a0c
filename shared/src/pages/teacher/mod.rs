//! The teacher's page.

mod delivery;
pub(crate) mod page;
mod session;

pub(crate) use self::session::TodaysSession;
