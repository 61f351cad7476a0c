//! Everything the environment may set, read once and checked as a whole.

mod base_url;
mod cut;
mod previous_secret;
mod problem;
mod read;
mod reader;
mod secret;
mod settings;
mod sign_in_secret;
mod telegram_host;
mod warnings;
mod zoom_app;

pub use self::base_url::BaseUrl;
pub use self::problem::Problem;
pub use self::secret::Secret;
pub use self::settings::{Config, Environment, ZoomApp, ZoomTeacherApp};
