//! Sums over sessions.

mod day_figures;
mod grouped_tallies;
pub(crate) mod invalidation;
mod query;
mod summed_days;
mod tallies;
mod totals;
mod zoom_shares;

pub use self::grouped_tallies::Statistics;
pub use self::query::GroupBy;
pub use self::zoom_shares::ZoomShare;
