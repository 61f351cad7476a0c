//! What became of a lesson's message, in words for a teacher.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Cause, NotificationStatus};

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
    /// Says what became of the message of a link that was sent at `sent_at`.
    pub(crate) fn of(
        status: Option<&NotificationStatus>,
        sent_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Self {
        let is_fresh = sent_at.is_some_and(|at| now - at <= ON_ITS_WAY);
        match status {
            None => Self {
                class: "muted",
                text: "No message is known of.",
            },
            Some(NotificationStatus::Sent) => Self {
                class: "good",
                text: "Sent by Telegram.",
            },
            Some(NotificationStatus::Pending) if is_fresh => Self {
                class: "warn",
                text: "On its way by Telegram: load this page again in some seconds.",
            },
            Some(NotificationStatus::Pending | NotificationStatus::Foreign(_)) => Self {
                class: "warn",
                text: advice(Cause::Unknown),
            },
            Some(NotificationStatus::Failed(cause)) => Self {
                class: "warn",
                text: advice(*cause),
            },
        }
    }
}

fn advice(cause: Cause) -> &'static str {
    match cause {
        Cause::NoChatId => "Not sent, no Telegram chat: copy the link and send it yourself.",
        Cause::Blocked => {
            "Not sent, the school's bot is blocked in this chat: copy the link and send it yourself."
        }
        Cause::ChatNotFound => {
            "Not sent, Telegram does not know this chat: copy the link and send it yourself. The student must open \
             the school's bot and press Start."
        }
        Cause::NotConfigured => {
            "Not sent, the school has not set up Telegram: copy the link and send it yourself."
        }
        Cause::BadToken => {
            "Not sent, Telegram refuses the school's bot: copy the link and send it yourself, and tell the school \
             office."
        }
        Cause::Unreachable => {
            "Not sent, Telegram cannot be reached: copy the link and send it yourself, or try again in a minute."
        }
        Cause::Unknown => "It may have arrived: ask before sending again.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_on_its_way_for_ten_seconds_and_then_nobody_knows() {
        let sent_at = DateTime::UNIX_EPOCH;
        let text = |stored, seconds| {
            Outcome::of(stored, Some(sent_at), sent_at + TimeDelta::seconds(seconds)).text
        };

        assert!(text(Some(&NotificationStatus::Pending), 10).starts_with("On its way"));
        assert_eq!(
            text(Some(&NotificationStatus::Pending), 11),
            advice(Cause::Unknown)
        );

        assert_eq!(
            text(Some(&NotificationStatus::Sent), 99_999),
            "Sent by Telegram."
        );

        assert_eq!(
            Outcome::of(None, None, sent_at).text,
            "No message is known of."
        );
    }

    #[test]
    fn every_cause_is_told_apart() {
        let mut texts = Cause::ALL
            .iter()
            .map(|cause| {
                Outcome::of(
                    Some(&NotificationStatus::Failed(*cause)),
                    None,
                    DateTime::UNIX_EPOCH,
                )
                .text
            })
            .collect::<Vec<_>>();

        texts.sort_unstable();
        assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "{texts:?}");
    }
}
