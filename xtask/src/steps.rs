//! The steps of `cargo xtask test`: what each runs, in which order, and how it is reported.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::browser;
use crate::command::{elapsed, run_command};
use crate::install;
use crate::server::{Product, Server};

/// The variable that names the server to the suites; without it they run on `SQLite`.
pub(crate) const TEST_DATABASE_URL: &str = "TEST_DATABASE_URL";

/// What runs once more on a server.
pub(crate) const DATABASE_SUITES: &str =
    "test --workspace --test integration --test commands --test program";

/// With this variable, a test that lacks a program fails; without it, the test says that it is skipped.
pub(crate) const TEST_REQUIRE_ALL: &str = "TEST_REQUIRE_ALL";

/// One step of the test command.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum Step {
    /// Formatting
    Fmt,
    /// Clippy, over everything and as deployed; a warning is a failure
    Clippy,
    /// Documentation, private items too; a warning is a failure
    Doc,
    #[value(help = "All tests; those that need a database use SQLite")]
    Sqlite,
    #[value(help = "The database suites once more, on a throw-away MariaDB")]
    Mariadb,
    #[value(help = "The student's page in a real Chromium, with the development server on MariaDB")]
    Browser,
}

impl Step {
    /// The arguments of `cargo`, one line a command.
    fn commands(self) -> &'static [&'static str] {
        match self {
            Step::Fmt => &["fmt --all --check"],
            // The second without `local`, `cli` and the tests: the features that functions are deployed with.
            Step::Clippy => &[
                "clippy --workspace --all-targets -- -D warnings",
                "clippy -- -D warnings",
            ],
            Step::Doc => &["doc --workspace --no-deps --document-private-items"],
            Step::Sqlite => &["test --workspace --exclude e2e"],
            Step::Mariadb => &[DATABASE_SUITES],
            Step::Browser => &["build --package local", "test --package e2e"],
        }
    }

    fn needs_mariadb(self) -> bool {
        matches!(self, Step::Mariadb | Step::Browser)
    }

    /// Variables for its tests, besides the database.
    fn environment(self) -> Result<Vec<(&'static str, PathBuf)>> {
        Ok(match self {
            Step::Doc => vec![("RUSTDOCFLAGS", "-D warnings".into())],
            Step::Browser => browser::environment()?,
            Step::Fmt | Step::Clippy | Step::Sqlite | Step::Mariadb => Vec::new(),
        })
    }
}

/// Runs one step, or all in their order, up to the first that fails.
pub(crate) fn run(only: Option<Step>) -> Result<()> {
    let steps = only.map_or_else(|| Step::value_variants().to_vec(), |step| vec![step]);
    // First of all, so that a missing program is known before minutes of building.
    if steps.iter().any(|step| step.needs_mariadb()) {
        install::find_or_install()?;
    }

    if steps.contains(&Step::Browser) {
        install::CHROMIUM.find_or_install()?;
    }

    let started = Instant::now();
    for step in &steps {
        run_step(*step, started).with_context(|| format!("step {step:?} failed").to_lowercase())?;
    }

    let passed = only.map_or("All steps".to_owned(), |step| format!("Step {step:?}"));
    println!("\n{passed} passed in {}.", elapsed(started));

    Ok(())
}

fn run_step(step: Step, started: Instant) -> Result<()> {
    let server = step
        .needs_mariadb()
        .then(|| Server::start(Product::MARIADB))
        .transpose()?;
    let environment = step.environment()?;

    for line in step.commands() {
        let mut command = Command::new("cargo");
        command
            .args(line.split(' '))
            .env_remove(TEST_DATABASE_URL)
            .env(TEST_REQUIRE_ALL, "1");

        command.envs(environment.clone());
        if let Some(server) = &server {
            println!("    on {}", server.url());
            command.env(TEST_DATABASE_URL, server.url());
        }

        run_command(&mut command).with_context(|| format!("after {}", elapsed(started)))?;
    }

    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cheap_steps_come_first_and_the_browser_last() {
        let steps = Step::value_variants();
        assert_eq!(steps.first(), Some(&Step::Fmt));
        assert_eq!(steps.last(), Some(&Step::Browser));
    }
}
