//! Why Zoom's API did not answer what it was asked, in words that say what it means and what to do.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// Why Zoom's API did not answer what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZoomApiError {
    /// The settings name no app.
    #[error(
        "there is no server-to-server app: set ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET to the values of the app's page App Credentials"
    )]
    NoApp,
    /// There is no such app, account or secret.
    #[error(
        "Zoom knows no such app: copy account id, client id and client secret again from the app's page App Credentials"
    )]
    UnknownApp,
    /// Somebody switched the app off.
    #[error(
        "the app is switched off: an administrator of the Zoom account activates it on the app's page Activation"
    )]
    AppDisabled,
    /// The person who made the app is gone.
    #[error(
        "whoever made the app is not in the Zoom account any more: an administrator makes a new app and sets its values"
    )]
    OwnerGone,
    /// A fresh token is refused.
    #[error(
        "Zoom refuses the token that it has just issued: look at the app's page Activation, and whether the Zoom account admits only listed IP addresses"
    )]
    TokenRefused,
    /// Zoom takes a teacher's authorisation no longer.
    #[error(
        "Zoom takes the teacher's authorisation no longer: the teacher presses Connect Zoom again on the page /teacher"
    )]
    Disconnected,
    /// There is no token in a teacher's name at the moment.
    #[error("Zoom gives no token in the teacher's name at the moment: try again later")]
    NoTokenNow,
    /// The app may not ask this.
    #[error(
        "the app lacks the scope {0}: add it on the app's page Scopes. If it is not offered, an administrator whose role may read it must make the app"
    )]
    MissingScope(String),
    /// The account's plan has no such list.
    #[error(
        "the Zoom account's plan has no lists of participants: they need Pro or a higher plan. Without it only the webhooks tell of lessons"
    )]
    WrongPlan,
    /// Zoom has nothing to say about the meeting. It does not mean that nobody came.
    #[error(
        "Zoom tells nothing of this meeting: it has not ended, its list is not ready (up to 30 minutes), one person was there alone, or it is of another account"
    )]
    NothingTold,
    /// The calls of this day are used up, by all apps of the account together.
    #[error(
        "the Zoom account's calls of this day are used up, by all of its apps together: go on {}",
        again(*.0)
    )]
    DailyLimit(Option<DateTime<Utc>>),
    /// The calls of this second are used up, also after some pauses; with the pause that Zoom asks for.
    #[error(
        "the Zoom account has too many calls at the moment, from all of its apps together: go on in a minute"
    )]
    TooManyCalls(Option<Duration>),
    /// The call could not be counted, so it was not made.
    #[error("the database could not note a call to Zoom, so none was made: try again later")]
    NotCounted,
    /// Nobody answered in time.
    #[error("Zoom cannot be reached, or does not answer in time: try again later")]
    Unreachable,
    /// Zoom has a failure of its own.
    #[error("Zoom has a failure of its own ({0}): try again later")]
    ServerFailure(u16),
    /// Something else answered.
    #[error(
        "something other than Zoom answered ({0}): look at ZOOM_API_URL, ZOOM_OAUTH_URL and the proxy, if there is one"
    )]
    NotZoom(u16),
    /// Zoom refuses for a reason that is not known here.
    #[error("Zoom refused ({status}, code {})", .code.map_or_else(|| "none".to_owned(), |code| code.to_string()))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Zoom's own code.
        code: Option<i64>,
    },
}

impl ZoomApiError {
    /// Tells whether only this meeting is meant: others may be asked all the same.
    #[must_use]
    pub fn is_about_meeting(&self) -> bool {
        match self {
            Self::NothingTold | Self::Refused { .. } => true,
            Self::NoApp
            | Self::UnknownApp
            | Self::AppDisabled
            | Self::OwnerGone
            | Self::TokenRefused
            | Self::Disconnected
            | Self::NoTokenNow
            | Self::MissingScope(_)
            | Self::WrongPlan
            | Self::DailyLimit(_)
            | Self::TooManyCalls(_)
            | Self::NotCounted
            | Self::Unreachable
            | Self::ServerFailure(_)
            | Self::NotZoom(_) => false,
        }
    }

    /// Tells whether whoever asked is meant: others may be asked in somebody else's name.
    #[must_use]
    pub fn is_about_asker(&self) -> bool {
        match self {
            Self::NoApp
            | Self::UnknownApp
            | Self::AppDisabled
            | Self::OwnerGone
            | Self::TokenRefused
            | Self::Disconnected
            | Self::NoTokenNow
            | Self::MissingScope(_)
            | Self::WrongPlan
            | Self::DailyLimit(_)
            | Self::TooManyCalls(_) => true,
            Self::NothingTold
            | Self::Refused { .. }
            | Self::NotCounted
            | Self::Unreachable
            | Self::ServerFailure(_)
            | Self::NotZoom(_) => false,
        }
    }

    /// Tells whether nobody would be answered: Zoom, the network or the database is in trouble.
    #[must_use]
    pub fn is_about_everybody(&self) -> bool {
        !self.is_about_meeting() && !self.is_about_asker()
    }

    /// Tells whether the same call may succeed after a pause.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::TooManyCalls(_) | Self::Unreachable | Self::ServerFailure(_)
        )
    }
}

fn again(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(
        || "after 00:00 UTC".to_owned(),
        |at| format!("after {}", at.format("%Y-%m-%d %H:%M UTC")),
    )
}
