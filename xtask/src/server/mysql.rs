//! The commands of MySQL's program for one private folder.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use super::{DATABASE, folder};
use crate::server::unpacked::Unpacked;

const SETTINGS: [&str; 10] = [
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--mysqlx=OFF",
    "--character-set-server=utf8mb4",
    "--max-connections=500",
    "--performance-schema=OFF",
    // No data outlives the run.
    "--innodb-buffer-pool-size=128M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=OFF",
];

/// The new server's root user exists for `localhost` alone, which needs names to be resolved.
const ROOT_OVER_TCP: &str =
    "CREATE USER root@'127.0.0.1'; GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;";

/// The command of a server that works in `folder` and listens on `port` of 127.0.0.1.
pub(super) fn server(program: &Unpacked, folder: &Path, port: u16) -> Result<Command> {
    let mut command = in_folder(program, folder)?;
    command.args(SETTINGS);
    let script = format!("{ROOT_OVER_TCP}\nCREATE DATABASE {DATABASE};\n");
    folder::listen(&mut command, folder, port, &script)?;

    Ok(command)
}

/// Makes the system tables, with a root user that has no password. Takes ten seconds and more.
pub(super) fn make_data(program: &Unpacked, folder: &Path) -> Result<()> {
    let mut command = in_folder(program, folder)?;
    command.arg("--initialize-insecure");

    folder::make_tables(
        &mut command,
        folder,
        "mysqld --initialize-insecure",
        Stdio::null(),
    )
}

/// A command that ignores the machine's own configuration and keeps its files in `folder`.
fn in_folder(program: &Unpacked, folder: &Path) -> Result<Command> {
    let mut command = program.command("usr/sbin/mysqld");
    command
        .arg("--no-defaults")
        .arg(program.option("basedir", "usr"))
        .arg(program.option("lc-messages-dir", "usr/share/mysql"))
        .arg(program.option("plugin-dir", "usr/lib/mysql/plugin"))
        .arg("--secure-file-priv=");
    folder::keep_in(&mut command, folder)?;

    Ok(command)
}
