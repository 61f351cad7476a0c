//! The commands of MySQL's program for one private folder.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use launcher::tail;

use super::DATABASE;
use crate::install;
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
    let log = File::create(folder.join("log"))?;
    let first_statements = folder.join("init.sql");
    let script = format!("{ROOT_OVER_TCP}\nCREATE DATABASE {DATABASE};\n");
    fs::write(&first_statements, script)?;

    let mut command = in_folder(program, folder)?;
    command
        .arg(format!("--socket={}", folder.join("socket").display()))
        .arg(format!("--pid-file={}", folder.join("pid").display()))
        .arg(format!("--port={port}"))
        .arg(format!("--init-file={}", first_statements.display()))
        .args(SETTINGS)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);

    Ok(command)
}

/// Makes the system tables, with a root user that has no password. Takes ten seconds and more.
pub(super) fn make_data(program: &Unpacked, folder: &Path) -> Result<()> {
    fs::create_dir(folder.join("tmp"))?;

    let path = folder.join("install.log");
    let log = File::create(&path)?;
    let status = in_folder(program, folder)?
        .arg("--initialize-insecure")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .status()
        .context("cannot run mysqld")?;

    if !status.success() {
        bail!(
            "mysqld --initialize-insecure failed ({status}):\n{}",
            tail(&path)
        );
    }

    Ok(())
}

/// A command that ignores the machine's own configuration and keeps its files in `folder`.
fn in_folder(program: &Unpacked, folder: &Path) -> Result<Command> {
    let mut command = program.command("usr/sbin/mysqld");
    command
        .arg("--no-defaults")
        .arg(program.option("basedir", "usr"))
        .arg(program.option("lc-messages-dir", "usr/share/mysql"))
        .arg(program.option("plugin-dir", "usr/lib/mysql/plugin"))
        .arg("--secure-file-priv=")
        .arg(format!("--datadir={}", folder.join("data").display()))
        .arg(format!("--tmpdir={}", folder.join("tmp").display()));

    if install::is_root()? {
        command.arg("--user=root");
    }

    Ok(command)
}
