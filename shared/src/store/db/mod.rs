//! Connections, statements, and what goes wrong with them.

mod connect;
mod dialect;
pub(crate) mod error;
mod execute;
pub(crate) mod failure;
mod failure_meanings;
mod mysql_connector;
mod pool;
pub(crate) mod refusal;
pub(crate) mod retry;
mod server_errors;
mod session_zone;
pub(crate) mod statement;
pub(crate) mod store;
pub(crate) mod stored_integer;
pub(crate) mod stored_text;
pub(crate) mod stored_time;
pub(crate) mod transaction;
mod unfit_text;
pub(crate) mod unreadable;
pub(crate) mod value;

pub use self::connect::check_url;
pub(crate) use self::dialect::Dialect;
pub use self::error::StoreError;
pub use self::failure::Failure;
pub(crate) use self::store::Db;
pub use self::store::Store;
pub use self::unreadable::UnreadableRow;
