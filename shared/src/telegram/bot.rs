//! Sends messages and asks whose token this is, within a time limit.

use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde_json::Value;
use tokio::time::Instant;

use super::client::{http_client, read_answer};
use super::message::LessonMessage;
use super::reply::Reply;
use crate::config::{BaseUrl, Secret};
use crate::domain::{Cause, ChatId, NotificationStatus};
use crate::http_client::CONNECT_TIMEOUT;
use crate::random;

/// A bot of the school's.
#[derive(Debug)]
pub struct Telegram {
    http: reqwest::Client,
    api: BaseUrl,
    token: Option<Secret>,
}

/// All tries together: the request that waits for them must be answered within 10 s.
const BUDGET: Duration = Duration::from_secs(7);
/// A server that has just answered needs no longer for one more answer.
const TIME_TO_ANSWER: Duration = Duration::from_secs(1);
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const ATTEMPTS: u32 = 5;

/// Why the bot's name is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GetMeError {
    /// There is no token.
    #[error("there is no token")]
    NoToken,
    /// The token is none.
    #[error("the token is refused")]
    TokenRefused,
    /// Nobody answered.
    #[error("Telegram cannot be reached")]
    Unreachable,
    /// The Bot API refused for another reason than the token, or has a failure of its own.
    #[error("the Bot API answered {0}")]
    Refused(u16),
    /// Something else answered.
    #[error("the answer is none of the Bot API's")]
    NotTheBotApi,
}

impl Telegram {
    /// Prepares a client. Opens no connection yet.
    #[must_use]
    pub fn new(api: BaseUrl, token: Option<Secret>) -> Self {
        Self {
            http: http_client(),
            api,
            token,
        }
    }

    /// Sends a lesson's message to a student's chat, or says why there is none. Tries again only what certainly was not
    /// sent.
    pub async fn send(
        &self,
        chat: &Result<ChatId, Cause>,
        message: &LessonMessage<'_>,
        now: DateTime<Utc>,
    ) -> NotificationStatus {
        let Some(token) = &self.token else {
            return NotificationStatus::Failed(Cause::NotConfigured);
        };
        let chat = match chat {
            Ok(chat) => chat,
            Err(cause) => return NotificationStatus::Failed(*cause),
        };

        let started = Instant::now();
        match self.try_to_send(token, message.body(chat), started).await {
            Ok(None) => NotificationStatus::Sent,
            Ok(Some(new_chat)) => NotificationStatus::SentToNewChat(new_chat),
            Err(Unsent::For(pause)) => postponed(now, started.elapsed() + pause),
            // A person's public name is no chat id: to press Start does not make it one.
            Err(Unsent::Because(Cause::ChatNotFound)) if matches!(chat, ChatId::PublicName(_)) => {
                NotificationStatus::Failed(Cause::BadChatId)
            }
            Err(Unsent::Because(cause)) => NotificationStatus::Failed(cause),
        }
    }

    /// Sends within the budget. Returns the group's new chat id, if it had to be followed.
    async fn try_to_send(
        &self,
        token: &Secret,
        mut body: Value,
        started: Instant,
    ) -> Result<Option<i64>, Unsent> {
        let deadline = started + BUDGET;
        let mut new_chat = None;
        let mut attempt = 0;

        loop {
            let (asked, cause) = match self.call(token, &body, deadline).await {
                Reply::Sent => return Ok(new_chat),
                Reply::Failed(cause) => return Err(Unsent::Because(cause)),
                // Only once: two chats that name each other would use up the time.
                Reply::Moved(_) if new_chat.is_some() => {
                    return Err(Unsent::Because(Cause::ChatMoved));
                }
                Reply::Moved(chat_id) => {
                    new_chat = Some(chat_id);
                    body["chat_id"] = chat_id.into();
                    continue;
                }
                Reply::Later { pause, cause } => (pause, cause),
            };

            let pause = asked.unwrap_or_else(|| random::jittered(FIRST_PAUSE * 2_u32.pow(attempt)));
            attempt += 1;

            // A try that the deadline cuts off leaves nobody knowing whether the message arrived.
            let is_in_time = Instant::now() + pause + time_for_a_try(cause) <= deadline;
            if attempt == ATTEMPTS || !is_in_time {
                return Err(asked.map_or(Unsent::Because(cause), Unsent::For));
            }

            tokio::time::sleep(pause).await;
        }
    }

    /// Asks the API whose token this is. Returns the bot's user name.
    pub async fn get_me(&self) -> Result<String, GetMeError> {
        let token = self.token.as_ref().ok_or(GetMeError::NoToken)?;
        let request = self.http.get(self.url(token, "getMe")).timeout(BUDGET);
        let answer = request.send().await.map_err(|_| GetMeError::Unreachable)?;
        let answer = read_answer(answer).await;
        if !answer.is_whole {
            return Err(GetMeError::Unreachable);
        }

        let name = answer.body["result"]["username"].as_str();
        match (name, answer.error_code()) {
            (Some(name), _) => Ok(name.to_owned()),
            (None, Some(401 | 404)) => Err(GetMeError::TokenRefused),
            (None, Some(code)) => Err(GetMeError::Refused(code)),
            (None, None) => Err(GetMeError::NotTheBotApi),
        }
    }

    async fn call(&self, token: &Secret, body: &Value, deadline: Instant) -> Reply {
        let left = deadline.saturating_duration_since(Instant::now());
        let request = self.http.post(self.url(token, "sendMessage"));

        // Errors are not logged as they are: they would hold the URL, and that the token.
        match request.timeout(left).json(body).send().await {
            Ok(answer) => Reply::read(&read_answer(answer).await),
            // Nothing was sent, so another try cannot send the message twice.
            Err(error) if error.is_connect() => Reply::Later {
                pause: None,
                cause: Cause::Unreachable,
            },
            // The token makes no URL.
            Err(error) if error.is_builder() => Reply::Failed(Cause::BadToken),
            // It was sent, and may have arrived: rather say so than send it twice.
            Err(_) => Reply::Failed(Cause::Unknown),
        }
    }

    fn url(&self, token: &Secret, method: &str) -> String {
        self.api.join(&format!("/bot{}/{method}", token.expose()))
    }
}

/// Why a message was not sent, as far as anybody knows.
enum Unsent {
    Because(Cause),
    /// Telegram takes no messages for this time.
    For(Duration),
}

fn postponed(now: DateTime<Utc>, pause: Duration) -> NotificationStatus {
    // Whole seconds are stored. No pause is too long for a date.
    let pause = TimeDelta::from_std(pause).unwrap_or_default();
    NotificationStatus::Postponed((now + pause).trunc_subsecs(0))
}

/// Returns how long the next try may take. Where nothing answers, connecting alone takes its full time.
fn time_for_a_try(last: Cause) -> Duration {
    if last == Cause::Unreachable {
        CONNECT_TIMEOUT + TIME_TO_ANSWER
    } else {
        TIME_TO_ANSWER
    }
}
