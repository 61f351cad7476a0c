//! Sums over sessions.

mod day_figures;
pub(crate) mod invalidation;
mod query;
mod summed_days;
mod tallies;
mod totals;

pub use self::query::GroupBy;
pub use self::totals::Statistics;
