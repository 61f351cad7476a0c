//! Sums over sessions.

pub(crate) mod day_figures;
pub(crate) mod tallies;
mod totals;

pub use self::totals::{GroupBy, Statistics};
