//! The pages of the admins' dashboard.

mod cards;
mod chart;
mod charts;
mod column_chart;
mod evidence;
mod filters;
mod frame;
pub(crate) mod link;
mod measurement;
pub(crate) mod months;
pub(crate) mod overview;
mod row_chart;
pub(crate) mod session;
pub(crate) mod sweep;
mod system;
mod table;
mod timeline;
