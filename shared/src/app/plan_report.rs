//! The lessons of some days that did not go as planned: not held, not planned, started late.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::plan::read_plan;
use crate::domain::{
    ComparedLesson, OddSlot, Period, PlanComparison, PlannedLesson, SentLink, StudentId, TeacherId,
};
use crate::error::Error;
use crate::store::Store;

/// The longest list of one kind.
const MAX_LISTED: usize = 500;

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct PlanReportQuery {
    pub(crate) period: Period,
    /// `None`: all teachers.
    pub(crate) teacher: Option<TeacherId>,
}

/// The report.
#[derive(Debug)]
pub(crate) struct PlanReport {
    pub(crate) period: Period,
    pub(crate) teacher: Option<TeacherId>,
    /// `None` where the school has no timetable.
    pub(crate) lists: Option<PlanLists>,
    pub(crate) names: PlanNames,
}

/// Lists of lessons, each by time.
#[derive(Debug, Default)]
pub(crate) struct PlanLists {
    /// Planned lessons for which no link was sent although their day is over.
    pub(crate) not_held: Listed<PlannedLesson>,
    /// Links that were sent for no planned lesson.
    pub(crate) unplanned: Listed<SentLink>,
    /// Lessons whose first link was sent late.
    pub(crate) late: Listed<ComparedLesson>,
    /// Slots that cannot be read.
    pub(crate) odd: Listed<OddSlot>,
}

/// A list that is cut off where it would be too long.
#[derive(Debug)]
pub(crate) struct Listed<T> {
    pub(crate) shown: Vec<T>,
    /// How many there are.
    pub(crate) count: usize,
}

/// Names of the people in the lists.
#[derive(Debug, Default)]
pub(crate) struct PlanNames {
    pub(crate) students: HashMap<i64, String>,
    pub(crate) teachers: HashMap<String, String>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl<T> Listed<T> {
    fn of(mut all: Vec<T>) -> Self {
        let count = all.len();
        all.truncate(MAX_LISTED);

        Self { shown: all, count }
    }
}

impl PlanReport {
    /// Reads the report.
    pub(crate) async fn read(
        app: &App,
        query: PlanReportQuery,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let store = app.store().await?;
        let plan = read_plan(store, query.period, app.calendar()).await?;
        let lists = plan.map(|plan| PlanLists::of(plan, &query, app, now));
        let names = match &lists {
            Some(lists) => lists.read_names(store, query.teacher.as_ref()).await?,
            None => PlanNames::default(),
        };

        Ok(Self {
            period: query.period,
            teacher: query.teacher,
            lists,
            names,
        })
    }
}

impl PlanLists {
    fn of(plan: PlanComparison, query: &PlanReportQuery, app: &App, now: DateTime<Utc>) -> Self {
        let days = app.calendar();
        let is_asked = |teacher: &TeacherId| query.teacher.as_ref().is_none_or(|id| id == teacher);
        let (mut not_held, mut late) = (Vec::new(), Vec::new());
        let unplanned = plan
            .unplanned_lessons(query.period, days)
            .into_iter()
            .filter(|link| is_asked(&link.teacher))
            .cloned()
            .collect();

        for one in plan.lessons {
            if !query.period.contains(one.lesson.day) {
                continue;
            }

            if one.is_missed(now, days) && is_asked(&one.lesson.teacher) {
                not_held.push(one.lesson);
            } else if one.is_late() && one.first_link().is_some_and(|link| is_asked(&link.teacher))
            {
                late.push(one);
            }
        }

        not_held.sort_by_key(|lesson| (lesson.starts_at, lesson.student));
        late.sort_by_key(|one| (one.lesson.starts_at, one.lesson.student));

        Self {
            not_held: Listed::of(not_held),
            unplanned: Listed::of(unplanned),
            late: Listed::of(late),
            odd: Listed::of(plan.odd),
        }
    }

    async fn read_names(
        &self,
        store: &Store,
        teacher: Option<&TeacherId>,
    ) -> Result<PlanNames, Error> {
        let mut students: BTreeSet<StudentId> = BTreeSet::new();
        let mut teachers: BTreeSet<&str> = teacher.iter().map(|id| id.0.as_str()).collect();

        for lesson in &self.not_held.shown {
            students.insert(lesson.student);
            teachers.insert(&lesson.teacher.0);
        }

        let late = self
            .late
            .shown
            .iter()
            .filter_map(ComparedLesson::first_link);
        for link in self.unplanned.shown.iter().chain(late) {
            students.insert(link.student);
            teachers.insert(&link.teacher.0);
        }

        Ok(PlanNames {
            students: store.student_names(students).await?,
            teachers: store.teacher_names(teachers).await?,
        })
    }
}
