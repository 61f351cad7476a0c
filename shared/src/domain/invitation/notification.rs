//! What became of the message that takes a lesson's link to the student.

use crate::domain::stored_names::stored_names;

/// What became of a message (`notification_status`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotificationStatus {
    /// It is on its way, or the process that sent it died.
    Pending,
    /// Telegram accepted it.
    Sent,
    /// It was not delivered.
    Failed(Cause),
    /// A stored name that this version does not know. It says nothing clear, and is passed on as it is.
    Foreign(String),
}

stored_names! {
    /// Why a message was not delivered.
    Cause {
        /// The chat id is wrong, or the student never wrote to the bot.
        ChatNotFound = "chat_not_found",
        /// The student blocked the bot or left Telegram.
        Blocked = "blocked",
        /// `TELEGRAM_BOT_TOKEN` is wrong.
        BadToken = "bad_token",
        /// The student has no chat id.
        NoChatId = "no_chat_id",
        /// `TELEGRAM_BOT_TOKEN` is not set.
        NotConfigured = "not_configured",
        /// Telegram could not be reached, or refused every try because of its load.
        Unreachable = "unreachable",
        /// No clear answer: the message may have arrived.
        Unknown = "unknown",
    }
}

impl NotificationStatus {
    /// Returns every status that this version knows.
    pub fn all() -> impl Iterator<Item = Self> {
        let failed = Cause::ALL.iter().copied().map(Self::Failed);
        [Self::Pending, Self::Sent].into_iter().chain(failed)
    }

    /// Returns the stored name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Failed(cause) => cause.as_str(),
            Self::Foreign(name) => name,
        }
    }

    /// Reads the stored name. Returns `None` for an empty name, as older systems left it.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        if name.is_empty() {
            return None;
        }

        let known = Self::all().find(|status| status.as_str() == name);
        Some(known.unwrap_or_else(|| Self::Foreign(name.to_owned())))
    }

    /// Tells whether the status does not change any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        *self != Self::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stored_name_reads_back_and_belongs_to_one_status() {
        assert_eq!(NotificationStatus::all().count(), 2 + Cause::ALL.len());
        for status in NotificationStatus::all() {
            assert!(status.as_str().len() <= 24, "the column has 24 characters");
            assert_eq!(
                NotificationStatus::from_stored(status.as_str()),
                Some(status)
            );
        }

        let foreign = NotificationStatus::from_stored("of another system").unwrap();
        assert_eq!(foreign.as_str(), "of another system");
        assert_eq!(NotificationStatus::from_stored(""), None);
    }
}
