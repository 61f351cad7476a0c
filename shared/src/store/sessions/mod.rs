//! Rows of `wpos_zoom_links`: found, changed, created, closed.

mod change;
mod class;
mod close_due;
mod closed_session;
mod create;
mod detail;
mod documents;
mod due;
mod expected_lesson;
mod find;
mod heartbeat;
mod ledger;
mod new_session;
mod notification;
mod recent_links;
pub(crate) mod row;
mod row_update;
pub(crate) mod stored_status;
mod zero_dates;

pub use self::change::{AppliedChange, SessionKey};
pub use self::close_due::SweepBatch;
pub use self::closed_session::ClosedSession;
pub use self::due::DueBatch;
pub(crate) use self::due::{DueSelection, select_due};
pub use self::heartbeat::HEARTBEAT_ON_MYSQL;
pub(crate) use self::heartbeat::heartbeat_on_mysql;
pub(crate) use self::ledger::insert_after_match;
pub use self::new_session::{CreateOutcome, NewSession, StoredSession};
pub(crate) use self::notification::read_notification;
