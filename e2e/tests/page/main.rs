//! The page itself: what it looks like in each of its states, and what can be done with it.
//!
//! `TEST_AXE` and `TEST_HTML_VALIDATE` name axe-core's script and html-validate's program (`cargo xtask test` gets
//! them from npm); `E2E_SCREENSHOTS=FOLDER` writes the pictures of `docs/images/`.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod quality;
mod states;
mod use_it;

use e2e::{Chromium, School, announce, find_chromium};

/// What a test needs, or nothing where there is no browser.
pub(crate) async fn stage() -> Option<(School, Chromium)> {
    if find_chromium().is_none() {
        announce("SKIPPED: no Chromium on this machine (Debian: apt-get install chromium)");
        return None;
    }
    Some((School::start().await.unwrap(), Chromium::start(&[]).await.unwrap()))
}
