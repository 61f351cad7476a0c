//! What the pages of teachers and admins have in common.

mod frame;
pub(crate) mod labels;

pub use self::frame::Frame;
pub(crate) use self::frame::{failure, page};
