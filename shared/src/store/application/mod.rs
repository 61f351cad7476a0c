//! The school's own application on the same tables: what this system fills and reads so that its pages go on working.

mod detection;
mod meeting_columns;
mod packages;
mod row_times;
mod schema;
mod zone_tables;

pub use self::packages::StudentPackage;
pub(crate) use self::schema::ApplicationSchema;
