//! Sums over sessions.

mod day_figures;
mod grouped_tallies;
pub(crate) mod invalidation;
mod query;
mod summed_days;
mod tallies;
mod totals;

pub use self::grouped_tallies::Statistics;
pub use self::query::GroupBy;
