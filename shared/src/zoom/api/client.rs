//! Zoom's API, and in whose name it is asked.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::app_token::AppToken;
use super::call_counter::CallCounter;
use super::refusal::ZoomApiError;
use super::teacher_token::TeacherToken;
use crate::config::{BaseUrl, ZoomApp};
use crate::http_client::client_builder;
use crate::zoom::teacher_scopes::OLDER_READING;

/// Zoom's API.
#[derive(Debug)]
pub struct Zoom {
    pub(super) http: reqwest::Client,
    pub(super) api: BaseUrl,
    pub(super) patience: Duration,
    token: AppToken,
    calls: AtomicU64,
}

/// Zoom's API, asked in somebody's name.
#[derive(Clone, Copy)]
pub struct ZoomAccess<'a> {
    pub(super) zoom: &'a Zoom,
    pub(super) caller: Caller<'a>,
    pub(super) counter: &'a dyn CallCounter,
    /// When whoever asks has no more time.
    pub(super) deadline: Option<Instant>,
}

/// In whose name.
#[derive(Clone, Copy)]
pub(super) enum Caller<'a> {
    /// The school's server-to-server app: it asks for the whole account.
    App(&'a AppToken),
    /// A teacher, by the teacher's own authorisation.
    Teacher {
        token: &'a dyn TeacherToken,
        /// What the teacher agreed to, separated by spaces.
        scopes: &'a str,
    },
}

/// What the app needs to read reports: the second is that of apps of the older kind.
pub const REPORT_SCOPES: [&str; 2] = [
    "report:read:list_meeting_participants:admin",
    "report:read:admin",
];
/// What the app needs to read meetings that nobody began: the second is that of apps of the older kind.
pub const MEETING_SCOPES: [&str; 2] = ["meeting:read:meeting:admin", "meeting:read:admin"];
/// All tries of one question together.
const PATIENCE: Duration = Duration::from_secs(20);

impl Zoom {
    /// Prepares a client. Opens no connection yet.
    #[must_use]
    pub fn new(app: Option<ZoomApp>, api: BaseUrl, oauth: BaseUrl) -> Self {
        Self {
            http: http_client(),
            api,
            token: AppToken::new(app, oauth),
            patience: PATIENCE,
            calls: AtomicU64::new(0),
        }
    }

    /// The same with another time limit for each question.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Asks in the name of the school's app.
    #[must_use]
    pub fn as_app<'a>(&'a self, counter: &'a dyn CallCounter) -> ZoomAccess<'a> {
        ZoomAccess {
            zoom: self,
            caller: Caller::App(&self.token),
            counter,
            deadline: None,
        }
    }

    /// Asks in the name of a teacher, who agreed to these scopes.
    #[must_use]
    pub fn as_teacher<'a>(
        &'a self,
        (token, scopes): (&'a dyn TeacherToken, &'a str),
        counter: &'a dyn CallCounter,
    ) -> ZoomAccess<'a> {
        ZoomAccess {
            zoom: self,
            caller: Caller::Teacher { token, scopes },
            counter,
            deadline: None,
        }
    }

    /// Returns how many calls were made that count against an account's limits.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Asks for a token of the app, and returns what the app may do, separated by spaces.
    pub async fn scopes(&self) -> Result<String, ZoomApiError> {
        let deadline = Instant::now() + self.patience;
        self.token.scopes(&self.http, deadline).await
    }

    pub(super) fn count_call(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }
}

impl ZoomAccess<'_> {
    /// The same within a time for all calls together. After it no call is answered.
    #[must_use]
    pub fn until(self, deadline: Instant) -> Self {
        Self {
            deadline: Some(deadline),
            ..self
        }
    }

    /// Tells whether the app may read reports. No teacher may: Zoom gives them to administrators alone.
    pub(super) async fn may_read_reports(&self) -> Result<bool, ZoomApiError> {
        match self.caller {
            Caller::App(app) => self.app_may(app, REPORT_SCOPES).await,
            Caller::Teacher { .. } => Ok(false),
        }
    }

    /// Tells whether meetings may be read that nobody began. Each teacher who connected lets the own ones be read.
    pub(super) async fn may_read_meetings(&self) -> Result<bool, ZoomApiError> {
        match self.caller {
            Caller::App(app) => self.app_may(app, MEETING_SCOPES).await,
            Caller::Teacher { .. } => Ok(true),
        }
    }

    async fn app_may(&self, app: &AppToken, either: [&str; 2]) -> Result<bool, ZoomApiError> {
        let scopes = app.scopes(&self.zoom.http, self.deadline_of_call()).await?;

        Ok(scopes
            .split_whitespace()
            .any(|scope| either.contains(&scope)))
    }

    /// Tells whether a teacher did not agree to this. What the app lacks is told by Zoom: its scopes may grow meanwhile.
    pub(super) fn lacks(&self, scope: &str) -> bool {
        match self.caller {
            Caller::App(_) => false,
            Caller::Teacher { scopes, .. } => !scopes
                .split_whitespace()
                .any(|granted| granted == scope || granted == OLDER_READING),
        }
    }

    /// Returns when a call that begins now must be answered.
    pub(super) fn deadline_of_call(&self) -> Instant {
        let patient = Instant::now() + self.zoom.patience;
        self.deadline
            .map_or(patient, |deadline| deadline.min(patient))
    }
}

impl fmt::Debug for ZoomAccess<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZoomAccess").finish_non_exhaustive()
    }
}

fn http_client() -> reqwest::Client {
    client_builder()
        .build()
        .expect("the TLS settings are complete")
}
