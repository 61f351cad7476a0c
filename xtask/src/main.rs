//! `cargo xtask`: the project's developer commands.

mod install;
mod mariadb;
mod steps;

use std::process::ExitCode;

use clap::Parser;

use crate::steps::Step;

const TEST: &str = "Run every check and every test, on SQLite and on a throw-away MariaDB

Stops at the first step that fails. MariaDB's server programs are looked for first and, on Debian and its
relatives, installed by apt-get when this user may do so.";

/// Developer commands of this project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Xtask {
    #[command(about = "Run every check and every test, on SQLite and on a throw-away MariaDB", long_about = TEST)]
    Test {
        /// Run this step alone
        #[arg(long, value_enum, value_name = "STEP")]
        only: Option<Step>,
    },
    #[command(
        about = "Start a throw-away MariaDB, print its URL, and stop it on Ctrl-C or at the end of the input"
    )]
    Mariadb,
}

fn main() -> ExitCode {
    let outcome = match Xtask::parse() {
        Xtask::Test { only } => steps::run(only),
        Xtask::Mariadb => mariadb::run_until_input_ends(),
    };
    // Not returned from `main`: with RUST_BACKTRACE set, a failed test would end in our own backtrace.
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    eprintln!("\nError: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because {cause}");
    }
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Step, Xtask};

    #[test]
    fn the_command_line_is_sound() {
        Xtask::command().debug_assert();
    }

    #[test]
    fn only_takes_the_name_of_a_step() {
        let parsed = Xtask::try_parse_from(["cargo xtask", "test", "--only", "mariadb"]).unwrap();
        assert!(matches!(parsed, Xtask::Test { only: Some(Step::Mariadb) }));
        assert!(Xtask::try_parse_from(["cargo xtask", "test", "--only", "postgres"]).is_err());
    }
}
