//! The teacher's page.

mod delivery;
pub(crate) mod page;
