//! What surrounds every request: one log line, security headers, limits, and an answer even to a panic.

mod json;
mod surroundings;

pub use self::json::{Body, json};
pub use self::surroundings::{Routine, SECURITY_HEADERS, peer_address, surrounded, timed, unconfigured};
