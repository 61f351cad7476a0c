//! The teacher's page.

mod delivery;
pub(crate) mod page;
pub(crate) mod personal;
mod session;
mod zoom;

pub(crate) use self::delivery::Outcome;
pub(crate) use self::session::TodaysSession;
pub(crate) use self::zoom::{ZoomOutcome, ZoomState};
