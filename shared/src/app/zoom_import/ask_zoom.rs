//! Asking Zoom who was in a meeting, and importing its answer as a report is imported.

use std::collections::{BTreeMap, BTreeSet};

use super::import::{MAX_IMPORTS, import_report};
use super::import_outcome::{ImportMode, ImportOutcome};
use super::meetings_to_ask::MeetingToAsk;
use crate::app::App;
use crate::domain::{Day, MEETING_SPAN, MeetingEvent, Period, REPORTED, ReportedFile};
use crate::error::Error;
use crate::store::{Store, ZoomImport};
use crate::zoom::{ZoomAccess, ZoomApiError, reports_of_runs};

/// Why a meeting could not be asked about.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Zoom's reason.
    #[error(transparent)]
    Zoom(#[from] ZoomApiError),
    /// Our own.
    #[error(transparent)]
    Own(#[from] Error),
}

/// What became of the question about one day of a meeting.
#[derive(Debug)]
pub enum AskOutcome {
    /// Zoom lists nobody of any run, which does not mean that nobody came.
    NothingTold,
    /// Zoom lists some runs only, so what was imported of that day before stays.
    EarlierStays(ZoomImport),
    /// Zoom's answer was imported, or would be.
    Answered(ImportOutcome),
}

/// The runs of a meeting that began on one school day.
#[derive(Default)]
struct RunsOfDay {
    events: Vec<MeetingEvent>,
    has_silent_run: bool,
}

/// Asks Zoom about the runs of a meeting. An import stands for a whole day, so all runs of a day are asked about.
///
/// Where Zoom tells of no run, there is no day.
pub async fn ask_zoom(
    app: &App,
    zoom: ZoomAccess<'_>,
    asked: &MeetingToAsk,
    is_dry_run: bool,
) -> Result<Vec<(Day, AskOutcome)>, AskError> {
    let store = app.store().await.map_err(Error::from)?;
    let mode = ImportMode {
        is_dry_run,
        // Zoom's API has all its times in UTC.
        believes_times: true,
    };

    let mut outcomes = Vec::new();
    for (day, uuids) in runs_by_day(app, store, zoom, asked).await? {
        let runs = list_runs(zoom, &asked.meeting, &uuids).await?;
        let outcome = import_day(app, store, asked, (day, runs), mode).await?;
        outcomes.push((day, outcome));
    }

    Ok(outcomes)
}

/// Lists the runs that began on the asked days: those that Zoom lists, and those of which its events told.
async fn runs_by_day(
    app: &App,
    store: &Store,
    zoom: ZoomAccess<'_>,
    asked: &MeetingToAsk,
) -> Result<BTreeMap<Day, BTreeSet<String>>, AskError> {
    let Some(period) = asked.days.first().zip(asked.days.last()) else {
        return Ok(BTreeMap::new());
    };
    let period = Period {
        first: *period.0,
        last: *period.1,
    };
    let (from, until) = (
        app.calendar().start(period.first),
        app.calendar().end(period.last),
    );

    let mut began_at = BTreeMap::new();
    let told = store
        .list_zoom_events(&asked.meeting, from - MEETING_SPAN)
        .await
        .map_err(Error::from)?;
    // Events come in the order of their times.
    for event in told {
        if !event.uuid.starts_with(REPORTED) {
            began_at.entry(event.uuid).or_insert(event.at);
        }
    }

    let days_of_utc = (Day::from(from.date_naive()), Day::from(until.date_naive()));
    for instance in zoom.list_instances(&asked.meeting, days_of_utc).await? {
        began_at.insert(instance.uuid, instance.started_at);
    }

    let mut runs: BTreeMap<Day, BTreeSet<String>> = BTreeMap::new();
    for (uuid, at) in began_at {
        let day = app.calendar().day_of(at);
        if asked.days.contains(&day) {
            runs.entry(day).or_default().insert(uuid);
        }
    }

    Ok(runs)
}

async fn list_runs(
    zoom: ZoomAccess<'_>,
    meeting: &str,
    uuids: &BTreeSet<String>,
) -> Result<RunsOfDay, ZoomApiError> {
    let mut runs = RunsOfDay::default();
    for uuid in uuids {
        match zoom.find_listed_run(meeting, uuid).await? {
            Some(events) => runs.events.extend(events),
            None => runs.has_silent_run = true,
        }
    }

    Ok(runs)
}

async fn import_day(
    app: &App,
    store: &Store,
    asked: &MeetingToAsk,
    (day, runs): (Day, RunsOfDay),
    mode: ImportMode,
) -> Result<AskOutcome, Error> {
    // A run that Zoom dates a moment before midnight may have its first person after it.
    let is_of_day = |report: &ReportedFile| report.days.iter().all(|reported| reported.day == day);
    let report = reports_of_runs(&asked.meeting, runs.events, app.calendar())
        .into_iter()
        .find(is_of_day);
    let Some(report) = report else {
        return Ok(AskOutcome::NothingTold);
    };

    if runs.has_silent_run {
        let read = store.list_read_imports(&asked.meeting, MAX_IMPORTS).await?;
        let is_earlier =
            |import: &ZoomImport| import.day == day && import.file_sha256 != report.sha256;
        if let Some(earlier) = read.into_iter().find(is_earlier) {
            return Ok(AskOutcome::EarlierStays(earlier));
        }
    }

    let outcome = Box::pin(import_report(app, &report, mode)).await?;
    Ok(AskOutcome::Answered(outcome))
}
