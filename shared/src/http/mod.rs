//! What surrounds every request: one log line, security headers, limits, and an answer even to a panic.

mod endpoint;
pub(crate) mod error_counts;
mod form;
mod json;
mod layers;
pub mod rate_limit;
mod time;

pub use self::endpoint::Endpoint;
pub use self::form::Form;
pub use self::json::{Body, json};
pub use self::layers::{
    LogAtDebug, SECURITY_HEADERS, peer_address, unconfigured, with_layers, with_timeout,
};
pub use self::time::rfc3339;
