//! All SQL. One concrete store over two databases: each statement is written once, with `?` for values.
//!
//! Times are UTC and bound as `NaiveDateTime`, cut to the second; "now" always comes from the caller.

mod accounts;
mod db;
mod health;
mod listing;
mod migrate;
mod operations;
mod people;
mod sessions;
mod sign_in;
mod statistics;
mod zoom;

pub use self::accounts::{AdminAccount, TeacherAccount};
use self::db::{Db, Dialect, lend, on};
pub use self::db::{Store, StoreError, check_url};
pub use self::health::{Counts, Health};
pub use self::listing::{Cursor, Filter, Listed, Order, Page, Sort, Turn};
pub use self::migrate::{BackfillProgress, MigrationStatus, SchemaFinding};
pub use self::operations::{ErrorCount, SweepRun};
pub use self::people::{OwnStudent, Student};
pub use self::sessions::{Applied, ClosedSession, Created, Due, NewSession, Stored, SweepBatch, Which};
pub use self::sign_in::SignInAttempt;
pub use self::statistics::{By, Statistics};
pub use self::zoom::{MeetingToCount, SilentAccount, UnheardLesson};
