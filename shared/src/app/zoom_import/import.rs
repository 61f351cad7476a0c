//! Importing a report.

use chrono::{DateTime, TimeDelta, Utc};

use super::import_outcome::{ImportMode, ImportOutcome};
use super::near_lessons::list_near_lessons;
use super::preview::{ChangedEvents, Preview};
use crate::app::App;
use crate::domain::{MEETING_SPAN, ReportedDay, ReportedFile, ZoomEvent, find_shift};
use crate::error::Error;
use crate::store::{ImportedFile, Store, ZoomImport};

/// More imports than a meeting has days that are read.
const MAX_IMPORTS: i64 = 5_000;

/// Imports a report, if it contradicts nothing that is known and belongs to a lesson, and counts the lessons of its
/// meeting.
pub async fn import_report(
    app: &App,
    file: &ReportedFile,
    mode: ImportMode,
) -> Result<ImportOutcome, Error> {
    let now = app.clock.now();
    let store = app.store().await?;
    let read = store.list_read_imports(&file.meeting, MAX_IMPORTS).await?;

    let days: Vec<&ReportedDay> = file
        .days
        .iter()
        .filter(|day| !read.iter().any(|import| is_same(import, file, day)))
        .collect();
    if days.is_empty() {
        return finish_earlier(app, store, file, now).await;
    }

    if !mode.believes_times
        && let Some(shift) = find_contradiction(store, file).await?
    {
        return Ok(ImportOutcome::Shifted(shift));
    }

    let replaced = replaced_by(file, &days, read);
    let preview = Preview::load(store, changed_events(file, &days, &replaced)).await?;
    let lessons = preview.lessons(app, now);
    if lessons.is_empty() {
        let near = list_near_lessons(store, file).await?;
        return Ok(ImportOutcome::NothingMatched(near));
    }
    if mode.is_dry_run {
        return Ok(ImportOutcome::Foreseen { replaced, lessons });
    }

    let imported = ImportedFile { file, days: &days };
    let imports = store
        .record_zoom_import(imported, &preview.recount, now)
        .await?;
    if imports.is_empty() {
        // A rival imported the same file meanwhile.
        return finish_earlier(app, store, file, now).await;
    }

    Ok(match preview.count(app, store, now).await {
        Ok(lessons) => ImportOutcome::Imported {
            imports,
            replaced,
            lessons,
        },
        Err(error) => ImportOutcome::NotCounted { imports, error },
    })
}

/// Tells whether an import is of that day of the same file, read in the same way.
fn is_same(import: &ZoomImport, file: &ReportedFile, day: &ReportedDay) -> bool {
    import.file_sha256 == file.sha256
        && import.day == day.day
        && import.reading_sha256 == day.reading_sha256
}

/// Leaves the imports that the file's days replace, by the rule of `store/zoom/new_import.rs`: those of the same days,
/// and those of the same file in another reading.
fn replaced_by(
    file: &ReportedFile,
    days: &[&ReportedDay],
    read: Vec<ZoomImport>,
) -> Vec<ZoomImport> {
    let is_replaced = |import: &ZoomImport| {
        let is_other_reading = import.file_sha256 == file.sha256
            && !file
                .days
                .iter()
                .any(|day| day.reading_sha256 == import.reading_sha256);

        is_other_reading || days.iter().any(|day| day.day == import.day)
    };

    read.into_iter().filter(is_replaced).collect()
}

fn changed_events(
    file: &ReportedFile,
    days: &[&ReportedDay],
    replaced: &[ZoomImport],
) -> ChangedEvents {
    let first = days.iter().map(|day| day.first_at()).min();
    let oldest_replaced = replaced.iter().map(|import| import.first_event_at).min();

    ChangedEvents {
        meeting: file.meeting.clone(),
        added: days.iter().flat_map(|day| events_of(day)).collect(),
        withdrawn: replaced.iter().map(|import| import.id).collect(),
        oldest_at: first
            .into_iter()
            .chain(oldest_replaced)
            .min()
            .unwrap_or_default(),
    }
}

fn events_of(day: &ReportedDay) -> impl Iterator<Item = ZoomEvent> {
    day.events.iter().map(|event| event.event.clone())
}

/// Returns by how much later the report has what Zoom's own events told of the meeting.
async fn find_contradiction(
    store: &Store,
    file: &ReportedFile,
) -> Result<Option<TimeDelta>, Error> {
    let since = file.first_at() - MEETING_SPAN;
    let told = store.list_zoom_events(&file.meeting, since).await?;
    let reported: Vec<ZoomEvent> = file.days.iter().flat_map(events_of).collect();

    Ok(find_shift(&told, &reported))
}

/// Counts what an earlier import of the same file left over.
async fn finish_earlier(
    app: &App,
    store: &Store,
    file: &ReportedFile,
    now: DateTime<Utc>,
) -> Result<ImportOutcome, Error> {
    let read = store.list_read_imports(&file.meeting, MAX_IMPORTS).await?;
    let imports: Vec<ZoomImport> = read
        .into_iter()
        .filter(|import| file.days.iter().any(|day| is_same(import, file, day)))
        .collect();

    let nothing_new = ChangedEvents {
        meeting: file.meeting.clone(),
        added: Vec::new(),
        withdrawn: Vec::new(),
        oldest_at: file.first_at(),
    };
    let preview = Preview::load(store, nothing_new).await?;
    let lessons = preview.count(app, store, now).await?;

    Ok(ImportOutcome::AlreadyRead { imports, lessons })
}
