//! The commands of `MariaDB`'s programs for one private folder.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use launcher::tail;

use super::DATABASE;
use crate::install::{self, Programs};

const SETTINGS: [&str; 6] = [
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
    "--max-connections=500",
    "--performance-schema=OFF",
];

/// Settings of durability and memory.
pub(crate) type Profile = &'static [&'static str];

/// For tests: without flushing, because no data outlives the run.
pub(super) const THROW_AWAY: Profile = &[
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--innodb-flush-log-at-trx-commit=0",
    "--skip-innodb-doublewrite",
    // Unknown to some versions, hence `loose`: they start all the same.
    "--loose-innodb-flush-method=nosync",
];

/// For measurements: as durable as a school's server, and with room for a large school.
pub(crate) const PRODUCTION: Profile = &[
    "--innodb-buffer-pool-size=1G",
    "--innodb-log-file-size=512M",
    "--innodb-flush-log-at-trx-commit=1",
    "--innodb-doublewrite=ON",
];

/// The command of a server that works in `folder` and listens on `port` of 127.0.0.1.
pub(super) fn server(
    programs: &Programs,
    folder: &Path,
    port: u16,
    profile: Profile,
) -> Result<Command> {
    let mut command = in_folder(&programs.server, folder)?;
    add_settings(&mut command, folder, port)?;
    command.args(profile);

    Ok(command)
}

/// Adds what every version needs.
pub(super) fn add_settings(command: &mut Command, folder: &Path, port: u16) -> Result<()> {
    let log = File::create(folder.join("log"))?;
    let first_statements = folder.join("init.sql");
    fs::write(&first_statements, format!("CREATE DATABASE {DATABASE};\n"))?;

    command
        .arg(format!("--socket={}", folder.join("socket").display()))
        .arg(format!("--pid-file={}", folder.join("pid").display()))
        .arg(format!("--port={port}"))
        .arg(format!("--init-file={}", first_statements.display()))
        .args(SETTINGS)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);

    Ok(())
}

/// Makes the system tables; `normal` lets root in without a password, over TCP too.
pub(super) fn make_data(programs: &Programs, folder: &Path) -> Result<()> {
    // Servers that share the system's folder for temporary files can disturb each other.
    fs::create_dir(folder.join("tmp"))?;

    let path = folder.join("install.log");
    let log = File::create(&path)?;
    let status = in_folder(&programs.install_db, folder)?
        .args([
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
        ])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .status()
        .context("cannot run mariadb-install-db")?;

    if !status.success() {
        bail!("mariadb-install-db failed ({status}):\n{}", tail(&path));
    }

    Ok(())
}

/// A command that ignores the machine's own configuration and keeps its files in `folder`.
fn in_folder(program: &Path, folder: &Path) -> Result<Command> {
    let mut command = Command::new(program);
    command
        .arg("--no-defaults")
        .arg(format!("--datadir={}", folder.join("data").display()))
        .arg(format!("--tmpdir={}", folder.join("tmp").display()));

    if install::is_root()? {
        command.arg("--user=root");
    }

    Ok(command)
}
