//! Messages over the Telegram Bot API: bounded in time, patient where waiting helps, clear about causes.

mod bot;
mod message;
mod reply;

pub use self::bot::Telegram;
pub use self::message::LessonMessage;
