//! Says what is wrong with a setting, and how to mend it.

use std::fmt;

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
