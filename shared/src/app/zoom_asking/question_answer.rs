//! What Zoom answers about one lesson.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::app::list_questions::LackingLesson;
use crate::app::zoom_import::{
    AskOutcome, ImportMode, ImportOutcome, LessonChange, import_answers, run_to_ask,
};
use crate::domain::{Day, Interval, MeetingEvent, PeopleTold, ZoomAsker, is_silence_an_answer};
use crate::error::Error;
use crate::store::ListQuestion;
use crate::zoom::{
    Instances, MeetingState, RunAnswer, RunToAsk, ZoomAccess, ZoomApiError, reports_of_runs, sha256,
};

/// A run that began before a lesson may still go on in it for this time: a teacher stays in the room all day.
const LONGEST_RUN: TimeDelta = TimeDelta::hours(12);
/// Runs are asked for of this much more on both sides: nobody has said by whose clock Zoom counts the days.
const DAYS_MARGIN: TimeDelta = TimeDelta::days(1);

/// What was asked by this sweep: lessons of one room share their runs, and no run is asked about twice in one name.
pub(super) struct Answers<'a> {
    app: &'a App,
    runs: BTreeMap<(ZoomAsker, String), RunAnswer>,
    instances: BTreeMap<(ZoomAsker, String, Day, Day), Instances>,
}

/// In whose name Zoom is asked.
type Asking<'z> = (&'z ZoomAsker, ZoomAccess<'z>);

/// What Zoom says of the runs that may be a lesson's, by their names.
pub(super) struct QuestionAnswer {
    meeting_runs: BTreeMap<String, (RunAnswer, Option<String>)>,
    /// Whether nobody began the meeting at the time of the lesson.
    pub(super) shows_no_run: bool,
    /// Whether the meeting goes on: then there will be more to tell.
    goes_on: bool,
}

/// The runs that may be a lesson's.
struct RunsOfLesson {
    to_ask: Vec<RunToAsk>,
    shows_no_run: bool,
    goes_on: bool,
}

/// What Zoom lists of a meeting around a lesson.
struct ListedRuns {
    /// Those that may have gone on at the time of the lesson, by their names.
    around: Vec<String>,
    /// Whether there is any, at whatever time of these days.
    is_any: bool,
    /// Whether these are all of which Zoom tells.
    are_all: bool,
}

impl<'a> Answers<'a> {
    pub(super) fn new(app: &'a App) -> Self {
        Self {
            app,
            runs: BTreeMap::new(),
            instances: BTreeMap::new(),
        }
    }

    /// Asks about the runs that may be a lesson's.
    pub(super) async fn find(
        &mut self,
        asking: Asking<'_>,
        question: &ListQuestion,
        lesson: &LackingLesson,
    ) -> Result<QuestionAnswer, ZoomApiError> {
        let runs = self.runs_to_ask(asking, question, lesson).await?;
        let mut meeting_runs = BTreeMap::new();
        for run in runs.to_ask {
            let answer = self.ask_for_run(asking, &question.meeting, &run).await?;
            let listed = self.listed_text(&question.meeting, &answer);
            meeting_runs.insert(run.uuid, (answer, listed));
        }

        Ok(QuestionAnswer {
            meeting_runs,
            shows_no_run: runs.shows_no_run,
            goes_on: runs.goes_on,
        })
    }

    /// Lists the runs. Those of which events told are known without asking. Zoom is asked for others where none is known
    /// that lacks anything, and, before the last word about somebody who was alone, for one of which all events were lost.
    async fn runs_to_ask(
        &mut self,
        asking: Asking<'_>,
        question: &ListQuestion,
        lesson: &LackingLesson,
    ) -> Result<RunsOfLesson, ZoomApiError> {
        let mut runs: Vec<RunToAsk> = lesson.runs.iter().map(run_to_ask).collect();
        let is_again = question.asked > 0 && lesson.people() == PeopleTold::OneOrNone;
        if !lesson.are_runs_of_others && !is_again {
            return Ok(RunsOfLesson {
                to_ask: runs,
                shows_no_run: false,
                goes_on: false,
            });
        }

        let listed = self.list_instances(asking, &question.meeting, lesson.time);
        let listed = listed.await?;
        for uuid in listed.around {
            let is_known = lesson.whole_runs.contains(&uuid);
            if !is_known && !runs.iter().any(|run| run.uuid == uuid) {
                runs.push(RunToAsk {
                    uuid,
                    host_of_several: None,
                });
            }
        }

        let is_told = !lesson.are_runs_of_others || runs.len() > lesson.runs.len();
        if is_told || !listed.are_all {
            return Ok(RunsOfLesson {
                to_ask: runs,
                shows_no_run: false,
                goes_on: false,
            });
        }

        let (_, zoom) = asking;
        let state = zoom.meeting_state(&question.meeting).await?;
        Ok(RunsOfLesson {
            to_ask: runs,
            shows_no_run: match state {
                MeetingState::GoesOn => false,
                // Of a meeting of which it tells other runs, it would have told one of then.
                MeetingState::Unknown => listed.is_any,
                // So it would if it knows the meeting. But a list that lacks what events told of shows nothing.
                MeetingState::Waiting => listed.is_any || !lesson.is_any_run_told,
            },
            goes_on: state == MeetingState::GoesOn,
        })
    }

    /// Lists the runs that began in that time, and the last one before it, which may have gone on.
    async fn list_instances(
        &mut self,
        (asker, zoom): Asking<'_>,
        meeting: &str,
        time: Interval,
    ) -> Result<ListedRuns, ZoomApiError> {
        let first = Day::from((time.from - LONGEST_RUN - DAYS_MARGIN).date_naive());
        let last = Day::from((time.to + DAYS_MARGIN).date_naive());
        let key = (asker.clone(), meeting.to_owned(), first, last);
        if !self.instances.contains_key(&key) {
            let listed = zoom.list_instances(meeting, (first, last)).await?;
            self.instances.insert(key.clone(), listed);
        }

        let listed = &self.instances[&key];
        let last_before = listed
            .runs
            .iter()
            .map(|run| run.started_at)
            .filter(|at| (time.from - LONGEST_RUN..=time.from).contains(at))
            .max();
        let since = last_before.unwrap_or(time.from);

        let around = listed
            .runs
            .iter()
            .filter(|run| (since..=time.to).contains(&run.started_at));
        Ok(ListedRuns {
            around: around.map(|run| run.uuid.clone()).collect(),
            is_any: !listed.runs.is_empty(),
            are_all: listed.are_all,
        })
    }

    async fn ask_for_run(
        &mut self,
        (asker, zoom): Asking<'_>,
        meeting: &str,
        run: &RunToAsk,
    ) -> Result<RunAnswer, ZoomApiError> {
        let key = (asker.clone(), run.uuid.clone());
        if let Some(answer) = self.runs.get(&key) {
            return Ok(answer.clone());
        }

        let answer = zoom.ask_for_run(meeting, run).await?;
        self.runs.insert(key, answer.clone());
        Ok(answer)
    }

    /// Returns what a list is made of.
    fn listed_text(&self, meeting: &str, answer: &RunAnswer) -> Option<String> {
        let RunAnswer::Listed(events) = answer else {
            return None;
        };
        let reports = reports_of_runs(meeting, events.clone(), self.app.calendar());

        Some(reports.into_iter().map(|report| report.sha256).collect())
    }
}

impl QuestionAnswer {
    /// Returns 64 digits that are the same for the same answer. `None`: Zoom may not have its lists yet.
    pub(super) fn fingerprint(
        &self,
        ended_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<String> {
        if self.goes_on {
            return None;
        }

        let mut text = String::new();
        if self.shows_no_run {
            text.push_str("no run");
        }
        for (uuid, (answer, listed)) in &self.meeting_runs {
            let said = match answer {
                RunAnswer::Silence => "silence",
                RunAnswer::OnePerson => "one",
                RunAnswer::Listed(_) => listed.as_deref().unwrap_or_default(),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{uuid} {said}");
        }

        let has_list = self
            .meeting_runs
            .values()
            .all(|(_, listed)| listed.is_some());
        let is_list = has_list && !self.meeting_runs.is_empty();
        (is_list || is_silence_an_answer(ended_at, now)).then(|| sha256(text.as_bytes()))
    }

    /// Imports what was listed, each day by itself. Returns the lessons that changed.
    pub(super) async fn import(self, app: &App, meeting: &str) -> Result<Vec<LessonChange>, Error> {
        let mut events: Vec<MeetingEvent> = Vec::new();
        let mut silent = Vec::new();
        for (answer, _) in self.meeting_runs.into_values() {
            match answer {
                RunAnswer::Listed(listed) => events.extend(listed),
                RunAnswer::Silence | RunAnswer::OnePerson => silent.push(answer),
            }
        }
        let mode = ImportMode {
            is_dry_run: false,
            // Zoom's API has all its times in UTC.
            believes_times: true,
            spares_files: true,
        };

        let mut changes = Vec::new();
        for report in reports_of_runs(meeting, events, app.calendar()) {
            for day in report.days {
                let listed = RunAnswer::Listed(day.events);
                let answers = silent.iter().cloned().chain([listed]).collect();
                let outcome = import_answers(app, meeting, (day.day, answers), mode).await?;
                changes.extend(changed_lessons(outcome)?);
            }
        }

        Ok(changes)
    }
}

fn changed_lessons(outcome: AskOutcome) -> Result<Vec<LessonChange>, Error> {
    let AskOutcome::Answered(imported) = outcome else {
        return Ok(Vec::new());
    };
    let lessons = match imported {
        ImportOutcome::Imported { lessons, .. } | ImportOutcome::AlreadyRead { lessons, .. } => {
            lessons
        }
        ImportOutcome::NotCounted { error, .. } => return Err(error),
        ImportOutcome::Shifted(_)
        | ImportOutcome::NothingMatched(_)
        | ImportOutcome::Foreseen { .. } => Vec::new(),
    };

    Ok(lessons
        .into_iter()
        .filter(LessonChange::is_change)
        .collect())
}
