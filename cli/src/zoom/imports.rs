//! `zoom imports`.

use std::process::ExitCode;

use session_tracking::app::App;
use session_tracking::domain::SchoolCalendar;
use session_tracking::store::{ImportState, ZoomImport};

use super::table::print_table;
use crate::trouble::fatal;

#[derive(Debug, clap::Args)]
pub(super) struct Imports {
    /// List so many at most
    #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=10_000))]
    limit: i64,
}

/// Lists imports, the newest first.
pub(super) async fn list_imports(app: &App, arguments: &Imports) -> anyhow::Result<ExitCode> {
    let store = app.store().await.map_err(|error| fatal(&error))?;
    let imports = store
        .list_zoom_imports(arguments.limit)
        .await
        .map_err(|error| fatal(&error))?;

    if imports.is_empty() {
        println!("No report was imported yet.");
        return Ok(ExitCode::SUCCESS);
    }

    let days = app.calendar();
    let rows: Vec<[String; 7]> = imports.iter().map(|import| row(import, days)).collect();
    print_table(
        [
            "NUMBER", "IMPORTED", "MEETING", "DAY", "STAYS", "STATE", "FILE",
        ],
        &rows,
    );

    Ok(ExitCode::SUCCESS)
}

fn row(import: &ZoomImport, days: &SchoolCalendar) -> [String; 7] {
    [
        import.id.to_string(),
        days.show(import.imported_at),
        import.meeting.clone(),
        import.day.to_string(),
        import.stays.to_string(),
        state_in_words(import.state, days),
        import.file_name.clone(),
    ]
}

/// Says whether an import is read.
pub(super) fn state_in_words(state: ImportState, days: &SchoolCalendar) -> String {
    match state {
        ImportState::Read => "read".to_owned(),
        ImportState::ReplacedBy(newer) => format!("replaced by {newer}"),
        ImportState::Undone(at) => format!("taken back {}", days.show(at)),
    }
}
