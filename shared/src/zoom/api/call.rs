//! One call of Zoom's API: within a time limit, counted, and again where a pause may help.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use tokio::time::Instant;
use url::form_urlencoded::Serializer;

use super::client::{Caller, ZoomAccess};
use super::refusal::ZoomApiError;
use super::request::send;
use crate::config::Secret;
use crate::domain::CallWeight;
use crate::random;

const FIRST_PAUSE: Duration = Duration::from_millis(400);
const ATTEMPTS: u32 = 4;

/// What is to be called.
struct Call<'a> {
    weight: CallWeight,
    method: Method,
    url: String,
    body: Option<&'a Value>,
}

impl ZoomAccess<'_> {
    /// Asks for what stands under a path.
    pub(super) async fn get(
        &self,
        weight: CallWeight,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Value, ZoomApiError> {
        let query = Serializer::new(String::new()).extend_pairs(query).finish();
        let call = Call {
            weight,
            method: Method::GET,
            url: self.zoom.api.join(&format!("{path}?{query}")),
            body: None,
        };

        self.call(&call).await
    }

    /// Creates something. What may have been created is not tried again.
    pub(super) async fn post(
        &self,
        weight: CallWeight,
        path: &str,
        body: &Value,
    ) -> Result<Value, ZoomApiError> {
        let call = Call {
            weight,
            method: Method::POST,
            url: self.zoom.api.join(path),
            body: Some(body),
        };

        self.call(&call).await
    }

    /// Deletes something.
    pub(super) async fn delete(&self, weight: CallWeight, path: &str) -> Result<(), ZoomApiError> {
        let call = Call {
            weight,
            method: Method::DELETE,
            url: self.zoom.api.join(path),
            body: None,
        };

        self.call(&call).await.map(|_| ())
    }

    async fn call(&self, call: &Call<'_>) -> Result<Value, ZoomApiError> {
        let deadline = self.deadline_of_call();
        let mut is_token_renewed = false;
        let mut attempt = 0;

        loop {
            let error = match self.try_call(call, deadline, &mut is_token_renewed).await {
                Ok(body) => return Ok(body),
                Err(error) => error,
            };

            let pause = match error {
                ZoomApiError::DailyLimit(until) => {
                    self.counter.stop(call.weight, until).await;
                    return Err(error);
                }
                ZoomApiError::TooManyCalls(Some(pause)) => pause,
                _ => random::jittered(FIRST_PAUSE * 2_u32.pow(attempt)),
            };
            attempt += 1;

            let is_in_time = Instant::now() + pause < deadline;
            if !call.may_be_repeated_after(&error) || attempt == ATTEMPTS || !is_in_time {
                return Err(error);
            }

            tokio::time::sleep(pause).await;
        }
    }

    /// Calls once, or twice if the token is refused: it may have ended early, because another process has a newer one. A
    /// call with it did nothing.
    async fn try_call(
        &self,
        call: &Call<'_>,
        deadline: Instant,
        is_token_renewed: &mut bool,
    ) -> Result<Value, ZoomApiError> {
        let zoom = self.zoom;
        loop {
            let token = self.token(deadline).await?;
            self.counter.count(call.weight).await?;
            zoom.count_call();

            let mut request = zoom.http.request(call.method.clone(), &call.url);
            request = request.bearer_auth(token.expose());
            if let Some(body) = call.body {
                request = request.json(body);
            }

            match send(request, deadline).await?.read() {
                Err(ZoomApiError::TokenRefused) if !*is_token_renewed => {
                    *is_token_renewed = true;
                    self.renew(&token).await?;
                }
                read => return read,
            }
        }
    }

    async fn token(&self, deadline: Instant) -> Result<Secret, ZoomApiError> {
        match self.caller {
            Caller::App(app) => app.get(&self.zoom.http, deadline).await,
            Caller::Teacher { token, .. } => Ok(token.current().await),
        }
    }

    async fn renew(&self, refused: &Secret) -> Result<(), ZoomApiError> {
        match self.caller {
            Caller::App(app) => {
                app.forget(refused).await;
                Ok(())
            }
            Caller::Teacher { token, .. } => token.renew(refused).await,
        }
    }
}

impl Call<'_> {
    /// Tells whether the same call may succeed after a pause, and does nothing twice.
    fn may_be_repeated_after(&self, error: &ZoomApiError) -> bool {
        let is_refused_undone = matches!(error, ZoomApiError::TooManyCalls(_));
        error.may_pass() && (self.method != Method::POST || is_refused_undone)
    }
}
