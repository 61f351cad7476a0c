//! `cargo xtask pictures`: takes the pictures of the README and `docs/` anew.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::browser;
use crate::command::{run_command, workspace};
use crate::steps::TEST_DATABASE_URL;

/// Arguments of the command.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Put them into this folder instead of docs/images
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let folder = match &arguments.into {
        Some(folder) => std::path::absolute(folder)?,
        None => workspace().join("docs/images"),
    };
    let programs = browser::programs()?;
    run_command(Command::new("cargo").args(["build", "--package", "local"]))?;
    let mut camera = Command::new("cargo");

    camera
        .args(["run", "--package", "e2e", "--example", "pictures", "--"])
        .arg(folder);

    // The demo school is on SQLite.
    run_command(camera.env_remove(TEST_DATABASE_URL).envs(programs))
}
