//! Zoom's REST API, asked in the name of the school's server-to-server app.

mod answer;
mod app_token;
mod client;
mod past_meetings;
mod refusal;
mod request;

pub use self::app_token::NEEDED_SCOPES;
pub use self::client::Zoom;
pub use self::past_meetings::Instance;
pub use self::refusal::ZoomApiError;
