//! All SQL. One concrete store over two databases: each statement is written once, with `?` for values.
//!
//! Times are UTC and cut to the second when they are bound; "now" always comes from the caller.

mod accounts;
mod application;
mod db;
mod health;
mod hot_plans;
mod listing;
mod migrate;
mod odd_rows;
mod operations;
mod people;
mod people_search;
mod rules;
mod sessions;
mod sign_in;
mod statistics;
mod teacher_accounts;
mod timetable;
mod zoom;

pub use self::accounts::{AdminAccount, TeacherAccount};
pub use self::application::StudentPackage;
use self::db::{Db, Dialect};
pub use self::db::{Failure, Store, StoreError, UnreadableRow, check_url};
pub use self::health::{Counts, Health};
pub use self::hot_plans::StatementPlan;
pub use self::listing::{Cursor, Filter, Page, PagePosition, SessionWithNames, SortKey, SortOrder};
pub use self::migrate::{
    BackfillProgress, Cost, InspectionFinding, MigrationPlan, MigrationStatus, PlannedStatement,
    SchemaFinding, Severity,
};
pub use self::operations::{ErrorCount, SweepRun};
pub use self::people::{OwnStudent, Student};
pub use self::sessions::{
    AppliedChange, ClosedSession, CreateOutcome, DueBatch, HEARTBEAT_ON_MYSQL, NewSession,
    SessionKey, StoredSession, SweepBatch,
};
pub use self::sign_in::SignInAttempt;
pub use self::statistics::{GroupBy, Statistics, ZoomShare};
pub(crate) use self::timetable::TIMETABLE;
pub use self::zoom::{
    BrokenCause, ConfirmedAccount, ConnectOutcome, CountedCalls, CreatedMeeting, HostQuestion,
    ImportState, ImportedFile, ListQuestion, NearLesson, NewCreatedMeeting, NewZoomConnection,
    PendingReconciliation, Recount, Silence, SilentAccount, SilentLesson, StoredTokens, StoredUser,
    ZoomConnection, ZoomHeard, ZoomImport,
};
pub(crate) use self::zoom::{
    CallAllowance, CallsOfDay, FoundUser, LogsRead, NextQuestion, PersonalSession,
};
