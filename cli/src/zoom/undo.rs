//! `zoom undo`.

use std::process::ExitCode;

use session_tracking::app::{App, LessonChange, UndoOutcome, undo_import};
use session_tracking::domain::{ImportId, SchoolCalendar};
use session_tracking::store::{ImportState, ZoomImport};

use super::failure;
use super::lessons::print_lessons;

#[derive(Debug, clap::Args)]
pub(super) struct Undo {
    /// The import's number, as `zoom imports` lists it
    #[arg(value_name = "NUMBER")]
    import: i64,
}

/// Takes an import back, and says what became of the lessons.
pub(super) async fn undo(app: &App, arguments: &Undo) -> anyhow::Result<ExitCode> {
    let days = app.calendar();
    let number = arguments.import;
    let outcome = Box::pin(undo_import(app, ImportId(number))).await;

    match outcome.map_err(|error| failure(&error))? {
        UndoOutcome::Unknown => anyhow::bail!(
            "there is no import {number}\n  `session-tracking zoom imports` lists them"
        ),
        UndoOutcome::NotRead { import, lessons } => {
            print_not_read(&import, days);
            print_changes(&lessons, days);
        }
        UndoOutcome::Undone { import, lessons } => {
            println!(
                "Import {number} ({}) is taken back. Its events stay in the ledger and are not read any more.",
                import.file_name
            );
            print_changes(&lessons, days);
        }
        UndoOutcome::NotCounted(error) => anyhow::bail!(
            "import {number} is taken back, but the lessons are not counted yet: {:#}\n  The next sweep counts them, or the same command again",
            failure(&error)
        ),
    }

    Ok(ExitCode::SUCCESS)
}

fn print_not_read(import: &ZoomImport, days: &SchoolCalendar) {
    let number = import.id;
    match import.state {
        ImportState::Undone(at) => {
            println!("Import {number} was taken back already, {}.", days.show(at));
        }
        ImportState::ReplacedBy(newer) => println!(
            "Import {number} was replaced by import {newer}, and is not read any more. To take that one back: \
             session-tracking zoom undo {newer}"
        ),
        ImportState::Read => println!("Import {number} is read again."),
    }
}

fn print_changes(lessons: &[LessonChange], days: &SchoolCalendar) {
    if lessons.is_empty() {
        println!("No lesson changed.");
        return;
    }

    println!();
    print_lessons(lessons, days);
}
