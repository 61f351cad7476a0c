//! The student's page in each of its states.

use anyhow::Result;
use chromiumoxide::cdp::browser_protocol::emulation::SetScriptExecutionDisabledParams;
use reqwest::Method;
use serde_json::json;

use crate::{Chromium, Device, Lesson, Network, School, Tab, Watch};

/// A state of the student's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageState {
    /// It counts.
    Connected,
    /// It reaches no server.
    Offline,
    /// "End session" was pressed, and no server heard it.
    Ending,
    /// "End session" was pressed.
    Ended,
    /// The session was ended by another page.
    Elsewhere,
    /// Opened after a final end.
    Over,
    /// Its link is too old.
    Expired,
    /// Nobody was sent its link.
    Unknown,
    /// Its scripts do not run.
    WithoutScript,
}

impl PageState {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Connected,
        Self::Offline,
        Self::Ending,
        Self::Ended,
        Self::Elsewhere,
        Self::Over,
        Self::Expired,
        Self::Unknown,
        Self::WithoutScript,
    ];

    /// Returns its name, for messages and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Offline => "offline",
            Self::Ending => "ending",
            Self::Ended => "ended",
            Self::Elsewhere => "elsewhere",
            Self::Over => "over",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
            Self::WithoutScript => "without-script",
        }
    }

    /// Tells whether the browser itself complains that it has no network.
    #[must_use]
    pub fn lacks_network(self) -> bool {
        matches!(self, Self::Offline | Self::Ending)
    }
}

/// A student's page in one of its states.
#[derive(Debug)]
pub struct StudentPage {
    /// Its tab.
    pub tab: Tab,
    /// The observations on the way.
    pub watch: Watch,
    /// Its address, without the origin.
    pub path: String,
    /// Lives as long as the page.
    _network: Network,
}

async fn end(school: &School, lesson: &Lesson) -> Result<()> {
    let body = json!({ "token": lesson.token });
    school
        .request(Method::POST, "/api/zoom/end-session")
        .json(&body)
        .send()
        .await?
        .error_for_status()?;

    Ok(())
}

impl StudentPage {
    /// Opens a page of a new lesson and brings it into a state.
    pub async fn bring_to(
        school: &School,
        chromium: &Chromium,
        state: PageState,
        language: &str,
    ) -> Result<Self> {
        let (lesson, network) = (school.lesson().await?, Network::to(school.address()).await?);
        let tab = Tab::open(chromium, &chromium.context().await?, Device::Desktop, None).await?;
        let watch = Watch::over(tab.driver()).await?;
        let mut path = format!("{}&lang={language}", lesson.path());

        match state {
            PageState::Connected => _ = tab.join(&network.url(&path)).await?,
            PageState::Offline => {
                tab.join(&network.url(&path)).await?;
                network.cut();
                tab.wait_for_state("offline").await?;
            }
            PageState::Ending => {
                tab.join(&network.url(&path)).await?;
                network.cut();
                tab.press("#end").await?;
                tab.wait_for_state("ending").await?;
            }
            PageState::Ended => {
                tab.join(&network.url(&path)).await?;
                tab.press("#end").await?;
                tab.wait_for_state("ended").await?;
            }
            PageState::Elsewhere => {
                tab.join(&network.url(&path)).await?;
                end(school, &lesson).await?;
                tab.wait_for_state("elsewhere").await?;
            }
            PageState::Over => {
                tab.join(&network.url(&path)).await?;
                end(school, &lesson).await?;
                tab.go("about:blank").await?;
                tab.go(&network.url(&path)).await?;
                tab.wait_for_state("ended").await?;
            }
            PageState::Expired => {
                school.expire(&lesson).await?;
                tab.go(&network.url(&path)).await?;
                tab.wait_for_state("expired").await?;
            }
            PageState::Unknown => {
                path = format!("/api/zoom/track?token={}&lang={language}", "A".repeat(32));
                tab.go(&network.url(&path)).await?;
                tab.wait_for_state("unknown").await?;
            }
            PageState::WithoutScript => {
                tab.driver()
                    .execute(SetScriptExecutionDisabledParams::new(true))
                    .await?;

                tab.go(&network.url(&path)).await?;
                // The document was parsed without scripts, and stays so; only those of the test run now.
                tab.driver()
                    .execute(SetScriptExecutionDisabledParams::new(false))
                    .await?;

                tab.wait_for("document.querySelector('noscript p')?.checkVisibility() === true")
                    .await?;
            }
        }

        Ok(Self {
            tab,
            watch,
            path,
            _network: network,
        })
    }
}
