//! The dashboard.

pub(crate) mod charts;
pub(crate) mod months;
mod overview;
pub(crate) mod session;

pub(crate) use self::overview::*;
