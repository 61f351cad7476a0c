//! What the student's pages say, and the time that they account for.

pub(crate) mod acceptance;
pub(crate) mod continuity;
mod heartbeat;
pub(crate) mod page_document;
mod page_message;
mod parameters;
mod presence;
pub(crate) mod timeline;

pub use self::heartbeat::PlainHeartbeat;
pub use self::page_document::{PageDocument, Visibility, ZoomVisit};
pub use self::page_message::{PageMessage, Signal};
pub use self::parameters::PresenceParameters;
pub use self::presence::Presence;
pub use self::timeline::Timeline;
