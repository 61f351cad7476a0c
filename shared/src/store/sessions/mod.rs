//! Rows of `wpos_zoom_links`: found, changed, created, closed.

mod change;
mod create;
mod detail;
pub(crate) mod documents;
mod due;
mod heartbeat;
pub(crate) mod ledger;
pub(crate) mod row;

pub use self::change::{Applied, Which};
pub use self::create::{Created, NewSession, Stored};
pub use self::due::{ClosedSession, Due, SweepBatch};
