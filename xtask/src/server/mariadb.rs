//! The commands of `MariaDB`'s programs for one private folder.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use super::{DATABASE, folder};
use crate::install::Programs;

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
    command.args(SETTINGS);
    folder::listen(
        command,
        folder,
        port,
        &format!("CREATE DATABASE {DATABASE};\n"),
    )
}

/// Makes the system tables; `normal` lets root in without a password, over TCP too.
pub(super) fn make_data(programs: &Programs, folder: &Path) -> Result<()> {
    let mut command = in_folder(&programs.install_db, folder)?;
    command.args([
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
    ]);

    folder::make_tables(&mut command, folder, "mariadb-install-db", Stdio::null())
}

/// A command that ignores the machine's own configuration and keeps its files in `folder`.
fn in_folder(program: &Path, folder: &Path) -> Result<Command> {
    let mut command = Command::new(program);
    command.arg("--no-defaults");
    folder::keep_in(&mut command, folder)?;

    Ok(command)
}
