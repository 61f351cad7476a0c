//! The Telegram chat of a student, as a school's table holds it.

use std::fmt;
use std::str::FromStr;

use super::notification::Cause;
use crate::domain::invisible::is_invisible;

/// A chat that a message can be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatId {
    /// The number of a person's or a group's chat.
    Number(i64),
    /// The public name of a group, `@name`. No person can be reached by it.
    PublicName(String),
}

/// The text is no chat id.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no Telegram chat id")]
pub struct InvalidChatId;

impl ChatId {
    /// Reads the column `chat_id`.
    pub fn from_column(text: Option<&str>) -> Result<Self, Cause> {
        let text = text.unwrap_or_default();
        if text.trim().is_empty() {
            return Err(Cause::NoChatId);
        }

        text.parse().map_err(|InvalidChatId| Cause::BadChatId)
    }
}

impl FromStr for ChatId {
    type Err = InvalidChatId;

    /// Reads a chat id as people and programs enter it: with spaces, a plus or invisible marks around it, or with `.0`
    /// behind it, as a table's number with a decimal point.
    fn from_str(text: &str) -> Result<Self, InvalidChatId> {
        let text = text.trim_matches(|c: char| c == '+' || c.is_whitespace() || is_invisible(c));
        if let Some(name) = text.strip_prefix('@') {
            return public_name(name).map(Self::PublicName).ok_or(InvalidChatId);
        }

        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_whole = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');

        // `parse` would take a second plus.
        match whole.parse() {
            Ok(number) if is_whole && number != 0 && !whole.starts_with('+') => {
                Ok(Self::Number(number))
            }
            _ => Err(InvalidChatId),
        }
    }
}

impl fmt::Display for ChatId {
    /// Writes what the Bot API takes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::PublicName(name) => write!(f, "@{name}"),
        }
    }
}

fn public_name(name: &str) -> Option<String> {
    let is_name = (4..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');

    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_what_stands_around_it() {
        for text in [
            "700000041",
            " 700000041 ",
            "+700000041",
            " + 700000041\r\n",
            "700000041+",
            "\u{200e}700000041\u{a0}",
            "700000041.0",
            "700000041.000",
        ] {
            assert_eq!(
                ChatId::from_column(Some(text)),
                Ok(ChatId::Number(700_000_041)),
                "{text:?}"
            );
        }

        let group: ChatId = "-1001234567890".parse().unwrap();
        assert_eq!(group.to_string(), "-1001234567890");
    }

    #[test]
    fn a_public_name_is_read() {
        let group: ChatId = " @nur_school ".parse().unwrap();
        assert_eq!(group.to_string(), "@nur_school");
    }

    #[test]
    fn what_is_no_chat_id_is_told_from_none() {
        for text in [None, Some(""), Some("  "), Some("\u{a0}\t")] {
            assert_eq!(ChatId::from_column(text), Err(Cause::NoChatId), "{text:?}");
        }

        for text in [
            "+",
            "0",
            "-",
            "none",
            "7001, 7002",
            "7001 7002",
            "7001.5",
            "7001.",
            "7.00000041E8",
            "-+7001",
            "99999999999999999999",
            "@",
            "@ab",
            "@nur school",
            "https://t.me/nur",
        ] {
            assert_eq!(
                ChatId::from_column(Some(text)),
                Err(Cause::BadChatId),
                "{text}"
            );
        }
    }
}
