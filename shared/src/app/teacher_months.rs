//! Each teacher's figures of a month, which pay is checked against.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use csv::WriterBuilder;

use crate::app::App;
use crate::app::export::{BOM, guard};
use crate::app::month_figures::MonthFigures;
use crate::app::plan::read_plan;
use crate::domain::{
    Day, LateRule, Period, PlanComparison, PlanTally, SchoolCalendar, Tallies, TeacherId,
};
use crate::error::Error;
use crate::store::{Filter, GroupBy};

/// A month's report.
#[derive(Debug)]
pub(crate) struct TeacherMonths {
    pub(crate) period: Period,
    /// Sorted by name.
    pub(crate) teachers: Vec<TeacherMonth>,
    /// The sum over all teachers and the sessions without one.
    pub(crate) total: Tallies,
    /// The same of the timetable; `None` where the school has none.
    pub(crate) total_plan: Option<PlanTally>,
}

/// One teacher's part. The id is empty for sessions without a teacher, the name where it is not known.
#[derive(Debug)]
pub(crate) struct TeacherMonth {
    pub(crate) id: TeacherId,
    pub(crate) name: String,
    pub(crate) tallies: Tallies,
    /// `None` where the school has no timetable.
    pub(crate) plan: Option<PlanTally>,
}

/// Reads a month such as `2026-11`. Without a text it is the month of `today`.
pub(crate) fn parse_month(text: Option<&str>, today: Day) -> Result<Period, Error> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Period::month(today));
    };
    let first: Result<Day, _> = format!("{text}-01").parse();
    first
        .map(Period::month)
        .map_err(|_| Error::BadRequest("`month` must be a month such as 2026-11.".to_owned()))
}

impl TeacherMonths {
    /// Reads the report on a period.
    pub(crate) async fn read(app: &App, period: Period, now: DateTime<Utc>) -> Result<Self, Error> {
        let (store, days) = (app.store().await?, app.calendar());
        let filter = Filter::default().within(days, Some(period.first), Some(period.last));
        let sums = store
            .compute_statistics(&filter, GroupBy::Teacher, days, now, &app.config.rules)
            .await?;
        let plan = read_plan(store, period, days).await?;
        let plan = plan.map(|plan| tallies_by_teacher(&plan, period, now, days));

        // A teacher who sent no link may have had lessons to hold.
        let mut teachers = sums.teachers;
        for id in plan.iter().flat_map(BTreeMap::keys) {
            teachers.entry(id.clone()).or_default();
        }

        let mut names = store
            .teacher_names(teachers.keys().map(|id| id.0.as_str()))
            .await?;
        let mut teachers: Vec<TeacherMonth> = teachers
            .into_iter()
            .map(|(id, tallies)| TeacherMonth {
                name: names.remove(&id.0).unwrap_or_default(),
                plan: plan
                    .as_ref()
                    .map(|plan| plan.get(&id).copied().unwrap_or_default()),
                id,
                tallies,
            })
            .collect();

        // Two teachers may have the same name. Their ids keep them in the same order in every report.
        teachers.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(Self {
            period,
            teachers,
            total: sums.total,
            total_plan: plan.map(|plan| plan.into_values().sum()),
        })
    }

    /// Returns the rule by which starts are late.
    pub(crate) fn rule(&self) -> LateRule {
        match self.total_plan {
            Some(_) => LateRule::Timetable,
            None => LateRule::Sent,
        }
    }

    /// Returns the report as a file, one line per teacher.
    pub(crate) fn csv(self) -> Result<Vec<u8>, Error> {
        self.write_csv().map_err(|error| {
            tracing::error!(%error, "CSV could not be written");
            Error::Internal
        })
    }

    fn write_csv(self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(BOM.as_bytes().to_vec());

        let columns = MonthFigures::of(&self.total, None).named();
        let columns = columns.iter().map(|(name, _)| *name);
        writer.write_field("month")?;
        writer.write_field("teacherId")?;
        writer.write_field("teacherName")?;
        writer.write_record(columns.chain(["lateRule"]))?;

        let month = self.period.first.date().format("%Y-%m").to_string();
        let rule = self.rule().as_str();
        for mut teacher in self.teachers {
            guard(&mut teacher.id.0);
            guard(&mut teacher.name);

            let figures = MonthFigures::of(&teacher.tallies, teacher.plan).named();
            let shown = figures.iter().map(|(_, figure)| shown_in_file(*figure));
            writer.write_field(&month)?;
            writer.write_field(&teacher.id.0)?;
            writer.write_field(&teacher.name)?;
            writer.write_record(shown.chain([rule.to_owned()]))?;
        }

        writer
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))
    }
}

/// Returns the sums of each teacher.
fn tallies_by_teacher(
    plan: &PlanComparison,
    period: Period,
    now: DateTime<Utc>,
    days: &SchoolCalendar,
) -> BTreeMap<TeacherId, PlanTally> {
    let mut tallies: BTreeMap<TeacherId, PlanTally> = BTreeMap::new();
    for (teacher, tally) in plan.tallies(period, now, days) {
        *tallies.entry(teacher.clone()).or_default() += tally;
    }

    tallies
}

fn shown_in_file(figure: Option<i64>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}
