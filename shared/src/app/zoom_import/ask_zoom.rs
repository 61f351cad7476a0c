//! Asking Zoom who was in a meeting, and importing its answer as a report is imported.

use std::collections::{BTreeMap, BTreeSet};

use super::import::{MAX_IMPORTS, import_report};
use super::import_outcome::{ImportMode, ImportOutcome};
use super::meetings_to_ask::MeetingToAsk;
use crate::app::App;
use crate::app::zoom_askers::ZoomAskers;
use crate::domain::{
    Day, MEETING_SPAN, MeetingEvent, PeopleTold, Period, ReportedFile, ToldRun, ZoomAsker,
};
use crate::error::Error;
use crate::store::{Store, ZoomImport};
use crate::zoom::{
    LISTS, RunAnswer, RunToAsk, ZoomAccess, ZoomApiError, event_of_list, reports_of_runs,
};

/// Why a meeting could not be asked about.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Nobody in whose name Zoom can be asked sees the meeting.
    #[error(
        "it is not in the account of the school's app, and its host has not connected Zoom, or did not agree to its lists of participants"
    )]
    Nobody,
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
    /// What was imported of that day from a file stays: Zoom lists some of its runs only, or nobody asked by hand.
    EarlierStays(ZoomImport),
    /// Zoom's answer was imported, or would be.
    Answered(ImportOutcome),
}

/// Asks Zoom about all runs of a meeting that began on the days of its lessons, in the name of whoever sees the meeting.
/// Where nobody knows whose it is, one after the other is asked until Zoom lists somebody.
///
/// Where Zoom tells of no run, there is no day.
pub async fn ask_zoom(
    app: &App,
    askers: &mut ZoomAskers<'_>,
    asked: &MeetingToAsk,
    is_dry_run: bool,
) -> Result<Vec<(Day, AskOutcome)>, AskError> {
    let store = app.store().await.map_err(Error::from)?;
    let told = told_runs(app, store, asked).await?;
    let owner = store.find_meeting_owner(&asked.meeting).await;
    let owner = owner.map_err(Error::from)?;

    let mut possible: Vec<ZoomAsker> = Vec::new();
    for teacher in &asked.teachers {
        let of_teacher = askers.of_meeting(&owner, teacher, !told.is_empty());
        possible.extend(of_teacher);
    }
    // The app sees most, and asks last where a teacher may.
    possible.sort_by_key(|asker| *asker == ZoomAsker::App);
    possible.dedup();

    let mut found = Err(AskError::Nobody);
    for asker in possible {
        let answer = ask_as(app, askers, &asker, (asked, &told), is_dry_run).await;
        if let Err(AskError::Zoom(error)) = &answer {
            askers.record_trouble(&asker, error).await;
        }

        let is_last_word = is_last_word(&answer);
        if found.is_err() || answer.is_ok() {
            found = answer;
        }
        if is_last_word {
            break;
        }
    }

    found
}

/// Tells whether another one need not be asked the same.
fn is_last_word(answer: &Result<Vec<(Day, AskOutcome)>, AskError>) -> bool {
    match answer {
        Ok(days) => days
            .iter()
            .any(|(_, outcome)| !matches!(outcome, AskOutcome::NothingTold)),
        Err(AskError::Zoom(error)) => error.is_about_everybody(),
        Err(AskError::Nobody) => false,
        Err(AskError::Own(_)) => true,
    }
}

async fn ask_as(
    app: &App,
    askers: &mut ZoomAskers<'_>,
    asker: &ZoomAsker,
    (meeting, told): (&MeetingToAsk, &[ToldRun]),
    is_dry_run: bool,
) -> Result<Vec<(Day, AskOutcome)>, AskError> {
    let zoom = askers.zoom(asker).await?;
    let mode = ImportMode {
        is_dry_run,
        // Zoom's API has all its times in UTC.
        believes_times: true,
        spares_files: false,
    };

    // All is asked before anything is imported: what an error cuts off has changed nothing that is not told.
    let mut answers_by_day = Vec::new();
    for (day, runs) in runs_by_day(app, zoom, meeting, told).await? {
        let mut answers = Vec::new();
        for run in &runs {
            answers.push(zoom.ask_for_run(&meeting.meeting, run).await?);
        }
        answers_by_day.push((day, answers));
    }

    let mut outcomes = Vec::new();
    for (day, answers) in answers_by_day {
        let outcome = import_answers(app, &meeting.meeting, (day, answers), mode).await?;
        outcomes.push((day, outcome));
    }

    Ok(outcomes)
}

/// Lists the runs around the asked days of which Zoom's events told.
async fn told_runs(
    app: &App,
    store: &Store,
    asked: &MeetingToAsk,
) -> Result<Vec<ToldRun>, AskError> {
    let Some(first) = asked.days.first() else {
        return Ok(Vec::new());
    };
    let since = app.calendar().start(*first) - MEETING_SPAN;
    let told = store.list_zoom_events(&asked.meeting, since).await;

    Ok(ToldRun::list(&told.map_err(Error::from)?))
}

/// Lists the runs that began on the asked days: those that Zoom lists, and those of which its events told.
async fn runs_by_day(
    app: &App,
    zoom: ZoomAccess<'_>,
    asked: &MeetingToAsk,
    told: &[ToldRun],
) -> Result<BTreeMap<Day, Vec<RunToAsk>>, AskError> {
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

    let mut found = BTreeMap::new();
    for run in told {
        found.insert(run.uuid.clone(), (run.first_at, run_to_ask(run)));
    }

    let days_of_utc = (Day::from(from.date_naive()), Day::from(until.date_naive()));
    let listed = zoom.list_instances(&asked.meeting, days_of_utc).await?;
    for instance in listed.runs {
        let unknown = RunToAsk {
            uuid: instance.uuid.clone(),
            host_of_several: None,
        };
        let run = found.remove(&instance.uuid).map_or(unknown, |(_, run)| run);
        found.insert(instance.uuid, (instance.started_at, run));
    }

    let mut runs: BTreeMap<Day, Vec<RunToAsk>> = BTreeMap::new();
    for (at, run) in found.into_values() {
        let day = app.calendar().day_of(at);
        if asked.days.contains(&day) {
            runs.entry(day).or_default().push(run);
        }
    }

    Ok(runs)
}

/// Where Zoom's events told of two people in a run, its list is asked for at once.
pub(crate) fn run_to_ask(run: &ToldRun) -> RunToAsk {
    let host = run.host.as_deref().and_then(|host| host.strip_prefix("u:"));
    let has_several = run.people == PeopleTold::Several;

    RunToAsk {
        uuid: run.uuid.clone(),
        host_of_several: host.filter(|_| has_several).map(str::to_owned),
    }
}

/// Imports what Zoom answered about runs that began on one day. An import stands for the whole day, so what Zoom listed
/// of other runs of that day before is imported with it again.
pub(crate) async fn import_answers(
    app: &App,
    meeting: &str,
    (day, answers): (Day, Vec<RunAnswer>),
    mode: ImportMode,
) -> Result<AskOutcome, Error> {
    let store = app.store().await?;
    let mut events = Vec::new();
    let mut has_silent_run = false;
    for answer in answers {
        match answer {
            RunAnswer::Listed(listed) => events.extend(listed),
            RunAnswer::Silence | RunAnswer::OnePerson => has_silent_run = true,
        }
    }

    // A run that Zoom dates a moment before midnight may have its first person after it.
    let is_of_day = |report: &ReportedFile| report.days.iter().all(|reported| reported.day == day);
    let report_of_day = |events| {
        reports_of_runs(meeting, events, app.calendar())
            .into_iter()
            .find(is_of_day)
    };
    let Some(mut report) = report_of_day(events.clone()) else {
        return Ok(AskOutcome::NothingTold);
    };

    let read = store.list_read_imports(meeting, MAX_IMPORTS).await?;
    for earlier in read.into_iter().filter(|import| import.day == day) {
        if earlier.file_name == LISTS {
            events.extend(other_runs(store, &earlier, &report).await?);
        } else if has_silent_run || mode.spares_files {
            // What somebody imported by hand tells of all runs.
            return Ok(AskOutcome::EarlierStays(earlier));
        }
    }
    if let Some(whole) = report_of_day(events) {
        report = whole;
    }

    let outcome = Box::pin(import_report(app, &report, mode)).await?;
    record_mended_lessons(app, meeting, &outcome).await?;

    Ok(AskOutcome::Answered(outcome))
}

/// Records which lessons an answer changed, so that the dashboard can count them.
async fn record_mended_lessons(
    app: &App,
    meeting: &str,
    outcome: &ImportOutcome,
) -> Result<(), Error> {
    let ImportOutcome::Imported { lessons, .. } = outcome else {
        return Ok(());
    };

    let store = app.store().await?;
    for lesson in lessons.iter().filter(|lesson| lesson.is_change()) {
        let now = app.clock.now();
        store.record_mended(lesson.session, meeting, now).await?;
    }

    Ok(())
}

/// Lists what an earlier import told of runs that are not in the report.
async fn other_runs(
    store: &Store,
    earlier: &ZoomImport,
    report: &ReportedFile,
) -> Result<Vec<MeetingEvent>, Error> {
    let listed: BTreeSet<&str> = report
        .days
        .iter()
        .flat_map(|day| &day.events)
        .map(|event| event.event.uuid.as_str())
        .collect();
    let events = store.list_events_of_import(earlier).await?;

    Ok(events
        .into_iter()
        .filter(|event| !listed.contains(event.uuid.as_str()))
        .map(|event| event_of_list(&earlier.meeting, event))
        .collect())
}
