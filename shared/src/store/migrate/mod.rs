//! Bringing a database to the schema that this program needs. Only ever run by a person or a deploy step.

mod backfill;
pub(crate) mod inspect;
mod lease;
mod migrations;
mod needed;
mod plan;
mod restate;
mod run;
mod schema;
mod script;

pub use self::backfill::BackfillProgress;
pub use self::inspect::{Cost, InspectionFinding, Severity};
pub use self::migrations::MigrationStatus;
pub use self::plan::{MigrationPlan, PlannedStatement};
pub use self::schema::SchemaFinding;
