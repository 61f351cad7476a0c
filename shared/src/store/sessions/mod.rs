//! Rows of `wpos_zoom_links`: found, changed, created, closed.

mod change;
mod class;
mod close_due;
mod create;
mod detail;
mod documents;
mod due;
mod find;
mod heartbeat;
mod ledger;
mod notification;
pub(crate) mod row;
mod row_update;

pub use self::change::{AppliedChange, SessionKey};
pub use self::close_due::{ClosedSession, SweepBatch};
pub use self::create::{CreateOutcome, NewSession, StoredSession};
pub use self::due::DueBatch;
pub use self::heartbeat::HEARTBEAT_ON_MYSQL;
pub(crate) use self::notification::read_notification;
