//! `session-tracking validate`: checks everything that an installation needs; each finding has its remedy.

mod clocks;
mod database;
mod inspection;
mod odd_rows;
mod plans;
mod schema;
mod settings;
mod telegram;
mod timetable;
mod zones;
mod zoom;
mod zoom_events;
mod zoom_teacher_app;

use std::process::ExitCode;

use crate::environment;
use crate::finding::{Counts, Finding};

const EXAMPLES: &str = "\
Checks the settings, the database, its migrations, tables, columns and indexes, what stands in the
way of them, the server's plan for the statements that run most, rows of older systems and rows that
are left out, the clocks and zones, the timetable, the apps of ZOOM_CLIENT_ID and
ZOOM_TEACHER_CLIENT_ID if they are set, and the bot of TELEGRAM_BOT_TOKEN. Changes nothing and sends
no message. A missing setting does not stop it: with DATABASE_URL alone it still checks the database.

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
    let findings = Box::pin(check()).await;
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
    let (problems, config) = environment::for_validation();
    let mut findings = settings::check(&problems, config.as_ref());

    // A problem of the database's settings is among the findings already.
    if let Ok(database) = environment::for_database() {
        findings.extend(settings::check_database_url(&database));
        findings.extend(database::check(&database, config.as_ref()).await);
        findings.push(zones::check_machine(&database));
    }

    if let Some(config) = config {
        findings.extend(zoom::check(&problems, &config).await);
        findings.extend(zoom_teacher_app::check(&problems, &config).await);
        findings.extend(telegram::check(&problems, config).await);
    }

    findings
}
