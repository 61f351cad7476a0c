//! What became of a lesson's message, in words for a teacher.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::PENDING;
use crate::telegram::{SENT, Undelivered};

/// A sentence, and how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The class of the style sheet.
    pub(crate) class: &'static str,
    /// What happened, and what to do.
    pub(crate) text: &'static str,
}

/// A message is on its way for no longer than this; then whoever sent it died before it was noted.
const ON_ITS_WAY: TimeDelta = TimeDelta::seconds(10);

impl Outcome {
    /// Reads `notification_status` of a session that was sent at `sent_at`.
    pub(crate) fn of(stored: Option<&str>, sent_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        let is_fresh = sent_at.is_some_and(|at| now - at <= ON_ITS_WAY);
        match stored {
            None => Self { class: "muted", text: "No message is known of." },
            Some(SENT) => Self { class: "good", text: "Sent by Telegram." },
            Some(PENDING) if is_fresh => {
                Self { class: "warn", text: "On its way by Telegram: load this page again in some seconds." }
            }
            Some(name) => Self {
                class: "warn",
                text: advice(Undelivered::from_stored(name).unwrap_or(Undelivered::Unknown)),
            },
        }
    }
}

fn advice(cause: Undelivered) -> &'static str {
    match cause {
        Undelivered::NoChatId => "Not sent, no Telegram chat: copy the link and send it yourself.",
        Undelivered::Blocked => {
            "Not sent, the school's bot is blocked in this chat: copy the link and send it yourself."
        }
        Undelivered::ChatNotFound => {
            "Not sent, Telegram does not know this chat: copy the link and send it yourself. The student must open \
             the school's bot and press Start."
        }
        Undelivered::NotConfigured => {
            "Not sent, the school has not set up Telegram: copy the link and send it yourself."
        }
        Undelivered::BadToken => {
            "Not sent, Telegram refuses the school's bot: copy the link and send it yourself, and tell the school \
             office."
        }
        Undelivered::Unreachable => {
            "Not sent, Telegram cannot be reached: copy the link and send it yourself, or try again in a minute."
        }
        Undelivered::Unknown => "It may have arrived: ask before sending again.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_on_its_way_for_ten_seconds_and_then_nobody_knows() {
        let sent_at = DateTime::UNIX_EPOCH;
        let text =
            |stored, seconds| Outcome::of(stored, Some(sent_at), sent_at + TimeDelta::seconds(seconds)).text;
        assert!(text(Some(PENDING), 10).starts_with("On its way"));
        assert_eq!(text(Some(PENDING), 11), advice(Undelivered::Unknown));
        assert_eq!(text(Some("of another system"), 0), advice(Undelivered::Unknown));
        assert_eq!(text(Some(SENT), 99_999), "Sent by Telegram.");
        assert_eq!(Outcome::of(None, None, sent_at).text, "No message is known of.");
    }

    #[test]
    fn every_cause_is_told_apart() {
        let mut texts =
            Undelivered::ALL.map(|cause| Outcome::of(Some(cause.as_str()), None, DateTime::UNIX_EPOCH).text);
        texts.sort_unstable();
        assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "{texts:?}");
    }
}
