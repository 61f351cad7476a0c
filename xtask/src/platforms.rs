//! `cargo xtask platforms`: builds the functions with each platform's own tools, checks what came out, and runs
//! the HTTP suite on it, on `MariaDB`.

mod aws;
mod plain_http;
mod vercel;
mod vercel_output;
mod watch;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::bootstraps;
use crate::command::{elapsed, run_command, target_folder};
use crate::install;
use crate::server::{Product, Server};
use crate::steps::TEST_DATABASE_URL;

/// Arguments of the command.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Check this platform alone
    #[arg(long, value_enum, value_name = "PLATFORM")]
    only: Option<Platform>,
}

/// A platform that serves the endpoints.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Platform {
    /// The development server
    Local,
    #[value(
        help = "Vercel's functions: vercel build, and a launcher that speaks the runtime's protocol"
    )]
    Vercel,
    #[value(
        help = "AWS Lambda's functions: cargo lambda build, sam validate, cfn-lint, the emulator of cargo lambda"
    )]
    Aws,
    #[value(
        help = "AWS Lambda's functions from source: cargo lambda watch, three requests instead of the suite"
    )]
    Watch,
}

/// Tests that do not apply to the development server: it creates and migrates its database, does not start without
/// one or with a wrong setting, and has a value for every setting.
const NOT_LOCAL: [&str; 6] = [
    "a_database_that_is_away",
    "was_not_migrated",
    "a_process_with_wrong_settings",
    "without_a_bot_token",
    "without_a_cron_secret",
    "without_a_long_enough_secret",
];

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let platforms = arguments
        .only
        .map_or_else(|| Platform::value_variants().to_vec(), |only| vec![only]);
    let started = Instant::now();

    // First of all, so that a missing program is known before minutes of building.
    install::find_or_install()?;
    let needs_clock = platforms
        .iter()
        .any(|platform| *platform != Platform::Watch);
    let suite = Suite {
        clock: needs_clock.then(install::clock_library).transpose()?,
        server: Server::start(Product::MARIADB)?,
    };

    for platform in &platforms {
        check(*platform, &suite)
            .with_context(|| format!("platform {platform:?} failed").to_lowercase())?;
        println!(
            "\n    {platform:?}: all checks passed at {}.",
            elapsed(started)
        );
    }

    Ok(())
}

fn check(platform: Platform, suite: &Suite) -> Result<()> {
    match platform {
        Platform::Local => {
            run_command(Command::new("cargo").args(["build", "--workspace", "--bin", "local"]))?;
            suite.run("local", &target_folder()?.join("debug/local"), |cargo| {
                cargo.args(NOT_LOCAL.iter().flat_map(|test| ["--skip", test]))
            })
        }
        Platform::Vercel => {
            let functions = vercel::build()?;
            vercel_output::check(&functions)?;
            suite.run("vercel", &functions, |cargo| cargo)
        }
        Platform::Aws => {
            let tools = bootstraps::tools()?;
            aws::validate(&tools)?;
            let functions = bootstraps::build(None)?;

            aws::package(&tools)?;
            suite.run("lambda", &functions, |cargo| {
                cargo.env("TEST_CARGO_LAMBDA", tools.join("cargo-lambda"))
            })
        }
        Platform::Watch => watch::check(&suite.server),
    }
}

/// The HTTP suite of the tests, which runs on every platform.
struct Suite {
    server: Server,
    /// libfaketime's file, by which built functions get the tests' clock.
    clock: Option<PathBuf>,
}

impl Suite {
    fn run(
        &self,
        platform: &str,
        functions: &Path,
        more: impl FnOnce(&mut Command) -> &mut Command,
    ) -> Result<()> {
        let mut cargo = Command::new("cargo");
        cargo
            .args([
                "test",
                "--workspace",
                "--test",
                "integration",
                "--",
                "http::",
            ])
            .env(TEST_DATABASE_URL, self.server.url())
            .env("TEST_PLATFORM", platform)
            .env("TEST_FUNCTIONS", functions)
            .envs(
                self.clock
                    .as_ref()
                    .map(|clock| ("TEST_CLOCK_LIBRARY", clock)),
            );

        run_command(more(&mut cargo))
    }
}
