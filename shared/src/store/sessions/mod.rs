//! Rows of `wpos_zoom_links`: found, changed, created, closed.

mod change;
mod create;
mod detail;
pub(crate) mod documents;
mod due;
mod heartbeat;
pub(crate) mod ledger;
pub(crate) mod row;

pub use self::change::{AppliedChange, SessionKey};
pub use self::create::{CreateOutcome, NewSession, StoredSession};
pub use self::due::{ClosedSession, DueBatch, SweepBatch};
pub use self::heartbeat::HEARTBEAT_ON_MYSQL;
