//! How a teacher lets this system act for them at Zoom: the authorisation, and the tokens that come of it.

mod client;
mod keys;
mod reply;
mod sealed_tokens;
mod sealing;
mod state;
mod tokens;

pub use self::client::ZoomOauth;
pub use self::reply::{Grant, GrantError};
pub use self::sealed_tokens::UnreadableTokens;
pub use self::state::{ConnectState, InvalidState};
pub use self::tokens::TeacherTokens;
