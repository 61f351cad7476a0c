//! The text of a lesson's message.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::{ChatId, SchoolCalendar};

/// The parts of the message that a student reads. The tracking URL stands in the button alone: a URL in the text would be fetched
/// for a preview.
#[derive(Debug)]
pub struct LessonMessage<'a> {
    /// The school.
    pub school: &'a str,
    /// The student.
    pub student: &'a str,
    /// The teacher, if the school knows a name.
    pub teacher: Option<&'a str>,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// Until when the button works.
    pub expires_at: DateTime<Utc>,
    /// The school's clock.
    pub days: &'a SchoolCalendar,
    /// Where the button leads.
    pub tracking_url: &'a str,
}

/// Names in the tables have up to 255 characters; the whole text must stay below 4,096.
const MAX_NAME: usize = 200;

impl LessonMessage<'_> {
    pub(super) fn body(&self, chat: &ChatId) -> Value {
        json!({
            "chat_id": chat.to_string(),
            "text": self.text(),
            "parse_mode": "HTML",
            "link_preview_options": { "is_disabled": true },
            "reply_markup": { "inline_keyboard": [[{ "text": "Join the class", "url": self.tracking_url }]] },
        })
    }

    fn text(&self) -> String {
        let teacher = self.teacher.filter(|name| !name.trim().is_empty());
        let with = teacher
            .map(|name| format!(" with <b>{}</b>", escaped(name)))
            .unwrap_or_default();

        format!(
            "<b>{}</b>\n\nDear {}, your class{with} is ready.\nSent {}. The button works until {}.",
            escaped(self.school),
            escaped(self.student),
            self.days.show(self.sent_at),
            self.days.show(self.expires_at),
        )
    }
}

/// Escapes what Telegram's HTML needs escaped: `& < >` and nothing else.
fn escaped(text: &str) -> String {
    // Cut before it is escaped, because a later cut could split an escape.
    let short: String = text.chars().take(MAX_NAME).collect();
    short
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_and_times_are_the_schools() {
        let message = LessonMessage {
            school: "Nur & Sons",
            student: "<b>Ali_*[</b>",
            teacher: Some("Ustaz <A>"),
            sent_at: DateTime::from_timestamp(1_795_543_320, 0).unwrap(),
            expires_at: DateTime::from_timestamp(1_795_716_120, 0).unwrap(),
            days: &"Africa/Addis_Ababa".parse().unwrap(),
            tracking_url: "https://school.example/api/zoom/track?token=A",
        };
        insta::assert_snapshot!(message.text(), @r"
        <b>Nur &amp; Sons</b>

        Dear &lt;b&gt;Ali_*[&lt;/b&gt;, your class with <b>Ustaz &lt;A&gt;</b> is ready.
        Sent Tue 24 Nov 2026, 21:02. The button works until Thu 26 Nov 2026, 21:02.
        ");
        assert!(!message.text().contains("http"));
    }
}
