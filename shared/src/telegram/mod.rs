//! Messages over the Telegram Bot API: bounded in time, patient where waiting helps, clear about causes.

mod bot;
mod client;
mod message;
mod reply;

pub use self::bot::{GetMeError, Telegram};
pub use self::message::LessonMessage;
