//! `cargo xtask bench`: builds what is measured, starts the database, and runs the measurements of `bench/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::bootstraps;
use crate::command::{run_command, target_folder, workspace};
use crate::install::{SYSBENCH, WRK};
use crate::server::{PRODUCTION, Product, Server};
use crate::tools;

/// Arguments of the command.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Run this section alone
    #[arg(long, value_enum, value_name = "NAME")]
    only: Option<Section>,
    /// Small tables and short runs: shows in minutes that everything works, not how fast it is
    #[arg(long)]
    quick: bool,
    /// Measure this revision, too, in turn with the checkout: every table gets the ratio
    #[arg(long, value_name = "REVISION")]
    baseline: Option<String>,
    /// Keep all figures in this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// One section, by the name that `bench/` knows it by.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Section {
    /// Heartbeats per second beside limits and peers
    Heartbeat,
    /// Round trips to the database per request
    RoundTrips,
    /// Sweeps of many due sessions
    Sweep,
    /// Times of single requests, on a large and a small table
    Requests,
    /// Pages of the dashboard and the export, on a large table
    Dashboard,
    /// Cold starts, sizes and memory of every function
    Cold,
    /// What lessons cost by the platforms' price lists
    Costs,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let needs = |sections: &[Section]| arguments.only.is_none_or(|only| sections.contains(&only));
    let target = target_folder()?;
    let mut peer = target.clone();

    if needs(&[Section::Heartbeat, Section::Cold]) {
        WRK.find_or_install()?;
    }

    if needs(&[Section::Heartbeat]) {
        SYSBENCH.find_or_install()?;
        let source = workspace().join("bench/peers/node-mysql2");
        peer = tools::npm("node-mysql2", &source)?;
        fs::copy(source.join("server.mjs"), peer.join("server.mjs"))?;
    }

    cargo("build --release -p bench -p local")?;
    if needs(&[Section::Sweep, Section::Cold]) {
        cargo("build --release --bins")?;
    }

    if needs(&[Section::Cold]) {
        // With the smallest function there is, which they are compared with.
        bootstraps::build(Some("bare-hello"))?;
    }

    let baseline = match &arguments.baseline {
        Some(revision) => {
            let baseline = Baseline::check_out(revision, &target)?;
            baseline.cargo("build --release -p local")?;
            if needs(&[Section::Sweep, Section::Cold]) {
                baseline.cargo("build --release --bins")?;
            }
            if needs(&[Section::Cold]) {
                baseline.build_bootstraps()?;
            }
            Some(baseline.target)
        }
        None => None,
    };
    let server = Server::start(Product::MariaDb(PRODUCTION))?;
    let mut bench = Command::new(target.join("release/bench"));

    bench
        .arg("--server")
        .arg(server.url())
        .arg("--server-pid")
        .arg(server.pid().to_string());

    bench.arg("--target").arg(&target).arg("--peer").arg(&peer);
    if let Some(only) = arguments.only.and_then(|only| only.to_possible_value()) {
        bench.args(["--only", only.get_name()]);
    }

    if arguments.quick {
        bench.arg("--quick");
    }

    if let Some(baseline) = baseline {
        bench.arg("--baseline").arg(baseline);
    }

    if let Some(json) = &arguments.json {
        bench.arg("--json").arg(std::path::absolute(json)?);
    }

    run_command(&mut bench)
}

/// Another revision, apart from this checkout.
struct Baseline {
    checkout: PathBuf,
    target: PathBuf,
}

impl Baseline {
    fn check_out(revision: &str, target: &Path) -> Result<Self> {
        let checkout = target.join("baseline/checkout");

        // What a stopped run left there is in the way of a new worktree.
        run_command(git().args(["worktree", "prune"]))?;
        if !checkout.exists() {
            let add = ["worktree", "add", "--detach", "--force"];
            run_command(git().args(add).arg(&checkout).arg(revision))?;
        }

        // Where there is one already, it turns to the revision that is asked for.
        let turn = ["checkout", "--detach", "--force", revision];
        run_command(git().arg("-C").arg(&checkout).args(turn))?;

        Ok(Self {
            checkout,
            target: target.join("baseline/target"),
        })
    }

    fn cargo(&self, line: &str) -> Result<()> {
        run_command(self.run(Command::new("cargo").args(line.split(' '))))
    }

    /// Those programs that it has, by its own choice of packages.
    fn build_bootstraps(&self) -> Result<()> {
        let names = bootstraps::functions_of(&self.checkout)?;
        run_command(self.run(&mut bootstraps::lambda_build(&names)?))
    }

    fn run<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .current_dir(&self.checkout)
            .env("CARGO_TARGET_DIR", &self.target)
    }
}

fn git() -> Command {
    let mut git = Command::new("git");
    git.current_dir(workspace());
    git
}

fn cargo(line: &str) -> Result<()> {
    run_command(Command::new("cargo").args(line.split(' ')))
}
