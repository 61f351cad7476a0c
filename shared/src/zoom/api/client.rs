//! Asks Zoom's API within a time limit, again where a pause may help.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;
use url::form_urlencoded::Serializer;

use super::app_token::AppToken;
use super::refusal::ZoomApiError;
use super::request::send;
use crate::config::{BaseUrl, ZoomApp};
use crate::http_client::client_builder;
use crate::random;

/// Zoom's API, asked in the name of the school's app.
#[derive(Debug)]
pub struct Zoom {
    http: reqwest::Client,
    api: BaseUrl,
    token: AppToken,
    budget: Duration,
    calls: AtomicU64,
}

/// All tries of one question together.
const BUDGET: Duration = Duration::from_secs(20);
const FIRST_PAUSE: Duration = Duration::from_millis(400);
const ATTEMPTS: u32 = 4;

impl Zoom {
    /// Prepares a client. Opens no connection yet.
    #[must_use]
    pub fn new(app: Option<ZoomApp>, api: BaseUrl, oauth: BaseUrl) -> Self {
        Self {
            http: http_client(),
            api,
            token: AppToken::new(app, oauth),
            budget: BUDGET,
            calls: AtomicU64::new(0),
        }
    }

    /// The same with another time limit for each question.
    #[must_use]
    pub fn with_budget(self, budget: Duration) -> Self {
        Self { budget, ..self }
    }

    /// Returns how many calls were made that count against the account's limits.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Asks for a token, and returns what the app may do, separated by spaces.
    pub async fn scopes(&self) -> Result<String, ZoomApiError> {
        let deadline = Instant::now() + self.budget;
        self.token.scopes(&self.http, deadline).await
    }

    /// Asks for what stands under a path.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Value, ZoomApiError> {
        let query = Serializer::new(String::new()).extend_pairs(query).finish();
        let url = self.api.join(&format!("{path}?{query}"));
        let deadline = Instant::now() + self.budget;
        let mut is_token_renewed = false;
        let mut attempt = 0;

        loop {
            let error = match self.try_to_get(&url, deadline, &mut is_token_renewed).await {
                Ok(body) => return Ok(body),
                Err(error) => error,
            };

            let pause = match error {
                ZoomApiError::TooManyCalls(Some(pause)) => pause,
                _ => random::jittered(FIRST_PAUSE * 2_u32.pow(attempt)),
            };
            attempt += 1;

            let is_in_time = Instant::now() + pause < deadline;
            if !error.may_pass() || attempt == ATTEMPTS || !is_in_time {
                return Err(error);
            }

            tokio::time::sleep(pause).await;
        }
    }

    /// Asks once, or twice if the token is refused: it may have ended early, because another process has a newer one.
    async fn try_to_get(
        &self,
        url: &str,
        deadline: Instant,
        is_token_renewed: &mut bool,
    ) -> Result<Value, ZoomApiError> {
        loop {
            let token = self.token.get(&self.http, deadline).await?;
            let request = self.http.get(url).bearer_auth(token.expose());
            self.calls.fetch_add(1, Ordering::Relaxed);

            match send(request, deadline).await?.read() {
                Err(ZoomApiError::TokenRefused) if !*is_token_renewed => {
                    *is_token_renewed = true;
                    self.token.forget(&token).await;
                }
                read => return read,
            }
        }
    }
}

fn http_client() -> reqwest::Client {
    client_builder()
        .build()
        .expect("the TLS settings are complete")
}
