//! Decides by an answer of the Bot API what happens to the message.

use std::time::Duration;

use serde_json::Value;

use crate::domain::{Cause, NotificationStatus};

/// An answer to a request that was sent.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The header `Retry-After`, in seconds.
    pub(super) retry_after: Option<u64>,
    /// Whether the body was not lost on its way.
    pub(super) is_whole: bool,
    /// The body; null if it was lost, or is no JSON, as the error page of a proxy.
    pub(super) body: Value,
}

/// The next step.
#[derive(Debug, PartialEq)]
pub(super) enum Reply {
    Sent,
    /// It was not sent, and trying again at once cannot help; or nobody knows whether it was sent.
    Failed(Cause),
    /// It was not sent, and trying again may help; `pause` where Telegram names one.
    Later {
        pause: Option<Duration>,
        cause: Cause,
    },
    /// It was not sent: the group's chat has this id now.
    Moved(i64),
}

/// No wait of Telegram's is believed to be longer.
const LONGEST_PAUSE: u64 = 7 * 24 * 3600;

impl Reply {
    pub(super) fn read(answer: &Answer) -> Self {
        if answer.accepts() {
            return Self::Sent;
        }
        let Some(status) = answer.error_code() else {
            return Self::Failed(answer.unclear());
        };
        let moved_to = answer.new_chat().filter(|_| status < 500);
        if let Some(chat_id) = moved_to {
            return Self::Moved(chat_id);
        }

        let description = answer.description();
        let cause = Cause::of_answer(status, description);

        if cause == Cause::TooMany {
            let pause = answer.pause();
            return Self::Later { pause, cause };
        }
        // The table says no more of these.
        if matches!(cause, Cause::MessageRefused | Cause::Forbidden) {
            let reason = loggable(description);
            tracing::warn!(status, reason, "Telegram refused a message");
        }

        Self::Failed(cause)
    }
}

impl Answer {
    fn accepts(&self) -> bool {
        (200..300).contains(&self.status) && self.body["ok"] == Value::Bool(true)
    }

    /// Returns the cause of an answer that the Bot API did not give. Whatever its status, it does not prove that nothing
    /// was delivered: a proxy may have passed the message on, and put a page of its own in the place of the answer.
    fn unclear(&self) -> Cause {
        // Telegram's own servers say 502 and 504 by a page, too.
        if !self.is_whole || self.status >= 500 {
            return Cause::Unknown;
        }

        let status = self.status;
        tracing::warn!(status, "Something other than the Bot API answered");
        Cause::NotTelegram
    }

    /// Returns the status of a refusal or a failure of the Bot API: its own or, where it names none, that of HTTP. `None`:
    /// the answer is neither, or not the Bot API's, all of whose answers say `ok`.
    pub(super) fn error_code(&self) -> Option<u16> {
        let refuses = !self.body["ok"].as_bool()?;
        let code = number(&self.body["error_code"]).and_then(|code| u16::try_from(code).ok());
        let own = code.filter(|code| refuses && (300..600).contains(code));

        match self.status {
            // The Bot API says itself that it did not send it.
            200..300 => own.or(refuses.then_some(400)),
            status => Some(own.unwrap_or(status)),
        }
    }

    fn description(&self) -> &str {
        self.body["description"].as_str().unwrap_or_default()
    }

    fn new_chat(&self) -> Option<i64> {
        let value = &self.body["parameters"]["migrate_to_chat_id"];
        let chat_id = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;

        // What could not be recorded is not followed.
        NotificationStatus::sent_to_new_chat(chat_id).map(|_| chat_id)
    }

    /// Returns how long Telegram asks to wait, wherever the answer says it.
    fn pause(&self) -> Option<Duration> {
        let named = number(&self.body["parameters"]["retry_after"]);
        let seconds = named
            .or_else(|| seconds_in_text(self.description()))
            .or(self.retry_after)?;

        Some(Duration::from_secs(seconds.min(LONGEST_PAUSE)))
    }
}

/// Reads a whole number that a server may have written in another form.
fn number(value: &Value) -> Option<u64> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole: u64 = whole.parse().ok()?;
    let has_fraction = fraction.bytes().any(|digit| digit != b'0');

    Some(whole.saturating_add(u64::from(has_fraction)))
}

/// Reads `retry after 40`.
fn seconds_in_text(description: &str) -> Option<u64> {
    let description = description.to_lowercase();
    let (_, after) = description.split_once("retry after ")?;

    after
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// Returns the part of a description that may be logged. What Telegram quotes may be a tracking link or a name, and a number
/// may be a chat id.
fn loggable(description: &str) -> String {
    let description = description.replace("can't", "cannot");
    let unquoted = description.split(['"', '\'']).next().unwrap_or_default();
    let is_plain = |word: &&str| !word.contains(|c: char| c == '/' || c == '@' || c.is_numeric());

    let words: Vec<&str> = unquoted
        .split_whitespace()
        .filter(is_plain)
        .take(20)
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests;
