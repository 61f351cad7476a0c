//! What comes from Zoom: webhooks with their signature, and reports that stand in for lost webhooks.

mod dedupe_key;
mod names;
mod payload;
mod report;
mod signature;

pub use self::payload::{Delivery, MalformedEvent};
pub use self::report::{DateOrder, Report, UnreadableReport};
pub use self::signature::{Signed, Unsigned};
