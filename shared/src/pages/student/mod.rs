//! The student's page.

mod language;
mod page;
mod texts;

pub use self::language::choose;
pub use self::page::{TrackingPage, View};
pub use self::texts::Texts;
