//! The authorisation of a teacher at Zoom: where it begins, and how its code becomes tokens, once.

use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use reqwest::header::CONTENT_TYPE;
use ring::digest::{SHA256, digest};
use tokio::time::Instant;
use url::form_urlencoded::Serializer;

use super::keys::AppKeys;
use super::reply::{Grant, GrantError};
use crate::config::{BaseUrl, Secret, ZoomTeacherApp};
use crate::http_client::client_builder;
use crate::zoom::api::{Answer, ZoomApiError, send};

/// The app by which teachers let this system act for them.
#[derive(Debug)]
pub struct ZoomOauth {
    http: reqwest::Client,
    app: ZoomTeacherApp,
    server: BaseUrl,
    /// Where Zoom leads the teacher back to.
    redirect: String,
    pub(super) keys: AppKeys,
}

/// No code of Zoom's looks so.
const NO_CODE: &str = "session-tracking-validate";
/// One question to the server that issues tokens. A second try could use up what the first one got.
const BUDGET: Duration = Duration::from_secs(4);

impl ZoomOauth {
    /// Prepares a client. Opens no connection yet.
    #[must_use]
    pub fn new(app: ZoomTeacherApp, server: BaseUrl, redirect: String) -> Self {
        Self {
            http: http_client(),
            keys: AppKeys::derive(&app.client_secret),
            app,
            server,
            redirect,
        }
    }

    /// Returns the app's id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.app.client_id
    }

    /// Returns where Zoom leads teachers back to.
    #[must_use]
    pub fn redirect(&self) -> &str {
        &self.redirect
    }

    /// Returns the origin of the page on which teachers agree.
    #[must_use]
    pub fn origin(&self) -> String {
        self.server.origin()
    }

    /// Returns the address of the page on which the teacher agrees.
    #[must_use]
    pub fn authorize_url(&self, state: &str) -> String {
        let challenge = digest(&SHA256, self.keys.verifier(state).as_bytes());
        let query = Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.app.client_id)
            .append_pair("redirect_uri", &self.redirect)
            .append_pair("state", state)
            .append_pair(
                "code_challenge",
                &Base64UrlUnpadded::encode_string(challenge.as_ref()),
            )
            .append_pair("code_challenge_method", "S256")
            .finish();

        self.server.join(&format!("/authorize?{query}"))
    }

    /// Exchanges the code that came back with this state. It is good once, for five minutes.
    pub async fn exchange(&self, code: &str, state: &str) -> Result<Grant, GrantError> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect),
            ("code_verifier", &self.keys.verifier(state)),
        ];

        Grant::read(self.post("/token", &form).await?, None)
    }

    /// Asks for tokens by a code that Zoom never gave, which changes nothing. That Zoom refuses the code shows that it knows
    /// the app and its secret.
    pub async fn try_app(&self) -> Result<(), GrantError> {
        match self.exchange(NO_CODE, NO_CODE).await {
            Err(GrantError::Ended) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(GrantError::Failed(ZoomApiError::NotZoom(200))),
        }
    }

    /// Asks for the next pair of tokens. From then on Zoom knows the old pair no longer, whether the answer arrives or
    /// not.
    pub async fn refresh(&self, refresh: &Secret) -> Result<Grant, GrantError> {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose()),
        ];

        Grant::read(self.post("/token", &form).await?, Some(refresh))
    }

    /// Ends an authorisation at Zoom.
    pub async fn revoke(&self, access: &Secret) -> Result<(), ZoomApiError> {
        let answer = self.post("/revoke", &[("token", access.expose())]).await;
        match answer {
            Ok(answer) => answer.read().map(drop),
            Err(GrantError::Failed(error)) => Err(error),
            Err(GrantError::Ended | GrantError::UnknownApp) => Err(ZoomApiError::UnknownApp),
        }
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Answer, GrantError> {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self
            .http
            .post(self.server.join(path))
            .basic_auth(&self.app.client_id, Some(self.app.client_secret.expose()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);

        send(request, Instant::now() + BUDGET)
            .await
            .map_err(GrantError::Failed)
    }
}

fn http_client() -> reqwest::Client {
    client_builder()
        .build()
        .expect("the TLS settings are complete")
}
