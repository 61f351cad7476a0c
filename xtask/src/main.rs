//! `cargo xtask`: the project's developer commands.

mod bench;
mod bootstraps;
mod browser;
mod command;
mod install;
mod pictures;
mod platforms;
mod server;
mod server_suites;
mod steps;
mod tools;

use std::process::ExitCode;

use clap::Parser;

use crate::server::Product;
use crate::server_suites::Servers;
use crate::steps::Step;

const TEST: &str = "Run every check and every test, on SQLite, on a throw-away MariaDB and in a browser

Stops at the first step that fails. MariaDB's server programs, Chromium and Node are looked for first and, on Debian
and its relatives, installed by apt-get when this user may do so; axe-core and html-validate come from npm.";

const MYSQL: &str = "Start a throw-away MySQL, print its URL, and stop it on Ctrl-C or at the end of the input

Debian's newest MySQL (sid) is unpacked into target/tools/mysql and run by the loader and the libraries that came with
it: nothing is installed. It stays that version until the folder is removed; each run prints it.";

const PLATFORMS: &str = "Build the functions as each platform does, check them, and run the HTTP suite on them

Needs no account and no network but the package registries: Vercel's command line tool comes from npm, cargo-lambda,
SAM and cfn-lint from PyPI, as the lock files in xtask/tools name them, into target/tools. The suite is that of the
tests; its clock reaches the built functions by libfaketime, which apt-get installs where this user may do so.";

const BENCH: &str = "Measure speed, memory, cold starts and costs, beside limits and peers

Builds everything in release, fills a MariaDB with production settings and a million sessions, and takes
its time (`--quick`: less, with small tables). Prints tables; a target that is missed is told, not failed.
wrk, sysbench, Node and MariaDB are looked for first and, on Debian and its relatives, installed by apt-get
when this user may do so. Give it an idle machine: it says how loaded the machine was.";

const PICTURES: &str = "Take the pictures of the README and docs/images anew, in a browser

Starts the development server with the demo school on SQLite, and Chromium. Needs fonts for Amharic and Arabic
(Debian: fonts-noto-core). Look at the pictures before they are committed: each shows the time at which it was taken.";

/// Developer commands of this project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Xtask {
    #[command(
        about = "Run every check and every test, on SQLite, on a throw-away MariaDB and in a browser",
        long_about = TEST
    )]
    Test {
        /// Run this step alone
        #[arg(long, value_enum, value_name = "STEP", conflicts_with_all = ["server", "mysql", "newer_mariadb"])]
        only: Option<Step>,
        #[command(flatten)]
        servers: Servers,
    },
    #[command(about = "Build the functions as each platform does, check them, and run the HTTP suite on them",
        long_about = PLATFORMS)]
    Platforms(platforms::Arguments),
    #[command(
        about = "Start a throw-away MariaDB, print its URL, and stop it on Ctrl-C or at the end of the input"
    )]
    Mariadb {
        /// MariaDB 11.8 of Debian trixie, which is unpacked first
        #[arg(long)]
        newer: bool,
    },
    #[command(
        about = "Start a throw-away MySQL, print its URL, and stop it on Ctrl-C or at the end of the input",
        long_about = MYSQL
    )]
    Mysql,
    #[command(about = "Measure speed, memory, cold starts and costs, beside limits and peers", long_about = BENCH)]
    Bench(bench::Arguments),
    #[command(about = "Take the pictures of the README and docs/images anew, in a browser", long_about = PICTURES)]
    Pictures(pictures::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Xtask::parse() {
        Xtask::Test {
            only: None,
            servers,
        } if servers.are_named() => server_suites::run(&servers),
        Xtask::Test { only, .. } => steps::run(only),
        Xtask::Platforms(arguments) => platforms::run(&arguments),
        Xtask::Mariadb { newer: false } => server::run_until_input_ends(Product::MARIADB),
        Xtask::Mariadb { newer: true } => server::run_until_input_ends(Product::NewerMariaDb),
        Xtask::Mysql => server::run_until_input_ends(Product::MySql),
        Xtask::Bench(arguments) => bench::run(&arguments),
        Xtask::Pictures(arguments) => pictures::run(&arguments),
    };

    // Not returned from `main`: with RUST_BACKTRACE set, a failed test would end in our own backtrace.
    let Err(error) = outcome else {
        return ExitCode::SUCCESS;
    };

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
        assert!(matches!(
            parsed,
            Xtask::Test {
                only: Some(Step::Mariadb),
                ..
            }
        ));

        assert!(Xtask::try_parse_from(["cargo xtask", "test", "--only", "postgres"]).is_err());
    }

    #[test]
    fn servers_are_named_one_by_one_and_take_the_place_of_all_steps() {
        let one = ["cargo xtask", "test", "--server", "mysql://root@db:1"];
        let two = [
            one.as_slice(),
            &["--server", "mysql://root@db:2", "--mysql"],
        ]
        .concat();
        for line in [one.as_slice(), &two] {
            let parsed = Xtask::try_parse_from(line).unwrap();
            assert!(matches!(parsed, Xtask::Test { servers, .. } if servers.are_named()));
        }

        let both = [one.as_slice(), &["--only", "mariadb"]].concat();
        assert!(Xtask::try_parse_from(both).is_err());
    }
}
