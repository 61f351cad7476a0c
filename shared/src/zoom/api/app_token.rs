//! The token of the server-to-server app: one for the whole process, because a new one may end the one before.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::form_urlencoded::Serializer;

use super::refusal::ZoomApiError;
use super::request::send;
use crate::config::{BaseUrl, Secret, ZoomApp};
use crate::zoom::wire_text::field;

/// What the app must be allowed. An app of the older kind has one scope for all of it, `meeting:read:admin`.
pub const NEEDED_SCOPES: [&str; 3] = [
    "meeting:read:list_past_instances:admin",
    "meeting:read:past_meeting:admin",
    "meeting:read:list_past_participants:admin",
];

/// A token is not used in its last minute: a call may take as long.
const SPARE_TIME: Duration = Duration::from_mins(1);
/// The life of a token whose answer does not say it.
const USUAL_LIFE: u64 = 3600;

/// Gets tokens, and keeps the current one.
#[derive(Debug)]
pub(super) struct AppToken {
    app: Option<ZoomApp>,
    oauth: BaseUrl,
    // Locked while it is asked for, so that others who need it wait for the same answer.
    current: Mutex<Option<Token>>,
}

#[derive(Clone, Debug)]
struct Token {
    value: Secret,
    scopes: String,
    valid_until: Instant,
}

impl AppToken {
    pub(super) fn new(app: Option<ZoomApp>, oauth: BaseUrl) -> Self {
        Self {
            app,
            oauth,
            current: Mutex::new(None),
        }
    }

    /// Returns the token.
    pub(super) async fn get(
        &self,
        http: &reqwest::Client,
        deadline: Instant,
    ) -> Result<Secret, ZoomApiError> {
        Ok(self.current(http, deadline).await?.value)
    }

    /// Returns what the app may do, separated by spaces.
    pub(super) async fn scopes(
        &self,
        http: &reqwest::Client,
        deadline: Instant,
    ) -> Result<String, ZoomApiError> {
        Ok(self.current(http, deadline).await?.scopes)
    }

    /// Forgets a token that was refused, unless there is another one since.
    pub(super) async fn forget(&self, refused: &Secret) {
        let mut current = self.current.lock().await;
        if current
            .as_ref()
            .is_some_and(|token| token.value == *refused)
        {
            *current = None;
        }
    }

    async fn current(
        &self,
        http: &reqwest::Client,
        deadline: Instant,
    ) -> Result<Token, ZoomApiError> {
        let mut current = self.current.lock().await;
        if let Some(token) = &*current
            && Instant::now() < token.valid_until
        {
            return Ok(token.clone());
        }

        let token = self.issue(http, deadline).await?;
        *current = Some(token.clone());

        Ok(token)
    }

    async fn issue(
        &self,
        http: &reqwest::Client,
        deadline: Instant,
    ) -> Result<Token, ZoomApiError> {
        let app = self.app.as_ref().ok_or(ZoomApiError::NoApp)?;
        let form = Serializer::new(String::new())
            .append_pair("grant_type", "account_credentials")
            .append_pair("account_id", &app.account_id)
            .finish();
        let request = http
            .post(self.oauth.join("/token"))
            .basic_auth(&app.client_id, Some(app.client_secret.expose()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);

        let issued_at = Instant::now();
        let body = send(request, deadline)
            .await?
            .read()
            .map_err(|error| match error {
                // Here no token is refused, but the app itself.
                ZoomApiError::TokenRefused | ZoomApiError::Refused { .. } => {
                    ZoomApiError::UnknownApp
                }
                error => error,
            })?;

        let value = field(&body, "access_token");
        if value.is_empty() {
            return Err(ZoomApiError::NotZoom(200));
        }
        let life = field(&body, "expires_in").parse().unwrap_or(USUAL_LIFE);
        let life = Duration::from_secs(life.min(USUAL_LIFE));

        Ok(Token {
            value: Secret::new(value),
            scopes: field(&body, "scope"),
            valid_until: issued_at + life.saturating_sub(SPARE_TIME),
        })
    }
}
