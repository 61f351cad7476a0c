//! Sends messages and asks whose token this is, within a time limit.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::message::LessonMessage;
use super::reply::Reply;
use crate::config::{BaseUrl, Secret};
use crate::domain::Cause;
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
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const ATTEMPTS: u32 = 5;

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

    /// Sends a lesson's message to a chat.
    pub async fn send(
        &self,
        chat_id: Option<&str>,
        message: &LessonMessage<'_>,
    ) -> Result<(), Cause> {
        if self.token.is_none() {
            return Err(Cause::NotConfigured);
        }

        let chat_id = chat_id.ok_or(Cause::NoChatId)?;
        let deadline = Instant::now() + BUDGET;
        let mut body = message.body(chat_id);
        let mut migrated = false;

        let mut last = Cause::Unreachable;
        for attempt in 0..ATTEMPTS {
            let pause = match self.call("sendMessage", &body, deadline).await {
                Reply::Done => return Ok(()),
                Reply::Never(cause) => return Err(cause),
                // Only once: two chats that name each other would use up all tries.
                Reply::Moved(new_chat) if !migrated => {
                    migrated = true;
                    body["chat_id"] = new_chat;
                    continue;
                }
                Reply::Moved(_) => return Err(Cause::ChatNotFound),
                Reply::Later { pause, cause } => {
                    last = cause;
                    pause.unwrap_or_else(|| random::jittered(FIRST_PAUSE * 2_u32.pow(attempt)))
                }
            };

            // A pause beyond the deadline leaves no time for another try, so the request need not wait for it.
            if Instant::now() + pause >= deadline {
                break;
            }

            tokio::time::sleep(pause).await;
        }

        Err(last)
    }

    /// Asks the API whose token this is. Returns the bot's user name.
    pub async fn get_me(&self) -> Result<String, Cause> {
        let token = self.token.as_ref().ok_or(Cause::NotConfigured)?;
        let request = self.http.get(self.url(token, "getMe")).timeout(BUDGET);
        let answer = request.send().await.map_err(|_| Cause::Unreachable)?;
        if matches!(answer.status().as_u16(), 401 | 404) {
            return Err(Cause::BadToken);
        }

        let body: Value = answer.json().await.map_err(|_| Cause::Unreachable)?;
        body["result"]["username"]
            .as_str()
            .map(str::to_owned)
            .ok_or(Cause::Unknown)
    }

    async fn call(&self, method: &str, body: &Value, deadline: Instant) -> Reply {
        let Some(token) = &self.token else {
            return Reply::Never(Cause::NotConfigured);
        };
        let left = deadline.saturating_duration_since(Instant::now());
        // Errors are not logged as they are: they would hold the URL, and that the token.
        match self
            .http
            .post(self.url(token, method))
            .timeout(left)
            .json(body)
            .send()
            .await
        {
            Ok(answer) => {
                let status = answer.status().as_u16();
                match answer.json().await {
                    Ok(body) => Reply::read(status, &body),
                    // Without JSON, as in the error page of a proxy, only the status is left to judge by.
                    Err(_) => Reply::read(status, &json!({})),
                }
            }
            // Nothing was sent, so another try cannot send the message twice.
            Err(error) if error.is_connect() => Reply::Later {
                pause: None,
                cause: Cause::Unreachable,
            },
            // It was sent, and may have arrived: rather say so than send it twice.
            Err(error) if error.is_timeout() => Reply::Never(Cause::Unknown),
            Err(_) => Reply::Later {
                pause: None,
                cause: Cause::Unreachable,
            },
        }
    }

    fn url(&self, token: &Secret, method: &str) -> String {
        self.api.join(&format!("/bot{}/{method}", token.expose()))
    }
}

/// TLS by ring and bundled roots: the same library as the database's, and no scan of the system's certificates.
fn http_client() -> reqwest::Client {
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let tls = rustls::ClientConfig::builder_with_provider(
        rustls::crypto::ring::default_provider().into(),
    )
    .with_safe_default_protocol_versions()
    .expect("ring offers TLS 1.2 and 1.3")
    .with_root_certificates(roots)
    .with_no_client_auth();

    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(Duration::from_secs(2))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("the TLS settings above are complete")
}
