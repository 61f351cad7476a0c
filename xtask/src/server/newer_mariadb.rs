//! The commands of a newer MariaDB than this machine's, for one private folder.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::server::unpacked::Unpacked;
use crate::server::{folder, mariadb};

/// What makes the system tables, in this order. The program that runs them by itself would use the machine's loader.
const SYSTEM_TABLES: [&str; 4] = [
    "mariadb_system_tables.sql",
    "mariadb_performance_tables.sql",
    "mariadb_system_tables_data.sql",
    "maria_add_gis_sp_bootstrap.sql",
];

/// Lets root in without a password, over TCP too.
const FIRST_LINES: &str =
    "CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n";

/// The command of a server that works in `folder` and listens on `port` of 127.0.0.1.
pub(super) fn server(program: &Unpacked, folder: &Path, port: u16) -> Result<Command> {
    let mut command = in_folder(program, folder)?;
    mariadb::add_settings(&mut command, folder, port)?;
    command.args(mariadb::THROW_AWAY);

    Ok(command)
}

/// Makes the system tables.
pub(super) fn make_data(program: &Unpacked, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("data/mysql"))?;

    let script = folder.join("system.sql");
    let mut file = File::create(&script)?;
    file.write_all(FIRST_LINES.as_bytes())?;
    for name in SYSTEM_TABLES {
        file.write_all(&fs::read(program.path("usr/share/mariadb").join(name))?)?;
    }

    let mut command = in_folder(program, folder)?;
    command.args(["--bootstrap", "--skip-log-bin"]);
    let input = Stdio::from(File::open(&script)?);

    folder::make_tables(&mut command, folder, "mariadbd --bootstrap", input)
}

/// A command that ignores the machine's own configuration and keeps its files in `folder`.
fn in_folder(program: &Unpacked, folder: &Path) -> Result<Command> {
    let mut command = program.command("usr/sbin/mariadbd");
    command
        .arg("--no-defaults")
        .arg(program.option("lc-messages-dir", "usr/share/mariadb"))
        .arg(program.option("character-sets-dir", "usr/share/mariadb/charsets"));
    folder::keep_in(&mut command, folder)?;

    Ok(command)
}
