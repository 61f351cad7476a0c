//! From judged lessons to figures.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::judge::Judged;
use crate::rates::{Share, mean, quantile};

/// The figures of some lessons.
#[derive(Clone, Debug, Serialize)]
pub struct Score {
    /// The number of lessons.
    pub lessons: usize,
    /// Pages whose life is reported correctly.
    pub a1: Share,
    /// Lessons that are reported correctly: within 60 s or 2 %.
    pub a2: Share,
    /// The same within 120 s or 5 %.
    pub a2_120: Share,
    /// The same within 300 s or 10 %.
    pub a2_300: Share,
    /// All reported minutes against all true ones, per cent.
    pub bias_percent: f64,
    /// The same by teacher and month, without the sign: the mean.
    pub bias_teacher_month_percent: f64,
    /// The same of what counts in sums: nothing where the teacher did not come.
    pub bias_counted_month_percent: f64,
    /// Teacher-months within one per cent.
    pub teacher_months_within_1_percent: Share,
    /// Mean absolute error, minutes.
    pub mae_minutes: f64,
    /// 95 % of errors are below, minutes.
    pub p95_minutes: f64,
    /// The share of each grade's bands that hold the truth; nothing where the grade was not given.
    pub band_coverage: BTreeMap<&'static str, Option<f64>>,
    /// The bands by grade (`-`: none).
    pub bands: BTreeMap<String, Band>,
    /// Minutes of lessons in which nobody met.
    pub phantom: usize,
    /// Lessons of which nothing is reported.
    pub missed: usize,
    /// Counted twice: two records, or one stay in the meeting counted in two lessons.
    pub double_counted: usize,
    /// Reaching into the lesson before or after, where in truth it did not: by a late end.
    pub overlapping: usize,
    /// Closed with activity within the idle timeout.
    pub live_closed: usize,
    /// Idle and not closed in time.
    pub overdue: usize,
    /// Not listed under their day.
    pub wrong_day: usize,
    /// Naming somebody as absent who was there.
    pub wrongly_absent: usize,
    /// Grade A where it is wrong: a false band, a false absence, minutes of nobody.
    pub wrong_a: usize,
    /// Phones.
    pub phone: Stratum,
    /// Computers.
    pub desktop: Stratum,
    /// Lessons in which each scenario happened; `none`: an ordinary one.
    pub scenarios: BTreeMap<&'static str, Stratum>,
    /// What was wrong by the page's semantics, and how often.
    pub page_faults: BTreeMap<&'static str, usize>,
    /// What was wrong with the lesson, and how often.
    pub lesson_faults: BTreeMap<&'static str, usize>,
}

/// The bands of one grade.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Band {
    /// Those that hold the truth.
    pub coverage: Share,
    /// The middle width.
    pub median_seconds: f64,
    /// The grade's share of all lessons with a band.
    pub share: f64,
}

/// Some of the lessons.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Stratum {
    /// Their number.
    pub lessons: usize,
    /// As in the whole.
    pub a1: Share,
    /// As in the whole.
    pub a2: Share,
}

impl Score {
    /// Sums up lessons.
    #[must_use]
    pub fn of(judged: &[Judged]) -> Self {
        let count = |what: fn(&Judged) -> bool| judged.iter().filter(|one| what(one)).count();
        let mut errors: Vec<f64> = judged.iter().map(|one| one.error().abs() / 60.0).collect();
        let (truth, error): (f64, f64) = judged.iter().fold((0.0, 0.0), |(truth, error), one| {
            (truth + one.truth, error + one.error())
        });
        let months = teacher_months(judged, |one| (one.truth, one.error()));
        let counted_months = teacher_months(judged, |one| (one.taught, one.error_in_sums()));

        let bands = bands(judged);
        let coverage =
            |grade: &'static str| (grade, bands.get(grade).map(|band| band.coverage.share));

        Self {
            lessons: judged.len(),
            a1: Share::of(judged.iter().map(Judged::page_right)),
            a2: Share::of(judged.iter().map(|one| one.right(0))),
            a2_120: Share::of(judged.iter().map(|one| one.right(1))),
            a2_300: Share::of(judged.iter().map(|one| one.right(2))),
            bias_percent: 100.0 * error / truth.max(1.0),
            bias_teacher_month_percent: mean(&months),
            bias_counted_month_percent: mean(&counted_months),
            teacher_months_within_1_percent: Share::of(months.iter().map(|bias| *bias < 1.0)),
            mae_minutes: mean(&errors),
            p95_minutes: quantile(&mut errors, 0.95),
            band_coverage: ["A", "B", "C"].map(coverage).into(),
            phantom: count(|one| one.no_show && !one.right(0) && one.told.unwrap_or(0.0) > 60.0),
            missed: count(|one| !one.no_show && one.told.unwrap_or(0.0) <= 0.0),
            double_counted: count(|one| one.double),
            overlapping: count(|one| one.overlaps),
            live_closed: count(|one| one.closed_live),
            overdue: count(|one| one.overdue),
            wrong_day: count(|one| one.wrong_day),
            wrongly_absent: count(|one| one.wrongly_absent),
            wrong_a: count(|one| one.wrong_a),
            phone: Stratum::of(judged.iter().filter(|one| one.phone)),
            desktop: Stratum::of(judged.iter().filter(|one| !one.phone)),
            scenarios: scenarios(judged),
            page_faults: faults(judged.iter().flat_map(|one| &one.page_faults)),
            lesson_faults: faults(judged.iter().flat_map(|one| &one.faults[0])),
            bands,
        }
    }
}

impl Stratum {
    fn of<'a>(judged: impl Iterator<Item = &'a Judged> + Clone) -> Self {
        Self {
            lessons: judged.clone().count(),
            a1: Share::of(judged.clone().map(Judged::page_right)),
            a2: Share::of(judged.map(|one| one.right(0))),
        }
    }
}

/// Each teacher's reported minutes against the true ones: per cent, without the sign. `of` returns the true ones of a lesson
/// and the error.
fn teacher_months(judged: &[Judged], of: impl Fn(&Judged) -> (f64, f64)) -> Vec<f64> {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for one in judged {
        let sum = sums.entry(one.teacher).or_default();
        let (truth, error) = of(one);
        sum.0 += truth;
        sum.1 += error;
    }

    sums.values()
        .filter(|(truth, _)| *truth > 0.0)
        .map(|(truth, error)| 100.0 * (error / truth).abs())
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of lessons")]
fn bands(judged: &[Judged]) -> BTreeMap<String, Band> {
    let mut by_grade: BTreeMap<String, Vec<(bool, f64)>> = BTreeMap::new();
    for (grade, holds, width) in judged.iter().filter_map(|one| one.band.as_ref()) {
        by_grade
            .entry(grade.clone())
            .or_default()
            .push((*holds, *width));
    }

    let all: usize = by_grade.values().map(Vec::len).sum();
    let band = |some: Vec<(bool, f64)>| Band {
        coverage: Share::of(some.iter().map(|one| one.0)),
        median_seconds: quantile(&mut some.iter().map(|one| one.1).collect::<Vec<_>>(), 0.5),
        share: some.len() as f64 / all as f64,
    };

    by_grade
        .into_iter()
        .map(|(grade, some)| (grade, band(some)))
        .collect()
}

fn scenarios(judged: &[Judged]) -> BTreeMap<&'static str, Stratum> {
    let mut names: Vec<&'static str> = judged
        .iter()
        .flat_map(|one| one.flags.iter().copied())
        .collect();

    names.sort_unstable();
    names.dedup();

    let of = |name: &'static str| {
        (
            name,
            Stratum::of(judged.iter().filter(move |one| one.flags.contains(name))),
        )
    };
    let none = (
        "none",
        Stratum::of(judged.iter().filter(|one| one.flags.is_empty())),
    );

    names.into_iter().map(of).chain([none]).collect()
}

fn faults<'a>(faults: impl Iterator<Item = &'a &'static str>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for fault in faults {
        *counts.entry(*fault).or_default() += 1;
    }

    counts
}

#[cfg(test)]
mod tests;
