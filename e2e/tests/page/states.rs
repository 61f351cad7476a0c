//! Brings a page into each of its states.

use anyhow::Result;
use chromiumoxide::cdp::browser_protocol::emulation::SetScriptExecutionDisabledParams;
use e2e::{Chromium, Device, Lesson, Network, School, Tab, Watch};
use reqwest::Method;
use serde_json::json;

/// A state of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Connected,
    Offline,
    Ending,
    Ended,
    Elsewhere,
    /// Opened after a final end.
    Over,
    Expired,
    Unknown,
    WithoutScript,
}

impl State {
    pub(crate) const ALL: [Self; 9] = [
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

    pub(crate) fn name(self) -> &'static str {
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

    /// States in which the browser itself complains that it has no network.
    pub(crate) fn lacks_network(self) -> bool {
        matches!(self, Self::Offline | Self::Ending)
    }
}

/// A page in a state, with what was noticed on the way.
pub(crate) struct Scene {
    pub(crate) tab: Tab,
    pub(crate) watch: Watch,
    pub(crate) path: String,
    /// Lives as long as the page.
    _network: Network,
}

async fn end(school: &School, lesson: &Lesson) -> Result<()> {
    let body = json!({ "token": lesson.token });
    school.request(Method::POST, "/api/zoom/end-session").json(&body).send().await?.error_for_status()?;
    Ok(())
}

impl Scene {
    pub(crate) async fn set(
        school: &School,
        chromium: &Chromium,
        state: State,
        language: &str,
    ) -> Result<Self> {
        let (lesson, network) = (school.lesson().await?, Network::to(school.address()).await?);
        let tab = Tab::open(chromium, &chromium.context().await?, Device::Desktop, None).await?;
        let watch = Watch::over(tab.driver()).await?;
        let mut path = format!("{}&lang={language}", lesson.path());
        match state {
            State::Connected => _ = tab.join(&network.url(&path)).await?,
            State::Offline => {
                tab.join(&network.url(&path)).await?;
                network.cut();
                tab.wait_for_state("offline").await?;
            }
            State::Ending => {
                tab.join(&network.url(&path)).await?;
                network.cut();
                tab.press("#end").await?;
                tab.wait_for_state("ending").await?;
            }
            State::Ended => {
                tab.join(&network.url(&path)).await?;
                tab.press("#end").await?;
                tab.wait_for_state("ended").await?;
            }
            State::Elsewhere => {
                tab.join(&network.url(&path)).await?;
                end(school, &lesson).await?;
                tab.wait_for_state("elsewhere").await?;
            }
            State::Over => {
                tab.join(&network.url(&path)).await?;
                end(school, &lesson).await?;
                tab.go("about:blank").await?;
                tab.go(&network.url(&path)).await?;
                tab.wait_for_state("ended").await?;
            }
            State::Expired => {
                school.expire(&lesson).await?;
                tab.go(&network.url(&path)).await?;
                tab.wait_for_state("expired").await?;
            }
            State::Unknown => {
                path = format!("/api/zoom/track?token={}&lang={language}", "A".repeat(32));
                tab.go(&network.url(&path)).await?;
                tab.wait_for_state("unknown").await?;
            }
            State::WithoutScript => {
                tab.driver().execute(SetScriptExecutionDisabledParams::new(true)).await?;
                tab.go(&network.url(&path)).await?;
                // The document was parsed without scripts, and stays so; only those of the test run now.
                tab.driver().execute(SetScriptExecutionDisabledParams::new(false)).await?;
                tab.wait_for("document.querySelector('noscript p')?.checkVisibility() === true").await?;
            }
        }
        Ok(Self { tab, watch, path, _network: network })
    }
}
