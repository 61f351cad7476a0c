//! Finds the bot that `TELEGRAM_BOT_TOKEN` belongs to. Sends no message.

use session_tracking::config::{Config, Problem};
use session_tracking::telegram::{GetMeError, Telegram};

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
        Err(error) => failure(error),
    })
}

fn failure(error: GetMeError) -> Finding {
    match error {
        GetMeError::NoToken => Finding::warn(
            "telegram: not asked, for there is no TELEGRAM_BOT_TOKEN",
            "Make a bot with /newbot at @BotFather and set TELEGRAM_BOT_TOKEN to its token",
        ),
        GetMeError::TokenRefused => Finding::fail(
            "telegram: the bot's token is refused",
            "Copy it again from @BotFather (/mybots, API Token) to TELEGRAM_BOT_TOKEN; a revoked token stays refused",
        ),
        GetMeError::Unreachable => Finding::fail(
            "telegram: cannot be reached",
            "Check that this machine may open https://api.telegram.org, or TELEGRAM_API_URL if that is set",
        ),
        GetMeError::Refused(status) => Finding::fail(
            format!("telegram: no answer at the moment ({status})"),
            "Run `session-tracking validate` again in a minute; the token was not checked",
        ),
        GetMeError::NotTheBotApi => Finding::fail(
            "telegram: an answer that is none of the Bot API's",
            "Check TELEGRAM_API_URL, which must be a Bot API server's address, without /bot and token, and the proxy if \
            there is one; the token was not checked",
        ),
    }
}
