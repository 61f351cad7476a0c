//! The link that a teacher sends to a student, and what becomes of the message with it.

mod chat_id;
mod lesson_package;
mod notification;
mod personal_meeting;
mod send_limits;
mod telegram_answers;
mod tracking_token;
mod zoom_link;

pub use self::chat_id::{ChatId, InvalidChatId};
pub use self::lesson_package::{LessonPackage, daily_rate};
pub use self::notification::{Cause, NotificationStatus};
pub use self::personal_meeting::{InvalidPersonalMeeting, PersonalMeeting};
pub use self::send_limits::{
    LINK_VALID, LONGEST_LINK_VALID, REPEAT_WINDOW, RecentLink, SendDecision, check_send_limits,
    time_until_next_link,
};
pub use self::telegram_answers::CauseEntry;
pub use self::tracking_token::{InvalidToken, TrackingToken};
pub use self::zoom_link::{InvalidZoomLink, ZoomLink, is_zoom_address};
