//! `session-tracking zoom`: lists accounts that fell silent, imports evidence from Zoom's reports and from the lists of its
//! API, and takes it back.

mod import;
mod import_file;
mod import_numbers;
mod imports;
mod lessons;
mod nothing_matched;
mod reconcile;
mod silent;
mod table;
mod undo;
mod zone_advice;

use std::process::ExitCode;

use session_tracking::app::App;
use session_tracking::error::Error;

use crate::environment;
use crate::trouble::{fatal, unusable};

const EXAMPLES: &str = "\
Needs DATABASE_URL and, for the times of a CSV file and the days, SCHOOL_TIMEZONE.

A report is the answer of Zoom's GET /report/meetings/ID/participants (one page, or several in an array), or the CSV
that Zoom's web pages export (Reports, Usage, the number of participants, Export). The host is identified by address or
id, never by name; --host may be left out where the file has the host's address beside each participant.

An import stands for one school day of a meeting. It replaces what was imported of that day before, and what was
imported of the same file in another way, with another zone or host. The same file again changes nothing. Nothing is
deleted: imports that were replaced or taken back are only not read any more. What a taken-back import had replaced
stays replaced: to have that back, import its file again.

`reconcile` needs ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, the values of a server-to-server app of the
school's Zoom account (Pro or a higher plan), or ZOOM_TEACHER_CLIENT_ID and ZOOM_TEACHER_CLIENT_SECRET, to ask in the
names of teachers who connected Zoom, or all of them: each meeting is asked about by whoever sees it. It asks Zoom who
was in the meetings of those lessons of which Zoom's events told nothing or not all, and imports the answers as reports:
`zoom undo` takes them back. Lessons of which all is known cost no call. Where Zoom lists nobody, or one person, nothing
changes. Lists are ready up to 30 minutes after a meeting; the same command again goes on where one stopped.

Examples:
  session-tracking zoom silent
  session-tracking zoom import participants.csv --meeting 12345678901 --host teacher@school.example --dry-run
  session-tracking zoom import participants.csv --meeting 12345678901 --host teacher@school.example
  session-tracking zoom imports
  session-tracking zoom undo 3
  session-tracking zoom undo 3 5-31
  session-tracking zoom reconcile --from 2026-11-01 --to 2026-11-30 --dry-run

Exit code: 0 done, 1 an account is silent (silent) or no lesson is about the report (import), 2 it could not run, the
report was refused, or Zoom stopped answering (reconcile).";

/// Arguments of `zoom`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List accounts whose webhooks fell silent while their lessons ran, or tell only of starts and ends
    Silent,
    /// Add from a report the events that no webhook delivered, and show the lessons before and after
    Import(import_file::Import),
    /// Ask Zoom who was in the meetings of lessons of which its events told nothing or not all
    Reconcile(reconcile::Reconcile),
    /// List the reports that were imported, the newest first
    Imports(imports::Imports),
    /// Take imports back, and show the lessons before and after
    Undo(undo::Undo),
}

/// Runs the command.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = match &arguments.command {
        Command::Reconcile(_) => environment::for_zoom(),
        Command::Silent | Command::Import(_) | Command::Imports(_) | Command::Undo(_) => {
            environment::for_database()
        }
    };
    let config = config.map_err(|problems| unusable(&problems))?;
    if let Some(file) = environment::missing_file(&config) {
        anyhow::bail!("there is no database {}", file.display());
    }

    let app = App::new(config).map_err(|error| fatal(&error))?;
    let done = match &arguments.command {
        Command::Silent => silent::list_silent(&app).await,
        Command::Import(import) => Box::pin(import::import(&app, import)).await,
        Command::Reconcile(reconcile) => Box::pin(reconcile::reconcile(&app, reconcile)).await,
        Command::Imports(imports) => imports::list_imports(&app, imports).await,
        Command::Undo(undo) => Box::pin(undo::undo(&app, undo)).await,
    };

    app.unchecked_store().close();
    done
}

/// Turns an error into the one that ends the command.
fn failure(error: &Error) -> anyhow::Error {
    match error {
        Error::Store(cause) => fatal(cause),
        other => anyhow::anyhow!("{other}"),
    }
}
