//! What became of a session's message, in sentences for a teacher.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Cause, NotificationStatus};
use crate::pages::staff::delivery::{capitalized, remedy};

/// Sentences, and their look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The class of the style sheet.
    pub(crate) class: &'static str,
    /// What happened, and what to do.
    pub(crate) text: String,
}

/// A message is on its way for no longer than this. After that the process that sent it has died before it could
/// record the outcome.
const ON_ITS_WAY: TimeDelta = TimeDelta::seconds(10);

impl Outcome {
    /// Says what became of the message of a link that was sent at `sent_at`.
    pub(crate) fn of(
        status: Option<&NotificationStatus>,
        sent_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Self {
        let Some(status) = status else {
            return Self::new("muted", "No message is recorded.");
        };
        let since = status.on_its_way_since(sent_at);
        if since.is_some_and(|since| now - since <= ON_ITS_WAY) {
            return Self::new(
                "warn",
                "On its way by Telegram: load this page again in some seconds.",
            );
        }

        match status.cause() {
            None => Self::sent(status, now),
            Some(cause) => Self::not_sent(status, cause, now),
        }
    }

    fn new(class: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { class, text }
    }

    fn sent(status: &NotificationStatus, now: DateTime<Utc>) -> Self {
        match remedy(status, now) {
            None => Self::new("good", "Sent by Telegram."),
            Some(remedy) => Self::new("good", format!("Sent by Telegram. {remedy}")),
        }
    }

    fn not_sent(status: &NotificationStatus, cause: Cause, now: DateTime<Utc>) -> Self {
        let reason = cause.entry().reason;
        let remedy = remedy(status, now).unwrap_or_default();

        // Whoever copies the link sends the student a second one, too.
        if cause.may_have_arrived() {
            return Self::new("warn", format!("{}. {remedy}", capitalized(reason)));
        }

        Self::new(
            "warn",
            format!("Not sent, {reason}: copy the link and send it yourself. {remedy}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOST: &str = "It may have arrived. Ask the student before sending it again.";

    fn text(stored: &str, seconds: i64) -> String {
        let sent_at = DateTime::UNIX_EPOCH;
        let now = sent_at + TimeDelta::seconds(seconds);
        let status = NotificationStatus::from_stored(stored);

        Outcome::of(status.as_ref(), Some(sent_at), now).text
    }

    #[test]
    fn a_message_is_on_its_way_for_ten_seconds_and_then_its_outcome_is_unknown() {
        assert!(text("pending", 10).starts_with("On its way"));
        assert_eq!(text("pending", 11), LOST);
        assert_eq!(text("sent", 99_999), "Sent by Telegram.");
        assert_eq!(text("", 0), "No message is recorded.");
    }

    #[test]
    fn a_message_that_is_sent_again_is_on_its_way_for_ten_seconds_from_then() {
        assert!(text("pending:300", 300).starts_with("On its way"));
        assert!(text("pending:300", 310).starts_with("On its way"));
        assert_eq!(text("pending:300", 311), LOST);
    }

    #[test]
    fn every_outcome_is_told_with_what_to_do() {
        assert_eq!(text("unknown", 0), LOST);
        assert_eq!(text("of a later version", 0), LOST);
        assert_eq!(
            text("sent:-1001", 0),
            "Sent by Telegram. The group has a new chat id, -1001: the school office must enter it."
        );
        assert_eq!(
            text("too_many:40", 0),
            "Not sent, the school's bot has sent too many messages: copy the link and send it yourself. Telegram \
             takes it again in 40 s."
        );
        assert_eq!(
            text("never_started", 0),
            "Not sent, the student never pressed Start in the school's bot: copy the link and send it yourself. The \
             student must open the school's bot in Telegram and press Start."
        );
    }

    #[test]
    fn every_cause_has_a_sentence_of_its_own() {
        let mut texts: Vec<String> = Cause::ALL
            .iter()
            .map(|cause| text(cause.as_str(), 0))
            .collect();

        texts.sort_unstable();
        assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "{texts:?}");
    }
}
