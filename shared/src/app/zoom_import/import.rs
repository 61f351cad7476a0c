//! Importing a report.

use chrono::{DateTime, TimeDelta, Utc};

use super::import_outcome::{ImportMode, ImportOutcome};
use super::near_lessons::list_near_lessons;
use super::preview::{ChangedEvents, Preview};
use crate::app::App;
use crate::domain::{ImportId, MEETING_SPAN, ReportedDay, ReportedFile, ZoomEvent, find_shift};
use crate::error::Error;
use crate::store::{ImportedFile, Store, ZoomImport};

/// More imports than a meeting has days that are read.
pub(super) const MAX_IMPORTS: i64 = 5_000;

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
        return finish_earlier(app, file, mode, now).await;
    }

    if !mode.believes_times
        && let Some(shift) = find_contradiction(store, file, &read).await?
    {
        return Ok(ImportOutcome::Shifted(shift));
    }

    let replaced = replaced_by(file, &days, read);
    let changed = changed_events(file, &days, &replaced);
    let preview = Preview::load(store, changed, now).await?;
    let lessons = preview.lessons(app);
    // What an earlier import loses by its replacement is no sign that the new one is about a lesson.
    let is_change_by_report = replaced.is_empty() && !lessons.is_empty();
    let unmatched = preview.days_without_lesson(&days);
    if !is_change_by_report && unmatched.len() == days.len() {
        let near = list_near_lessons(store, file).await?;
        return Ok(ImportOutcome::NothingMatched(near));
    }
    if mode.is_dry_run {
        return Ok(ImportOutcome::Foreseen {
            replaced,
            unmatched,
            lessons,
        });
    }

    let imported = ImportedFile { file, days: &days };
    store_report(app, imported, &preview, replaced).await
}

/// Stores the days, and counts the lessons.
async fn store_report(
    app: &App,
    imported: ImportedFile<'_>,
    preview: &Preview,
    replaced: Vec<ZoomImport>,
) -> Result<ImportOutcome, Error> {
    let store = app.store().await?;
    let imports = store
        .record_zoom_import(imported, &preview.recount, preview.now)
        .await?;
    if imports.is_empty() {
        // A rival imported the same file meanwhile.
        let mode = ImportMode::default();
        return finish_earlier(app, imported.file, mode, preview.now).await;
    }

    Ok(match preview.count(app, store).await {
        Ok(lessons) => ImportOutcome::Imported {
            imports,
            replaced,
            unmatched: preview.days_without_lesson(imported.days),
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
        stays: days.iter().flat_map(|day| day.stays()).collect(),
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

/// Returns by how much later the report has what Zoom's own events told of the meeting. What other reports told may be
/// as wrong.
async fn find_contradiction(
    store: &Store,
    file: &ReportedFile,
    read: &[ZoomImport],
) -> Result<Option<TimeDelta>, Error> {
    let since = file.first_at() - MEETING_SPAN;
    let imports: Vec<ImportId> = read.iter().map(|import| import.id).collect();
    let told = store
        .list_zoom_events_without(&file.meeting, since, &imports)
        .await?;
    let reported: Vec<ZoomEvent> = file.days.iter().flat_map(events_of).collect();

    Ok(find_shift(&told, &reported))
}

/// Counts what an earlier import of the same file left over, or, in a dry run, foresees it.
async fn finish_earlier(
    app: &App,
    file: &ReportedFile,
    mode: ImportMode,
    now: DateTime<Utc>,
) -> Result<ImportOutcome, Error> {
    let store = app.store().await?;
    let read = store.list_read_imports(&file.meeting, MAX_IMPORTS).await?;
    let imports: Vec<ZoomImport> = read
        .into_iter()
        .filter(|import| file.days.iter().any(|day| is_same(import, file, day)))
        .collect();

    let nothing_new = ChangedEvents {
        meeting: file.meeting.clone(),
        added: Vec::new(),
        stays: Vec::new(),
        withdrawn: Vec::new(),
        oldest_at: file.first_at(),
    };
    let preview = Preview::load(store, nothing_new, now).await?;
    let lessons = if mode.is_dry_run {
        preview.lessons(app)
    } else {
        preview.count(app, store).await?
    };

    Ok(ImportOutcome::AlreadyRead { imports, lessons })
}
