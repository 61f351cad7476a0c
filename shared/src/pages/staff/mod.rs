//! What the pages of teachers and admins have in common.

pub(crate) mod delivery;
mod failure;
mod frame;
pub(crate) mod instant;
pub(crate) mod labels;
pub(crate) mod names;

pub(crate) use self::failure::failure;
pub use self::frame::Frame;
pub(crate) use self::frame::page;
pub(crate) use self::instant::ShownInstant;
