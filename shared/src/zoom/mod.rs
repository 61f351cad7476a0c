//! Zoom's webhooks: who sent them, and what they say.

mod payload;
mod report;
mod signature;

pub use self::payload::{Delivery, MalformedEvent, MeetingEvent};
pub use self::report::{Report, UnreadableReport};
pub use self::signature::{Signed, Unsigned};
