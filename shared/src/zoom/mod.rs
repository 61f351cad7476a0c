//! Zoom's webhooks: who sent them, and what they say.

mod payload;
mod signature;

pub use self::payload::{Delivery, Heard, MalformedEvent};
pub use self::signature::{Signed, Unsigned, encrypted_token};
