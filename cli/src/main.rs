//! `session-tracking`: brings a database up to date, checks an installation, writes its sessions to a file.

mod environment;
mod export;
mod finding;
mod migrate;
mod trouble;
mod validate;
mod zoom;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The exit code of a command that could not do its work; clap uses it for a wrong command line, too.
const COULD_NOT_RUN: u8 = 2;

const EXAMPLES: &str = "\
Settings come from the environment only: no argument holds a secret.

Examples:
  export DATABASE_URL='mysql://user:password@host:3306/database'
  session-tracking migrate --status    show what is missing; changes nothing
  session-tracking migrate             apply it
  session-tracking validate            check the whole installation";

/// Migrates, validates and exports an installation of session tracking.
#[derive(Debug, Parser)]
#[command(name = "session-tracking", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the database to the schema that this version needs, then backfill old rows
    Migrate(migrate::Arguments),
    /// Write any number of sessions as CSV
    Export(export::Arguments),
    /// Find Zoom accounts that fell silent; import evidence from Zoom's reports
    Zoom(zoom::Arguments),
    /// Check environment, database and Telegram; every finding comes with its remedy
    Validate(validate::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Migrate(arguments) => migrate::run(&arguments).await,
        Command::Export(arguments) => export::run(&arguments).await,
        Command::Zoom(arguments) => Box::pin(zoom::run(&arguments)).await,
        Command::Validate(arguments) => Box::pin(validate::run(&arguments)).await,
    };

    outcome.unwrap_or_else(|error| {
        eprintln!("session-tracking: {error:#}");
        ExitCode::from(COULD_NOT_RUN)
    })
}
