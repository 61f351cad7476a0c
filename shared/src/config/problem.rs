//! Says what is wrong with a setting, and how to mend it.

use std::fmt;

use super::Config;

/// One setting and what is wrong with it. Never holds the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The variable's name.
    pub name: &'static str,
    /// Says what is wrong, and the remedy.
    pub text: String,
}

impl Problem {
    pub(super) fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self {
            name,
            text: text.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.text)
    }
}

/// Shortest `NEXTAUTH_SECRET` that guards anything, bytes.
pub(super) const NEXTAUTH_SECRET_BYTES: usize = 32;
/// Shortest `CRON_SECRET` that guards anything, bytes.
pub(super) const CRON_SECRET_BYTES: usize = 16;
/// Shortest `ZOOM_WEBHOOK_SECRET_TOKEN` that guards anything, bytes.
pub(super) const ZOOM_SECRET_BYTES: usize = 16;

impl Config {
    /// Returns what is missing but not fatal: each closes the endpoints that it guards.
    #[must_use]
    pub fn warnings(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        if self.nextauth_secret.is_none() {
            found.push(Problem::new(
                "NEXTAUTH_SECRET",
                "is missing or shorter than 32 bytes: teachers and admins get 503. Set it to the Next.js application's value",
            ));
        }

        if self.cron_secret.is_none() {
            found.push(Problem::new(
                "CRON_SECRET",
                "is missing or shorter than 16 bytes: the cron endpoint answers 503. Make one with `openssl rand -hex 32`",
            ));
        }

        if self.zoom_webhook_secret.is_none() {
            found.push(Problem::new(
                "ZOOM_WEBHOOK_SECRET_TOKEN",
                "is missing or shorter than 16 bytes: Zoom's webhook gets 503. Copy the secret token of the school's Zoom app",
            ));
        }

        if self.telegram_bot_token.is_none() {
            found.push(Problem::new(
                "TELEGRAM_BOT_TOKEN",
                "is missing: links are stored but no message is sent. Take it from @BotFather",
            ));
        }

        found
    }
}
