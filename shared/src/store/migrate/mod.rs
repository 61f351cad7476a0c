//! Bringing a database to the schema that this program needs. Only ever run by a person or a deploy step.

mod backfill;
mod lease;
mod migrations;
mod needed;
mod restate;
mod run;
mod schema;
mod script;

pub use self::backfill::BackfillProgress;
pub use self::migrations::MigrationStatus;
pub use self::schema::SchemaFinding;
