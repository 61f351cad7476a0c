//! Finds the bot that `TELEGRAM_BOT_TOKEN` belongs to. Sends no message.

use session_tracking::config::{Config, Problem};
use session_tracking::domain::Cause;
use session_tracking::telegram::Telegram;

use crate::finding::Finding;

/// Asks Telegram, unless the address to ask is itself a problem.
pub(super) async fn check(problems: &[Problem], config: Config) -> Option<Finding> {
    if problems
        .iter()
        .any(|problem| problem.name == "TELEGRAM_API_URL")
    {
        return None;
    }
    let telegram = Telegram::new(config.telegram_api_url, config.telegram_bot_token);
    Some(match telegram.get_me().await {
        Ok(name) => Finding::ok(format!("telegram: the bot is @{name}")),
        Err(cause) => failure(cause),
    })
}

fn failure(cause: Cause) -> Finding {
    match cause {
        Cause::NotConfigured => Finding::warn(
            "telegram: not asked, for there is no TELEGRAM_BOT_TOKEN",
            "Make a bot with /newbot at @BotFather and set TELEGRAM_BOT_TOKEN to its token",
        ),
        Cause::BadToken => Finding::fail(
            "telegram: the bot's token is refused",
            "Copy it again from @BotFather (/mybots, API Token) to TELEGRAM_BOT_TOKEN; a revoked token stays refused",
        ),
        Cause::Unreachable => Finding::fail(
            "telegram: cannot be reached",
            "Check that this machine may open https://api.telegram.org, or TELEGRAM_API_URL if that is set",
        ),
        Cause::ChatNotFound | Cause::Blocked | Cause::NoChatId | Cause::Unknown => Finding::fail(
            format!(
                "telegram: an answer that is none of the Bot API's ({})",
                cause.as_str()
            ),
            "Check TELEGRAM_API_URL: it must be a Bot API server's address, without /bot and token",
        ),
    }
}
