//! `session-tracking validate`: everything that an installation needs, each finding with its remedy.

mod database;
mod schema;
mod settings;
mod telegram;

use std::process::ExitCode;

use crate::environment;
use crate::finding::{Counts, Finding};

const EXAMPLES: &str = "\
Checks the settings, the database, its migrations, tables, columns and indexes, rows of older
systems, and whose bot TELEGRAM_BOT_TOKEN is. Changes nothing and sends no message. What is
missing does not stop it: with DATABASE_URL alone the database is still checked.

Examples:
  session-tracking validate
  session-tracking validate --json | jq -r '.[] | select(.result == \"fail\") | .remedy'

Exit code: 0 without FAIL, 1 with.";

/// Arguments of `validate`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Print the findings as a JSON array of {check, result, remedy}
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let findings = check().await;
    let counts = Counts::of(&findings);

    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        for finding in &findings {
            println!("{finding}");
        }

        println!("{counts}");
    }

    Ok(if counts.fail == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn check() -> Vec<Finding> {
    let (problems, config) = environment::whole();
    let mut findings = settings::check(&problems, config.as_ref());

    // Its problem, if there is one, is among those above.
    if let Ok(config) = environment::for_database() {
        findings.extend(settings::check_database_url(&config));
        findings.extend(database::check(&config).await);
    }

    if let Some(config) = config {
        findings.extend(telegram::check(&problems, config).await);
    }

    findings
}
