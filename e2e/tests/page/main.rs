//! The page itself: what it looks like in each of its states, and what can be done with it.
//!
//! `TEST_AXE` and `TEST_HTML_VALIDATE` name axe-core's script and html-validate's program (`cargo xtask test` gets
//! them from npm).
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod quality;
mod use_it;

use e2e::{Chromium, School};

/// The parts of a test, or nothing where there is no browser.
pub(crate) async fn stage() -> Option<(School, Chromium)> {
    if !Chromium::is_there() {
        return None;
    }

    Some((
        School::start().await.unwrap(),
        Chromium::start(&[]).await.unwrap(),
    ))
}
