//! A look at the database before anything is changed: rules over one snapshot of what the server says of itself.

mod expected;
mod finding;
mod inspection;
mod read;
mod read_rows;
mod read_server;
mod read_tables;
mod rules;
mod snapshot;

pub(crate) use self::expected::SESSIONS;
pub use self::finding::{Cost, InspectionFinding, Severity};
pub(crate) use self::snapshot::Snapshot;
#[cfg(test)]
pub(crate) use self::snapshot::Table;
