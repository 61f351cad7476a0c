//! `cargo xtask bench`: builds what is measured, starts the database, and runs the measurements of `bench/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::install::{NODE, SYSBENCH, WRK};
use crate::mariadb::{PRODUCTION, Server};

/// Arguments of the command.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Run this section alone
    #[arg(long, value_enum, value_name = "NAME")]
    only: Option<Section>,
    /// Small tables and short runs: shows in minutes that everything works, not how fast it is
    #[arg(long)]
    quick: bool,
    /// Keep all figures in this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// One section, by the name that `bench/` knows it by.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Section {
    /// Heartbeats per second beside limits and peers
    Heartbeat,
}

/// The programs of Node's peer.
const PEER: [&str; 3] = ["package.json", "package-lock.json", "server.mjs"];

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let needs = |sections: &[Section]| arguments.only.is_none_or(|only| sections.contains(&only));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in no workspace")?;
    let target = target_folder()?;
    let peer = target.join("bench/node-mysql2");
    if needs(&[Section::Heartbeat]) {
        WRK.find_or_install()?;
        SYSBENCH.find_or_install()?;
        install_peer(&workspace.join("bench/peers/node-mysql2"), &peer)?;
    }
    cargo(workspace, "build --release -p bench -p local")?;
    let server = Server::start_as(PRODUCTION)?;
    let mut bench = Command::new(target.join("release/bench"));
    bench.arg("--server").arg(server.url()).arg("--target").arg(&target).arg("--peer").arg(&peer);
    if let Some(only) = arguments.only.and_then(|only| only.to_possible_value()) {
        bench.args(["--only", only.get_name()]);
    }
    if arguments.quick {
        bench.arg("--quick");
    }
    if let Some(json) = &arguments.json {
        bench.arg("--json").arg(json);
    }
    succeed(&mut bench)
}

/// The folder that this program was built into.
fn target_folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    Ok(program.ancestors().nth(2).context("this program lies in no target folder")?.to_owned())
}

fn cargo(workspace: &Path, line: &str) -> Result<()> {
    println!("==> cargo {line}");
    succeed(Command::new("cargo").args(line.split(' ')).current_dir(workspace))
}

/// Installs the peer's packages below `target`, as its lock file names them.
fn install_peer(from: &Path, to: &Path) -> Result<()> {
    let [_, npm] = NODE.find_or_install()?;
    let lock = |folder: &Path| fs::read(folder.join("package-lock.json")).ok();
    let present = lock(from) == lock(to) && to.join("node_modules/mysql2").is_dir();
    fs::create_dir_all(to)?;
    for file in PEER {
        fs::copy(from.join(file), to.join(file)).with_context(|| format!("cannot copy {file}"))?;
    }
    if present {
        return Ok(());
    }
    println!("==> npm ci, in {}", to.display());
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    succeed(Command::new(npm).args(arguments).current_dir(to))
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed ({status})");
    }
    Ok(())
}
