//! The measurements of `cargo xtask bench`, which builds what is measured, starts the database and runs this.

mod actions;
mod bench;
mod cold_start;
mod costs;
mod dashboard;
mod functions;
mod heartbeat;
mod heartbeat_table;
mod http;
mod load;
mod packets;
mod prices;
mod process;
mod progress;
mod report;
mod requests;
mod round_trips;
mod runtime_api;
mod sample;
mod school;
mod school_sql;
mod server;
mod sizes;
mod sqlx_loop;
mod sweep;
mod under_load;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use crate::bench::{Bench, FULL, QUICK};
use crate::report::{Report, Section};

/// Measures; started by `cargo xtask bench`.
#[derive(Parser)]
struct Arguments {
    /// The MariaDB server, `mysql://...` without a database
    #[arg(long)]
    server: String,
    /// That server's process
    #[arg(long)]
    server_pid: u32,
    /// Cargo's target folder with the built programs
    #[arg(long)]
    target: PathBuf,
    /// The same of another revision: every section measures it in turn with this one
    #[arg(long)]
    baseline: Option<PathBuf>,
    /// Folder of the Node peer with its packages
    #[arg(long)]
    peer: PathBuf,
    /// Runs this section alone
    #[arg(long, value_enum)]
    only: Option<Name>,
    /// Small tables and short runs: shows that everything works, not how fast it is
    #[arg(long)]
    quick: bool,
    /// Keeps everything in this file
    #[arg(long)]
    json: Option<PathBuf>,
}

/// One section.
#[derive(Clone, Copy, ValueEnum)]
enum Name {
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

impl Name {
    fn run(self, bench: &Bench, report: &Report) -> Result<Section> {
        match self {
            Self::Heartbeat => heartbeat::run(bench),
            Self::RoundTrips => round_trips::run(bench),
            Self::Sweep => sweep::run(bench),
            Self::Requests => requests::run(bench),
            Self::Dashboard => dashboard::run(bench),
            Self::Cold => cold_start::run(bench),
            Self::Costs => Ok(costs::run(bench, report)),
        }
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let scale = if arguments.quick { QUICK } else { FULL };
    let bench = Bench::new(
        (arguments.server, arguments.server_pid),
        (arguments.target, arguments.baseline),
        arguments.peer,
        scale,
    )?;
    let sections = arguments
        .only
        .map_or_else(|| Name::value_variants().to_vec(), |only| vec![only]);

    let processors = std::thread::available_parallelism()?.get();
    let mut report = Report {
        quick: arguments.quick,
        processors,
        sections: Vec::new(),
    };

    for name in sections {
        let mut section = name.run(&bench, &report)?;
        section.load.1 = process::load();
        println!("{}", section.text());
        report.sections.push(section);

        // After every section: a run that fails late keeps what it has.
        if let Some(path) = &arguments.json {
            report.write(path).context("the figures were not kept")?;
        }
    }

    Ok(())
}
