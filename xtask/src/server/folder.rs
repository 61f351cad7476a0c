//! A server's private folder: where its data, its socket and its logs are.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use launcher::tail;

use crate::install;

/// Keeps data and temporary files in `folder`: servers that share the system's can disturb each other.
pub(super) fn keep_in(command: &mut Command, folder: &Path) -> Result<()> {
    command
        .arg(format!("--datadir={}", folder.join("data").display()))
        .arg(format!("--tmpdir={}", folder.join("tmp").display()));

    if install::is_root()? {
        command.arg("--user=root");
    }

    Ok(())
}

/// Lets a server listen on `port`, run `script` at its start, and write its log into `folder`.
pub(super) fn listen(command: &mut Command, folder: &Path, port: u16, script: &str) -> Result<()> {
    let log = File::create(folder.join("log"))?;
    let first_statements = folder.join("init.sql");
    fs::write(&first_statements, script)?;

    command
        .arg(format!("--socket={}", folder.join("socket").display()))
        .arg(format!("--pid-file={}", folder.join("pid").display()))
        .arg(format!("--port={port}"))
        .arg(format!("--init-file={}", first_statements.display()))
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);

    Ok(())
}

/// Runs the command that makes the system tables, called `what`, on an input. Its output is told if it fails.
pub(super) fn make_tables(
    command: &mut Command,
    folder: &Path,
    what: &str,
    input: Stdio,
) -> Result<()> {
    fs::create_dir(folder.join("tmp"))?;
    let path = folder.join("install.log");
    let log = File::create(&path)?;
    let status = command
        .stdin(input)
        .stdout(log.try_clone()?)
        .stderr(log)
        .status()
        .with_context(|| format!("cannot run {what}"))?;

    if !status.success() {
        bail!("{what} failed ({status}):\n{}", tail(&path));
    }

    Ok(())
}
