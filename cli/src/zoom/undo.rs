//! `zoom undo`.

use std::process::ExitCode;

use session_tracking::app::{App, LessonChange, UndoOutcome, undo_import};
use session_tracking::domain::{ImportId, SchoolCalendar};
use session_tracking::store::{ImportState, ZoomImport};

use super::failure;
use super::import_numbers::ImportNumbers;
use super::lessons::{net_changes, print_lessons};

#[derive(Debug, clap::Args)]
pub(super) struct Undo {
    /// The imports' numbers, as `zoom imports` lists them, or ranges such as 3-8
    #[arg(value_name = "NUMBER", required = true)]
    imports: Vec<ImportNumbers>,
}

/// Takes imports back, and says what became of the lessons.
pub(super) async fn undo(app: &App, arguments: &Undo) -> anyhow::Result<ExitCode> {
    let mut lessons = Vec::new();
    let mut undone = Ok(());
    for number in arguments.imports.iter().flat_map(|range| range.iter()) {
        undone = Box::pin(undo_one(app, number, &mut lessons)).await;
        if undone.is_err() {
            break;
        }
    }

    // What was taken back before an error is taken back.
    let lessons = net_changes(lessons);
    if undone.is_ok() || !lessons.is_empty() {
        print_changes(&lessons, app.calendar());
    }

    undone?;
    Ok(ExitCode::SUCCESS)
}

async fn undo_one(app: &App, number: i64, changed: &mut Vec<LessonChange>) -> anyhow::Result<()> {
    let outcome = Box::pin(undo_import(app, ImportId(number))).await;
    match outcome.map_err(|error| failure(&error))? {
        UndoOutcome::Unknown => anyhow::bail!(
            "there is no import {number}\n  `session-tracking zoom imports` lists them"
        ),
        UndoOutcome::NotRead { import, lessons } => {
            print_not_read(&import, app.calendar());
            changed.extend(lessons);
        }
        UndoOutcome::Undone { import, lessons } => {
            println!(
                "Import {number} ({}) is taken back. Its events stay in the ledger and are not read any more.",
                import.file_name
            );
            changed.extend(lessons);
        }
        UndoOutcome::NotCounted(error) => anyhow::bail!(
            "import {number} is taken back, but the lessons are not counted yet: {:#}\n  The next sweep counts them, or the same command again",
            failure(&error)
        ),
    }

    Ok(())
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
