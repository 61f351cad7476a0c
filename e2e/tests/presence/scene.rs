//! One scenario on the stage: a lesson, its browser, its network, and what was done when.

use std::fmt::Write;
use std::time::Duration;

use anyhow::{Context, Result};
use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chrono::{DateTime, TimeDelta, Utc};
use e2e::{Chromium, Device, Lesson, Network, School, Tab};
use serde_json::Value;

use crate::ends::TRIP;

/// A scenario.
pub(crate) struct Scene<'a> {
    pub(crate) school: &'a School,
    pub(crate) chromium: &'a Chromium,
    pub(crate) context: BrowserContextId,
    pub(crate) network: Network,
    /// Of other devices; they live as long as the scene, or what is under way on them would be lost.
    pub(crate) other_networks: Vec<Network>,
    pub(crate) lesson: Lesson,
    history: Vec<(DateTime<Utc>, String)>,
}

/// The expected result.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    /// When some page was open, in any order.
    pub(crate) open: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// Seconds by which the record may fall short (negative), and exceed.
    pub(crate) bound: (f64, f64),
    /// The status and the reason of its end.
    pub(crate) status: &'static str,
    pub(crate) reason: Option<&'static str>,
    /// How many segments there must be.
    pub(crate) segments: Option<usize>,
    /// Kinds that must be among the evidence.
    pub(crate) evidence: &'static [&'static str],
    /// Seconds that the upper value must reach.
    pub(crate) at_most: Option<f64>,
}

impl Truth {
    /// A page that was open once and closed properly.
    pub(crate) fn closed(from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self {
            open: vec![(from, to)],
            bound: (-TRIP, TRIP),
            status: "ended",
            reason: Some("closed"),
            ..Self::default()
        }
    }

    /// A page of which nothing more was heard.
    pub(crate) fn silent(from: DateTime<Utc>, to: DateTime<Utc>, bound: (f64, f64)) -> Self {
        Self {
            open: vec![(from, to)],
            bound,
            status: "active",
            ..Self::default()
        }
    }

    /// Returns the seconds in which some page was open.
    pub(crate) fn seconds(&self) -> f64 {
        let mut spans = self.open.clone();
        spans.sort_unstable();
        let mut reached = DateTime::<Utc>::MIN_UTC;
        let mut total = TimeDelta::zero();

        for (from, to) in spans {
            total += (to - from.max(reached)).max(TimeDelta::zero());
            reached = reached.max(to);
        }

        total.as_seconds_f64()
    }
}

impl<'a> Scene<'a> {
    pub(crate) async fn new(school: &'a School, chromium: &'a Chromium) -> Result<Self> {
        Ok(Self {
            school,
            chromium,
            context: chromium.context().await?,
            network: Network::to(school.address()).await?,
            other_networks: Vec::new(),
            lesson: school.lesson().await?,
            history: Vec::new(),
        })
    }

    /// Notes what is done. Returns the time.
    pub(crate) fn note(&mut self, what: &str) -> DateTime<Utc> {
        let now = e2e::now();
        self.history.push((now, what.to_owned()));
        now
    }

    pub(crate) async fn pass(&self, seconds: f64) {
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
    }

    pub(crate) fn url(&self) -> String {
        self.network.url(&self.lesson.path())
    }

    /// An empty tab.
    pub(crate) async fn tab(&self, device: Device, before: Option<&str>) -> Result<Tab> {
        Tab::open(self.chromium, &self.context, device, before).await
    }

    /// Opens the page in a tab of its own and waits until it counts. Returns when it began, too.
    pub(crate) async fn open(&mut self) -> Result<(Tab, DateTime<Utc>)> {
        self.open_with(Device::Desktop, None).await
    }

    pub(crate) async fn open_with(
        &mut self,
        device: Device,
        before: Option<&str>,
    ) -> Result<(Tab, DateTime<Utc>)> {
        let tab = self.tab(device, before).await?;
        self.note("open the page");
        let began = tab.join(&self.url()).await?;

        self.note("it is connected");
        Ok((tab, began))
    }

    /// Closes a tab. Returns when.
    pub(crate) async fn close(&mut self, tab: &Tab) -> Result<DateTime<Utc>> {
        let at = self.note("close it");
        tab.close(self.chromium).await?;
        Ok(at)
    }

    /// Waits until the server says so of the session, for what is on its way. Returns its record.
    pub(crate) async fn settled(&self, truth: &Truth) -> Result<Value> {
        for _ in 0..60 {
            let record = self.school.record(&self.lesson).await?;
            let session = &record["session"];
            if session["status"] == truth.status && session["endReason"].as_str() == truth.reason {
                return Ok(record);
            }

            self.pass(0.1).await;
        }

        self.school.record(&self.lesson).await
    }

    /// Tells how a session stands, and how it came to that.
    pub(crate) fn story(&self, record: &Value) -> String {
        let mut text = String::from("what was done:\n");
        for (at, what) in &self.history {
            let _ = writeln!(text, "  {} {what}", at.format("%T%.3f"));
        }

        let pretty = serde_json::to_string_pretty(record).unwrap_or_default();
        let _ = write!(text, "what the server says:\n{pretty}");

        text
    }
}

/// Compares a record with the truth. Returns recorded less true seconds, or what is wrong.
pub(crate) fn compare(truth: &Truth, record: &Value) -> Result<f64> {
    let session = &record["session"];
    // What the page saw. The duration may be what was likely, where nobody told the end of a class in Zoom.
    let recorded = session["pageSeconds"]
        .as_f64()
        .context("nothing was recorded")?;
    let error = recorded - truth.seconds();
    // The database cuts each time to the second.
    let (low, high) = (truth.bound.0 - 1.0, truth.bound.1 + 1.0);

    anyhow::ensure!(
        (low..=high).contains(&error),
        "recorded - true = {error:+.2} s, allowed {low} to {high}"
    );

    anyhow::ensure!(
        session["status"] == truth.status,
        "the status is {}, not {}",
        session["status"],
        truth.status
    );

    let reason = session["endReason"].as_str();
    anyhow::ensure!(
        reason == truth.reason,
        "ended by {reason:?}, not {:?}",
        truth.reason
    );

    let segments = record["segments"].as_array().map(Vec::len);
    anyhow::ensure!(
        truth.segments.is_none_or(|wanted| segments == Some(wanted)),
        "{segments:?} segments"
    );

    let kinds: Vec<&str> = record["evidence"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["kind"].as_str())
        .collect();

    for kind in truth.evidence {
        anyhow::ensure!(kinds.contains(kind), "no {kind} in {kinds:?}");
    }

    let high = session["highSeconds"].as_f64().unwrap_or_default();
    anyhow::ensure!(
        truth.at_most.is_none_or(|wanted| high >= wanted),
        "the upper value is {high}"
    );

    Ok(error)
}
