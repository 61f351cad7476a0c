//! Connections, statements and what goes wrong with them.

mod connect;
mod dialect;
pub(crate) mod error;
mod pool;
pub(crate) mod statement;
mod store;
pub(crate) mod transaction;

pub use self::connect::check_url;
pub(crate) use self::dialect::Dialect;
pub use self::error::StoreError;
use self::pool::Pool;
pub use self::store::Store;
pub(crate) use self::store::{Db, lend, with_connection};
