//! What the student's pages report, and the time that they account for.

pub(crate) mod acceptance;
pub(crate) mod continuity;
mod heartbeat;
mod page_document;
mod page_message;
mod parameters;
mod presence;
pub(crate) mod timeline;
mod zoom_visit;

pub use self::heartbeat::PlainHeartbeat;
pub use self::page_document::{PageDocument, Visibility};
pub use self::page_message::{PageMessage, Signal};
pub use self::parameters::PresenceParameters;
pub use self::presence::Presence;
pub use self::timeline::Timeline;
pub use self::zoom_visit::ZoomVisit;
