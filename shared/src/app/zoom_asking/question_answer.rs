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
    Instance, RunAnswer, RunToAsk, ZoomAccess, ZoomApiError, reports_of_runs, sha256,
};

/// A run that began before a lesson may still go on in it for this time: a teacher stays in the room all day.
const LONGEST_RUN: TimeDelta = TimeDelta::hours(12);

/// What was asked by this sweep: lessons of one room share their runs, and no run is asked about twice in one name.
pub(super) struct Answers<'a> {
    app: &'a App,
    runs: BTreeMap<(ZoomAsker, String), RunAnswer>,
    instances: BTreeMap<(ZoomAsker, String, Day, Day), Vec<Instance>>,
}

/// In whose name Zoom is asked.
type Asking<'z> = (&'z ZoomAsker, ZoomAccess<'z>);

/// What Zoom says of the runs that may be a lesson's, by their names.
pub(super) struct QuestionAnswer {
    meeting_runs: BTreeMap<String, (RunAnswer, Option<String>)>,
    no_run: NoRun,
}

/// Whether Zoom lists a run at the time of the lesson, other than those of which all is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoRun {
    /// It does, or was not asked.
    Not,
    /// It does not, though it lists others on these days.
    ButOthers,
    /// It lists none at all: nobody began the meeting, or it is one of which Zoom does not tell.
    AtAll,
}

/// The runs that may be a lesson's.
struct RunsOfLesson {
    to_ask: Vec<RunToAsk>,
    no_run: NoRun,
}

/// What Zoom lists of a meeting around a lesson.
struct ListedRuns {
    /// Those that may have gone on at the time of the lesson, by their names.
    around: Vec<String>,
    /// Whether there is any, at whatever time of these days.
    is_any: bool,
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
            no_run: runs.no_run,
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
                no_run: NoRun::Not,
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

        let is_none = lesson.are_runs_of_others && runs.len() == lesson.runs.len();
        Ok(RunsOfLesson {
            no_run: match (is_none, listed.is_any) {
                (false, _) => NoRun::Not,
                (true, true) => NoRun::ButOthers,
                (true, false) => NoRun::AtAll,
            },
            to_ask: runs,
        })
    }

    /// Lists the runs that began in that time, and the last one before it, which may have gone on.
    async fn list_instances(
        &mut self,
        (asker, zoom): Asking<'_>,
        meeting: &str,
        time: Interval,
    ) -> Result<ListedRuns, ZoomApiError> {
        let first = Day::from((time.from - LONGEST_RUN).date_naive());
        let last = Day::from(time.to.date_naive());
        let key = (asker.clone(), meeting.to_owned(), first, last);
        if !self.instances.contains_key(&key) {
            let listed = zoom.list_instances(meeting, (first, last)).await?;
            self.instances.insert(key.clone(), listed);
        }

        let listed = self.instances.get(&key).map_or(&[][..], Vec::as_slice);
        let last_before = listed
            .iter()
            .map(|run| run.started_at)
            .filter(|at| (time.from - LONGEST_RUN..=time.from).contains(at))
            .max();
        let since = last_before.unwrap_or(time.from);

        let around = listed
            .iter()
            .filter(|run| (since..=time.to).contains(&run.started_at));
        Ok(ListedRuns {
            around: around.map(|run| run.uuid.clone()).collect(),
            is_any: !listed.is_empty(),
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
        let mut text = String::new();
        if self.no_run == NoRun::ButOthers {
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

    /// Tells whether nobody began the meeting at the time of the lesson. Where Zoom lists nothing of a meeting, that shows it
    /// only if the meeting is one of those that may be read, and does not go on: it costs a light call.
    pub(super) async fn shows_no_run(
        &self,
        zoom: ZoomAccess<'_>,
        meeting: &str,
    ) -> Result<bool, ZoomApiError> {
        match self.no_run {
            NoRun::Not => Ok(false),
            NoRun::ButOthers => Ok(true),
            NoRun::AtAll => zoom.is_known_and_over(meeting).await,
        }
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
