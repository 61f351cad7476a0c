//! Drives the pages in a real Chromium against the real development server.
//!
//! Nothing leaves this machine: the browser resolves no name, and speaks to the server through [`Network`]s.

use chrono::{DateTime, Utc};

mod browser;
mod hands;
mod later;
mod lesson;
mod network;
mod people;
mod quality;
mod school;
mod staff;
mod states;
mod story;
mod tab;
mod watch;

pub use self::browser::{Chromium, find_chromium};
pub use self::lesson::Lesson;
pub use self::network::Network;
pub use self::people::{OFFICE, PASSWORD, Person, TEACHER};
pub use self::quality::{Judge, validate};
pub use self::school::{HEARTBEAT_SECONDS, School};
pub use self::states::{PageState, StudentPage};
pub use self::tab::{Device, Tab};
pub use self::watch::Watch;

/// Reads a variable by which `cargo xtask test` tells the tests what to use.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of these tests that reads the environment"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns the time, by the one clock that driver, browser and server share here.
#[must_use]
pub fn now() -> DateTime<Utc> {
    // Not the product's clock, which cuts to the second.
    std::time::SystemTime::now().into()
}

/// Says something that the test runner does not hold back.
pub fn announce(text: &str) {
    use std::io::Write;

    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Says that something is left out for want of a program.
///
/// # Panics
///
/// Where nothing may be left out: in CI, and under `cargo xtask test`, which sets `TEST_REQUIRE_ALL`.
pub fn skip(what: &str) {
    let is_ci = variable("CI").is_some_and(|ci| ci != "false");
    let may_skip = variable("TEST_REQUIRE_ALL").is_none() && !is_ci;
    assert!(may_skip, "missing: {what}");
    announce(&format!("SKIPPED: {what}"));
}
