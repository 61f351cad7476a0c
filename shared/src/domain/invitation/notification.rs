//! What became of the message that takes a lesson's link to the student.

use chrono::{DateTime, Utc};

use crate::domain::stored_names::stored_names;

/// What became of a message (`notification_status`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotificationStatus {
    /// It is on its way, or the process that sent it died.
    Pending,
    /// The same of a message that is sent again since this time. Stored as `pending:` and Unix seconds.
    PendingAgain(DateTime<Utc>),
    /// Telegram accepted it.
    Sent,
    /// Telegram accepted it for the group's new chat id: the group became a supergroup. Stored as `sent:-100...`.
    SentToNewChat(i64),
    /// It was not delivered, or nobody knows ([`Cause::Unknown`]).
    Failed(Cause),
    /// It was not delivered: Telegram takes no more messages before this time. Stored as `too_many:` and Unix seconds.
    Postponed(DateTime<Utc>),
    /// A stored name that this version does not know. It says nothing clear, and is passed on as it is.
    Foreign(String),
}

stored_names! {
    /// Why a message was not delivered. `telegram_answers.rs` says by which answers Telegram tells it, and what helps.
    Cause {
        /// The student has no chat id.
        NoChatId = "no_chat_id",
        /// What stands as the student's chat id is none.
        BadChatId = "bad_chat_id",
        /// The chat id is wrong, or the student never wrote to the bot.
        ChatNotFound = "chat_not_found",
        /// The student never pressed Start.
        NeverStarted = "never_started",
        /// The student blocked the bot.
        Blocked = "blocked",
        /// The student's account no longer exists.
        Deactivated = "deactivated",
        /// The bot was removed from the group, or never was in it.
        NotInGroup = "not_in_group",
        /// The group was deleted.
        GroupGone = "group_gone",
        /// The group became a supergroup, and its new chat id is not known.
        ChatMoved = "chat_moved",
        /// The group's rights do not let the bot write.
        GroupForbids = "group_forbids",
        /// Telegram forbids it for a reason that this version does not know.
        Forbidden = "forbidden",
        /// The address of the button is none that Telegram takes.
        ButtonRefused = "button_refused",
        /// The text is none that Telegram takes, or the reason is one that this version does not know.
        MessageRefused = "message_refused",
        /// The bot has sent too many messages.
        TooMany = "too_many",
        /// `TELEGRAM_BOT_TOKEN` is wrong.
        BadToken = "bad_token",
        /// `TELEGRAM_BOT_TOKEN` is not set.
        NotConfigured = "not_configured",
        /// Telegram could not be reached: nothing was sent.
        Unreachable = "unreachable",
        /// Something other than Telegram answered: the message may have arrived.
        NotTelegram = "not_telegram",
        /// The answer was lost: the message may have arrived.
        Unknown = "unknown",
    }
}

/// The Bot API promises chat ids of at most 52 bits. A longer one would not fit the column.
const MAX_CHAT_ID: u64 = 1 << 52;

impl NotificationStatus {
    /// Returns every status that this version knows, without what some of them carry.
    pub fn all() -> impl Iterator<Item = Self> {
        let failed = Cause::ALL.iter().copied().map(Self::Failed);
        [Self::Pending, Self::Sent].into_iter().chain(failed)
    }

    /// Returns the status of a message that was sent to a group's new chat. `None`: this is no chat id.
    #[must_use]
    pub fn sent_to_new_chat(chat_id: i64) -> Option<Self> {
        let is_chat_id = chat_id != 0 && chat_id.unsigned_abs() <= MAX_CHAT_ID;
        is_chat_id.then_some(Self::SentToNewChat(chat_id))
    }

    /// Returns the status's word. What it carries is left out.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending | Self::PendingAgain(_) => "pending",
            Self::Sent | Self::SentToNewChat(_) => "sent",
            Self::Failed(cause) => cause.as_str(),
            Self::Postponed(_) => Cause::TooMany.as_str(),
            Self::Foreign(name) => name,
        }
    }

    /// Returns what is stored: the word and, behind a colon, the number that the status carries.
    #[must_use]
    pub fn to_stored(&self) -> String {
        let word = self.as_str();
        match self {
            Self::SentToNewChat(chat_id) => format!("{word}:{chat_id}"),
            Self::PendingAgain(time) | Self::Postponed(time) => {
                format!("{word}:{}", time.timestamp())
            }
            Self::Pending | Self::Sent | Self::Failed(_) | Self::Foreign(_) => word.to_owned(),
        }
    }

    /// Reads what is stored. Returns `None` for an empty text, as older systems left it.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }

        let known = Self::all().find(|status| status.as_str() == text);
        let status = known.or_else(|| Self::with_number(text));
        Some(status.unwrap_or_else(|| Self::Foreign(text.to_owned())))
    }

    fn with_number(text: &str) -> Option<Self> {
        let (word, number) = text.split_once(':')?;
        let number: i64 = number.parse().ok()?;

        if word == Self::Sent.as_str() {
            return Self::sent_to_new_chat(number);
        }
        if word == Self::Pending.as_str() {
            return DateTime::from_timestamp(number, 0).map(Self::PendingAgain);
        }
        if word == Cause::TooMany.as_str() {
            return DateTime::from_timestamp(number, 0).map(Self::Postponed);
        }

        None
    }

    /// Returns the status without what it carries, as messages are counted by.
    #[must_use]
    pub fn without_number(self) -> Self {
        match self {
            Self::PendingAgain(_) => Self::Pending,
            Self::SentToNewChat(_) => Self::Sent,
            Self::Postponed(_) => Self::Failed(Cause::TooMany),
            Self::Pending | Self::Sent | Self::Failed(_) | Self::Foreign(_) => self,
        }
    }

    /// Tells whether the status does not change by itself any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Pending | Self::PendingAgain(_))
    }

    /// Returns since when the message is on its way, if it belongs to a link that was sent at `sent_at`. `None`: it is no
    /// longer, or nobody knows since when.
    #[must_use]
    pub fn on_its_way_since(&self, sent_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        match self {
            Self::Pending => sent_at,
            Self::PendingAgain(since) => Some(*since),
            Self::Sent
            | Self::SentToNewChat(_)
            | Self::Failed(_)
            | Self::Postponed(_)
            | Self::Foreign(_) => None,
        }
    }

    /// Tells whether Telegram accepted the message.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        matches!(self, Self::Sent | Self::SentToNewChat(_))
    }

    /// Returns for how many more seconds Telegram takes no message, rounded up. `None`: it did not say so.
    #[must_use]
    pub fn seconds_to_wait(&self, now: DateTime<Utc>) -> Option<i64> {
        let Self::Postponed(until) = self else {
            return None;
        };

        let milliseconds = (*until - now).num_milliseconds().max(0);
        Some((milliseconds + 999) / 1000)
    }

    /// Returns why the message was not delivered. A message that has been pending for long, and one with a status of
    /// another version, may have arrived.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        match self {
            Self::Sent | Self::SentToNewChat(_) => None,
            Self::Failed(cause) => Some(*cause),
            Self::Postponed(_) => Some(Cause::TooMany),
            Self::Pending | Self::PendingAgain(_) | Self::Foreign(_) => Some(Cause::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expect_to_read_back(status: &NotificationStatus) {
        let stored = status.to_stored();
        assert!(stored.len() <= 24, "the column has 24 characters: {stored}");
        assert_eq!(
            NotificationStatus::from_stored(&stored).as_ref(),
            Some(status)
        );
    }

    #[test]
    fn every_stored_name_reads_back_and_belongs_to_one_status() {
        assert_eq!(NotificationStatus::all().count(), 2 + Cause::ALL.len());
        for status in NotificationStatus::all() {
            assert_eq!(status.as_str(), status.to_stored());
            expect_to_read_back(&status);
        }

        let foreign = NotificationStatus::from_stored("of another system").unwrap();
        assert_eq!(foreign.as_str(), "of another system");
        assert_eq!(NotificationStatus::from_stored(""), None);
    }

    #[test]
    fn what_a_status_carries_reads_back() {
        for chat_id in [-1_000_000_000_041, -4_503_599_627_370_496] {
            let status = NotificationStatus::sent_to_new_chat(chat_id).unwrap();
            assert_eq!(status.as_str(), "sent");
            expect_to_read_back(&status);
        }

        let until = DateTime::from_timestamp(253_402_300_799, 0).unwrap();
        let postponed = NotificationStatus::Postponed(until);
        assert_eq!(postponed.as_str(), "too_many");
        expect_to_read_back(&postponed);

        let again = NotificationStatus::PendingAgain(until);
        assert_eq!((again.as_str(), again.is_final()), ("pending", false));
        expect_to_read_back(&again);

        assert_eq!(NotificationStatus::sent_to_new_chat(i64::MIN), None);
        for foreign in [
            "sent:",
            "sent:x",
            "sent:0",
            "blocked:1",
            "too_many:x",
            "pending:",
        ] {
            let read = NotificationStatus::from_stored(foreign).unwrap();
            assert_eq!(read, NotificationStatus::Foreign(foreign.to_owned()));
        }
    }

    #[test]
    fn the_names_of_earlier_versions_keep_their_meaning() {
        for (stored, cause) in [
            ("chat_not_found", Cause::ChatNotFound),
            ("blocked", Cause::Blocked),
            ("bad_token", Cause::BadToken),
            ("no_chat_id", Cause::NoChatId),
            ("not_configured", Cause::NotConfigured),
            ("unreachable", Cause::Unreachable),
            ("unknown", Cause::Unknown),
        ] {
            let read = NotificationStatus::from_stored(stored);
            assert_eq!(read, Some(NotificationStatus::Failed(cause)));
        }
    }
}
