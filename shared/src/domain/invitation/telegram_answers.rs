//! What became of a message, by the Bot API's answer. All that depends on the cause stands in the table, `causes.rs`.

mod causes;

pub use self::causes::CauseEntry;
use self::causes::{CAUSES, LOST};
use super::notification::{Cause, NotificationStatus};

impl Cause {
    /// Returns the cause that an answer of the Bot API tells, other than a success. `status` is the answer's `error_code`
    /// or, without one, its HTTP status. No answer below 500 comes from a message that was delivered.
    #[must_use]
    pub fn of_answer(status: u16, description: &str) -> Self {
        // What a gateway or a restart cut off may have arrived.
        if status >= 500 {
            return Self::Unknown;
        }

        let description = plain_words(description);
        let tells = |entry: &&CauseEntry| {
            let mut parts = entry.descriptions.iter();
            parts.any(|part| description.contains(part))
        };
        let by_description = CAUSES.iter().find(tells);
        let by_status = CAUSES.iter().find(|entry| entry.statuses.contains(&status));

        by_description
            .or(by_status)
            .map_or(Self::MessageRefused, |entry| entry.cause)
    }

    /// Tells whether nobody knows if the message arrived.
    #[must_use]
    pub fn may_have_arrived(self) -> bool {
        matches!(self, Self::Unknown | Self::NotTelegram)
    }

    /// Returns the cause's row of the table.
    #[must_use]
    pub fn entry(self) -> &'static CauseEntry {
        CAUSES
            .iter()
            .find(|entry| entry.cause == self)
            .unwrap_or(&LOST)
    }
}

impl NotificationStatus {
    /// Tells whether the message may be sent again: it certainly did not arrive, and another try can succeed.
    #[must_use]
    pub fn may_send_again(&self) -> bool {
        self.cause()
            .is_some_and(|cause| cause.entry().may_send_again)
    }
}

/// Lower case, spaces for underscores and plain apostrophes: `CHAT_WRITE_FORBIDDEN` says the same as words.
fn plain_words(description: &str) -> String {
    description
        .to_lowercase()
        .replace('_', " ")
        .replace('\u{2019}', "'")
}

#[cfg(test)]
mod tests;
