//! The student's page.

mod page;
mod texts;

pub use self::page::{TrackingPage, View};
pub use self::texts::{Texts, choose};
