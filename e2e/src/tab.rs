//! One tab, and what happens to it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::browser::{
    Bounds, BrowserContextId, GetWindowForTargetParams, SetWindowBoundsParams, WindowState,
};
use chromiumoxide::cdp::browser_protocol::emulation::{
    SetDeviceMetricsOverrideParams, SetEmitTouchEventsForMouseParams,
    SetTouchEmulationEnabledParams,
};
use chromiumoxide::cdp::browser_protocol::fetch::{
    EnableParams as EnableFetch, EventRequestPaused, FulfillRequestParams, RequestPattern,
};
use chromiumoxide::cdp::browser_protocol::page::{
    AddScriptToEvaluateOnNewDocumentParams, ReloadParams, SetWebLifecycleStateParams,
    SetWebLifecycleStateState,
};
use chromiumoxide::cdp::browser_protocol::target::{CloseTargetParams, CreateTargetParams};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::Chromium;

/// What a page is seen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A mouse and a wide window.
    Desktop,
    /// Fingers and 360 px.
    Phone,
}

const PATIENCE: Duration = Duration::from_secs(15);

/// A tab in a window of its own.
#[derive(Debug)]
pub struct Tab {
    page: Page,
}

impl Tab {
    /// Opens an empty tab. `before` runs in each document before its own scripts.
    pub async fn open(
        chromium: &Chromium,
        context: &BrowserContextId,
        device: Device,
        before: Option<&str>,
    ) -> Result<Self> {
        let target = CreateTargetParams::builder()
            .url("about:blank")
            .browser_context_id(context.clone())
            .new_window(true)
            .build()
            .map_err(anyhow::Error::msg)?;
        let tab = Self {
            page: chromium.driver().new_page(target).await?,
        };

        if device == Device::Phone {
            tab.be_a_phone().await?;
        }

        if let Some(script) = before {
            tab.page
                .execute(AddScriptToEvaluateOnNewDocumentParams::new(script))
                .await?;
        }

        Ok(tab)
    }

    async fn be_a_phone(&self) -> Result<()> {
        self.page
            .execute(SetDeviceMetricsOverrideParams::new(360, 740, 2.0, true))
            .await?;

        self.page
            .execute(SetTouchEmulationEnabledParams::new(true))
            .await?;

        self.page
            .execute(SetEmitTouchEventsForMouseParams::new(true))
            .await?;

        Ok(())
    }

    /// Returns the driver's handle.
    #[must_use]
    pub fn driver(&self) -> &Page {
        &self.page
    }

    /// Goes to an address; does not wait until it is there.
    pub async fn go(&self, url: &str) -> Result<()> {
        // An address that cannot be reached is an answer, too: the page is left all the same.
        let _ = self.page.goto(url).await;
        Ok(())
    }

    /// Goes to a tracking page and waits until it counts. Returns when its document began.
    pub async fn join(&self, url: &str) -> Result<DateTime<Utc>> {
        self.go(url).await?;
        self.wait_for_state("connected").await?;
        self.began().await
    }

    /// Returns when the document began, by the browser's clock, which is this machine's.
    pub async fn began(&self) -> Result<DateTime<Utc>> {
        let milliseconds: f64 = self.evaluate("performance.timeOrigin").await?;
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970")]
        DateTime::from_timestamp_millis(milliseconds as i64).context("no time")
    }

    /// Evaluates an expression.
    pub async fn evaluate<R: DeserializeOwned>(&self, expression: &str) -> Result<R> {
        Ok(self.page.evaluate(expression).await?.into_value()?)
    }

    /// Waits until the page is in one of its states (`main[data-state]`).
    pub async fn wait_for_state(&self, state: &str) -> Result<()> {
        self.wait_for(&format!(
            "document.querySelector('main')?.dataset.state === '{state}'"
        ))
        .await
    }

    /// Waits until an expression is true.
    pub async fn wait_for(&self, expression: &str) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            // While a document is being replaced, nothing can be evaluated.
            if self.evaluate::<bool>(expression).await.unwrap_or(false) {
                return Ok(());
            }

            tokio::time::sleep(Duration::from_millis(40)).await;
        }

        let html: String = self
            .evaluate("(document.querySelector('main') ?? document.documentElement).outerHTML.slice(0, 3000)")
            .await?;

        bail!("waited in vain for {expression} in {html}")
    }

    /// Presses something, as a script may: for what a person would find after scrolling.
    pub async fn press(&self, selector: &str) -> Result<()> {
        self.evaluate::<bool>(&format!(
            "(document.querySelector('{selector}').click(), true)"
        ))
        .await?;

        Ok(())
    }

    /// From now on a tap on the Zoom link opens Zoom's app: the navigation comes to nothing, the page stays.
    pub async fn zoom_is_installed(&self) -> Result<()> {
        let mut requests = self.page.event_listener::<EventRequestPaused>().await?;
        let pattern = RequestPattern::builder().url_pattern("https://*").build();
        self.page
            .execute(EnableFetch::builder().pattern(pattern).build())
            .await?;

        let page = self.page.clone();
        tokio::spawn(async move {
            while let Some(request) = requests.next().await {
                let nothing = FulfillRequestParams::new(request.request_id.clone(), 204);
                // A tab that is gone needs no answer.
                let _ = page.execute(nothing).await;
            }
        });

        Ok(())
    }

    /// Loads the page anew.
    pub async fn reload(&self) -> Result<()> {
        self.page.execute(ReloadParams::default()).await?;
        Ok(())
    }

    /// Minimises the window, or brings it back.
    pub async fn hide(&self, hidden: bool) -> Result<()> {
        let target = GetWindowForTargetParams::builder()
            .target_id(self.page.target_id().clone())
            .build();
        let window = self.page.execute(target).await?.window_id;
        let state = if hidden {
            WindowState::Minimized
        } else {
            WindowState::Normal
        };
        let bounds = Bounds::builder().window_state(state).build();

        self.page
            .execute(SetWindowBoundsParams::new(window, bounds))
            .await?;

        let state = if hidden { "hidden" } else { "visible" };
        self.wait_for(&format!("document.visibilityState === '{state}'"))
            .await
    }

    /// Stops all its scripts and timers, or lets them go on, as a system does with background pages.
    pub async fn freeze(&self, frozen: bool) -> Result<()> {
        let state = if frozen {
            SetWebLifecycleStateState::Frozen
        } else {
            SetWebLifecycleStateState::Active
        };

        self.page
            .execute(SetWebLifecycleStateParams::new(state))
            .await?;

        Ok(())
    }

    /// Closes the tab as its close button does, without a question.
    pub async fn close(&self, chromium: &Chromium) -> Result<()> {
        chromium
            .driver()
            .execute(CloseTargetParams::new(self.page.target_id().clone()))
            .await?;

        Ok(())
    }
}
