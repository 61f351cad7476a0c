//! A Chromium of its own, with its own profile, gone when it is dropped.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::system_info::GetProcessInfoParams;
use chromiumoxide::cdp::browser_protocol::target::CreateBrowserContextParams;
use chromiumoxide::error::CdpError;
use chromiumoxide::{Browser, BrowserConfig};
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::{skip, variable};

/// What a browser without a screen needs, and nothing that would keep its pages from living and dying as a
/// person's do: no default flags of any driver. No name is ever resolved.
const FLAGS: [&str; 14] = [
    "headless",
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "no-default-browser-check",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "disable-default-apps",
    "disable-dev-shm-usage",
    "hide-scrollbars",
    // Renderers that wait for a page would be taken for those of one.
    "disable-features=SpareRendererForSitePerProcess",
    "mute-audio",
    "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// A running browser.
#[derive(Debug)]
pub struct Chromium {
    browser: Browser,
    pid: u32,
    driving: JoinHandle<()>,
    profile: TempDir,
}

/// Finds the browser: `TEST_CHROMIUM`, else one of its usual names.
#[must_use]
pub fn find_chromium() -> Option<PathBuf> {
    let told = variable("TEST_CHROMIUM").map(PathBuf::from);
    told.or_else(|| {
        let usual = ["chromium", "chromium-browser", "google-chrome"];
        usual.into_iter().find_map(|name| {
            let found = Command::new("sh")
                .args(["-c", "command -v \"$1\"", "sh", name])
                .output()
                .ok()?;
            let path = String::from_utf8(found.stdout).ok()?;
            found.status.success().then(|| path.trim().into())
        })
    })
}

impl Chromium {
    /// Tells whether there is a browser to start. Where there is none, the test is skipped.
    #[must_use]
    pub fn is_there() -> bool {
        let is_there = find_chromium().is_some();
        if !is_there {
            skip("no Chromium on this machine (Debian: apt-get install chromium)");
        }

        is_there
    }

    /// Starts a browser with more flags (without their dashes).
    pub async fn start(more: &[&str]) -> Result<Self> {
        let program = find_chromium().context("no Chromium was found")?;
        let profile = tempfile::Builder::new()
            .prefix("session-tracking-chromium-")
            .tempdir()?;
        let flags = FLAGS.iter().chain(more).map(|flag| (*flag).to_owned());
        let config = BrowserConfig::builder()
            .chrome_executable(program)
            .no_sandbox()
            .user_data_dir(profile.path())
            .disable_default_args()
            .args(flags)
            .viewport(None)
            .request_timeout(Duration::from_secs(30))
            .launch_timeout(Duration::from_mins(1))
            .build()
            .map_err(|error| anyhow!(error))?;

        let (mut browser, mut handler) = Browser::launch(config).await?;
        // The driver reports a connection that is gone for ever: that is the browser's end.
        let driving = tokio::spawn(async move {
            while let Some(Ok(()) | Err(CdpError::Serde(_) | CdpError::Timeout)) =
                handler.next().await
            {}
        });
        let pid = browser
            .get_mut_child()
            .and_then(|child| child.as_mut_inner().id());

        Ok(Self {
            browser,
            pid: pid.context("the browser has no process")?,
            driving,
            profile,
        })
    }

    /// Returns the driver's handle.
    #[must_use]
    pub fn driver(&self) -> &Browser {
        &self.browser
    }

    /// A fresh profile within this browser: its pages share no process with others.
    pub async fn context(&self) -> Result<BrowserContextId> {
        Ok(self
            .browser
            .create_browser_context(CreateBrowserContextParams::default())
            .await?)
    }

    /// Sends the browser's own process a signal, such as `KILL`.
    pub fn signal(&self, signal: &str) -> Result<()> {
        send(signal, &[self.pid.into()])
    }

    /// Returns the process ids of its renderers.
    pub async fn renderers(&self) -> Result<Vec<i64>> {
        let processes = self
            .browser
            .execute(GetProcessInfoParams::default())
            .await?;
        let renderers = processes
            .process_info
            .iter()
            .filter(|process| process.r#type == "renderer");

        Ok(renderers.map(|process| process.id).collect())
    }

    /// Sends renderers a signal: `STOP` is what sleep looks like to a page, `KILL` a crash.
    pub fn signal_renderers(&self, signal: &str, renderers: &[i64]) -> Result<()> {
        send(signal, renderers)
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = send("CONT", &[self.pid.into()]);
        let _ = send("KILL", &[self.pid.into()]);
        self.driving.abort();

        // The profile is removed after this. Whoever still wrote into it would make it anew.
        for _ in 0..100 {
            let left = processes_of(self.profile.path());
            if left.is_empty() {
                break;
            }

            let _ = send("KILL", &left);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Lists the processes that were started with a profile.
fn processes_of(profile: &Path) -> Vec<i64> {
    let found = Command::new("pgrep").arg("-f").arg(profile).output();
    let found = found.map(|found| found.stdout).unwrap_or_default();

    String::from_utf8_lossy(&found)
        .lines()
        .filter_map(|line| line.parse().ok())
        .collect()
}

/// One of several processes may be gone already.
fn send(signal: &str, processes: &[i64]) -> Result<()> {
    let mut reached = 0;
    for pid in processes {
        let sent = Command::new("kill")
            .arg(format!("-{signal}"))
            .arg(pid.to_string())
            .output()?;
        reached += usize::from(sent.status.success());
    }

    anyhow::ensure!(reached > 0, "no process to send SIG{signal} to");
    Ok(())
}
