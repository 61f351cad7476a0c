//! Each teacher's figures of a month, which pay is checked against.

use chrono::{DateTime, Utc};
use csv::WriterBuilder;

use crate::app::App;
use crate::app::export::{BOM, guard};
use crate::domain::{Day, Period, Status, Tallies, TeacherId, minutes};
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
}

/// One teacher's part. The id is empty for sessions without a teacher, the name where it is not known.
#[derive(Debug)]
pub(crate) struct TeacherMonth {
    pub(crate) id: TeacherId,
    pub(crate) name: String,
    pub(crate) tallies: Tallies,
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
        let mut names = store
            .teacher_names(sums.teachers.keys().map(|id| id.0.as_str()))
            .await?;

        let mut teachers: Vec<TeacherMonth> = sums
            .teachers
            .into_iter()
            .map(|(id, tallies)| TeacherMonth {
                name: names.remove(&id.0).unwrap_or_default(),
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
        })
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

        let columns = MonthFigures::of(&self.total).named().map(|(name, _)| name);
        writer.write_field("month")?;
        writer.write_field("teacherId")?;
        writer.write_field("teacherName")?;
        writer.write_record(columns)?;

        let month = self.period.first.date().format("%Y-%m").to_string();
        for mut teacher in self.teachers {
            guard(&mut teacher.id.0);
            guard(&mut teacher.name);

            let figures = MonthFigures::of(&teacher.tallies).named();
            writer.write_field(&month)?;
            writer.write_field(&teacher.id.0)?;
            writer.write_field(&teacher.name)?;
            writer.write_record(figures.map(|(_, figure)| figure.to_string()))?;
        }

        writer
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))
    }
}

/// The figures of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MonthFigures {
    pub(crate) sent: i64,
    pub(crate) opened: i64,
    pub(crate) completed: i64,
    pub(crate) timed_out: i64,
    pub(crate) open: i64,
    pub(crate) not_opened: i64,
    pub(crate) minutes: i64,
    pub(crate) seconds: i64,
    pub(crate) average_seconds: i64,
    pub(crate) late_starts: i64,
}

impl MonthFigures {
    /// Takes a month's figures from its tallies.
    pub(crate) fn of(tallies: &Tallies) -> Self {
        let all = tallies.all();
        Self {
            sent: all.sessions,
            opened: tallies.opened().sessions,
            completed: tallies.of(Status::Ended).sessions,
            timed_out: tallies.of(Status::Timeout).sessions,
            open: tallies.of(Status::Active).sessions,
            not_opened: tallies.of(Status::Sent).sessions,
            minutes: minutes(all.seconds),
            seconds: all.seconds,
            average_seconds: tallies.average_seconds(),
            late_starts: all.late,
        }
    }

    /// Returns the figures with their wire names, in the order of the file's columns.
    pub(crate) fn named(&self) -> [(&'static str, i64); 10] {
        [
            ("sent", self.sent),
            ("opened", self.opened),
            ("completed", self.completed),
            ("timedOut", self.timed_out),
            ("open", self.open),
            ("notOpened", self.not_opened),
            ("minutes", self.minutes),
            ("seconds", self.seconds),
            ("averageSeconds", self.average_seconds),
            ("lateStarts", self.late_starts),
        ]
    }
}
