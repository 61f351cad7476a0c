//! What surrounds every request: one log line, security headers, limits, and an answer even to a panic.

mod client_address;
mod endpoint;
mod error_counts;
mod form;
mod json;
mod layers;
mod marks;
mod query;
mod rate_limit;
mod serve;

pub use self::client_address::{ClientAddress, peer_address};
pub use self::endpoint::Endpoint;
pub use self::form::Form;
pub use self::json::{Body, json};
pub use self::layers::{
    SECURITY_HEADERS, answer_always, answer_panic, unconfigured, with_layers, with_timeout,
};
pub use self::marks::{LogAtDebug, Streamed};
pub use self::query::Query;
pub(crate) use self::rate_limit::TokenLimit;
pub use self::serve::with_app;
pub use crate::clock::rfc3339;
