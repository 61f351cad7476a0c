//! What each teacher did in a month: what pay is checked against.

use chrono::{DateTime, Utc};
use csv::WriterBuilder;

use crate::app::App;
use crate::app::export::{BOM, guard};
use crate::domain::{Day, Period, Status, Tallies, TeacherId, minutes};
use crate::error::Error;
use crate::store::{Filter, GroupBy};

/// A month's report.
pub(crate) struct TeacherMonths {
    pub(crate) period: Period,
    /// By name.
    pub(crate) teachers: Vec<TeacherMonth>,
    /// Of all of them, and of sessions without a teacher.
    pub(crate) total: Tallies,
}

/// One teacher's part.
pub(crate) struct TeacherMonth {
    pub(crate) id: TeacherId,
    pub(crate) name: String,
    pub(crate) tallies: Tallies,
}

/// Reads `2026-11`; without one, the month that it is at the school.
pub(crate) fn month(text: Option<&str>, today: Day) -> Result<Period, Error> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Period::month(today));
    };
    let first: Result<Day, _> = format!("{text}-01").parse();
    first
        .map(Period::month)
        .map_err(|_| Error::BadRequest("`month` must be a month such as 2026-11.".to_owned()))
}

impl TeacherMonths {
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

        teachers.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(Self {
            period,
            teachers,
            total: sums.total,
        })
    }

    /// The report as a file.
    pub(crate) fn csv(self) -> Result<Vec<u8>, Error> {
        let failed = |error: csv::Error| {
            tracing::error!(%error, "CSV could not be written");
            Error::Internal
        };
        let mut writer = WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(BOM.as_bytes().to_vec());

        writer
            .write_record(
                ["month", "teacherId", "teacherName"]
                    .into_iter()
                    .chain(MONTH_FIGURES),
            )
            .map_err(failed)?;

        let month = self.period.first.date().format("%Y-%m").to_string();
        for TeacherMonth { id, name, tallies } in self.teachers {
            let (mut id, mut name) = (id.0, name);
            guard(&mut id);
            guard(&mut name);
            let figures = figures(&tallies).map(|figure| figure.to_string());

            let record = [month.clone(), id, name].into_iter().chain(figures);
            writer
                .write_record(record.collect::<Vec<String>>())
                .map_err(failed)?;
        }

        writer.into_inner().map_err(|_| Error::Internal)
    }
}

/// The names of [`figures`].
pub(crate) const MONTH_FIGURES: [&str; 10] = [
    "sent",
    "opened",
    "completed",
    "timedOut",
    "open",
    "notOpened",
    "minutes",
    "seconds",
    "averageSeconds",
    "lateStarts",
];

/// The figures of a month, in the order of [`MONTH_FIGURES`].
pub(crate) fn figures(tallies: &Tallies) -> [i64; 10] {
    let (all, of) = (tallies.all(), |status| tallies.of(status).sessions);
    [
        all.sessions,
        tallies.opened().sessions,
        of(Status::Ended),
        of(Status::Timeout),
        of(Status::Active),
        of(Status::Sent),
        minutes(all.seconds),
        all.seconds,
        tallies.average_seconds(),
        all.late,
    ]
}
