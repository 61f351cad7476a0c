//! Says what is not fatal about the settings, and how to mend it.

use super::telegram_host::refused_address;
use super::{Config, Problem};

impl Config {
    /// Returns what is not fatal: what is missing, and closes the endpoints that it guards; an address that Telegram
    /// refuses; what was cut off around values.
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

        if self.zoom_teacher_app.is_some() && self.zoom_teacher_webhook_secret.is_none() {
            found.push(Problem::new(
                "ZOOM_TEACHER_SECRET_TOKEN",
                "is missing or shorter than 16 bytes: Zoom cannot tell of lessons of connected teachers, nor that one has \
                 removed the app. Copy the secret token of the app by which teachers connect Zoom",
            ));
        }

        if self.telegram_bot_token.is_none() {
            found.push(Problem::new(
                "TELEGRAM_BOT_TOKEN",
                "is missing: links are stored but no message is sent. Take it from @BotFather",
            ));
        }

        found.extend(refused_address(self));
        found.extend(self.remarks.iter().cloned());
        found
    }
}
