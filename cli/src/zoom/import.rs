//! `zoom import`.

use std::process::ExitCode;

use session_tracking::app::{App, ImportOutcome, LessonChange, import_report};
use session_tracking::domain::{Day, SchoolCalendar};
use session_tracking::error::Error;
use session_tracking::store::ZoomImport;

use super::failure;
use super::import_file::{Import, knows_host};
use super::import_numbers::print_way_back;
use super::lessons::print_lessons;
use super::nothing_matched::print_near_lessons;
use super::zone_advice::contradiction;

/// Imports a report, and says what became of it.
pub(super) async fn import(app: &App, import: &Import) -> anyhow::Result<ExitCode> {
    let days = app.calendar();
    let file = import.read(days)?;
    if !knows_host(&file) {
        println!(
            "Nobody in the report is known to be the host: give --host as the report has it (address or id).\n"
        );
    }

    let outcome = Box::pin(import_report(app, &file, import.mode())).await;
    match outcome.map_err(|error| failure(&error))? {
        ImportOutcome::Shifted(shift) => anyhow::bail!(
            "cannot use {}: {}",
            import.file.display(),
            contradiction(&file, shift, days)
        ),
        ImportOutcome::NothingMatched(near) => {
            print_near_lessons(&file, &near, days);
            return Ok(ExitCode::FAILURE);
        }
        ImportOutcome::AlreadyRead { imports, lessons } => {
            print_already_read(&imports, &lessons, days);
        }
        ImportOutcome::Foreseen {
            replaced,
            unmatched,
            lessons,
        } => {
            println!("Nothing is changed yet. An import would make of the lessons:\n");
            print_lessons(&lessons, days);
            print_unmatched(&unmatched);
            print_replaced("It would replace", &replaced, days);
        }
        ImportOutcome::Imported {
            imports,
            replaced,
            unmatched,
            lessons,
        } => {
            print_imports(&imports, days);
            print_replaced("This replaces", &replaced, days);
            println!();
            print_lessons(&lessons, days);
            print_unmatched(&unmatched);
            println!();
            print_way_back(imports.iter().map(|import| import.id));
        }
        ImportOutcome::NotCounted { imports, error } => {
            print_imports(&imports, days);
            return Err(not_counted(&error));
        }
    }

    Ok(ExitCode::SUCCESS)
}

fn not_counted(error: &Error) -> anyhow::Error {
    anyhow::anyhow!(
        "imported, but the lessons are not counted yet: {:#}\n  The next sweep counts them, or the same command again",
        failure(error)
    )
}

fn print_unmatched(unmatched: &[Day]) {
    for day in unmatched {
        println!("No lesson is about the report's stays of {day}.");
    }
}

fn print_already_read(imports: &[ZoomImport], lessons: &[LessonChange], days: &SchoolCalendar) {
    for import in imports {
        println!(
            "This file was imported before, in the same way: import {} of {}. Nothing new is in it.",
            import.id,
            days.show(import.imported_at)
        );
    }

    if !lessons.is_empty() {
        println!("Lessons that were not counted then:\n");
        print_lessons(lessons, days);
    }
}

fn print_imports(imports: &[ZoomImport], days: &SchoolCalendar) {
    for import in imports {
        println!(
            "Import {}: {}, meeting {}, {} to {}, {} stays.",
            import.id,
            import.file_name,
            import.meeting,
            days.show(import.first_event_at),
            days.show_time(import.last_event_at),
            import.stays
        );
    }
}

fn print_replaced(begin: &str, replaced: &[ZoomImport], days: &SchoolCalendar) {
    for import in replaced {
        println!(
            "{begin} import {} ({}, of {}).",
            import.id,
            import.file_name,
            days.show(import.imported_at)
        );
    }
}
