//! The pages of the admins' dashboard.

mod cards;
mod charts;
mod columns;
mod comparison;
mod evidence;
mod filters;
mod frame;
pub(crate) mod hosts;
pub(crate) mod link;
mod measurement;
pub(crate) mod months;
mod months_columns;
pub(crate) mod overview;
pub(crate) mod plan;
mod plan_words;
pub(crate) mod session;
pub(crate) mod sweep;
mod system;
mod table;
mod timeline;
mod timeline_drawing;
mod timeline_scale;
mod warnings;
pub(crate) mod zoom;
