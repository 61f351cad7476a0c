//! Judges the system's report of one lesson: by the definition of accuracy, against the truth.

mod lesson;
mod page;

use crate::lesson::{Flags, TrueLesson};
use crate::list::Row;
use crate::log::Log;

/// The tolerances: seconds, and the share of the duration that may exceed them.
pub const TOLERANCES: [(f64, f64); 3] = [(60.0, 0.02), (120.0, 0.05), (300.0, 0.10)];

/// One lesson, judged.
#[expect(clippy::struct_excessive_bools, reason = "independent findings")]
#[derive(Clone, Debug)]
pub struct Judged {
    /// The teacher, by number in the whole run.
    pub teacher: usize,
    /// On a phone.
    pub phone: bool,
    /// The scenarios that it is part of.
    pub flags: Flags,
    /// Nobody met.
    pub no_show: bool,
    /// The faults by the page's own semantics; none if it is right.
    pub page_faults: Vec<&'static str>,
    /// The faults of the lesson at each tolerance.
    pub faults: [Vec<&'static str>; 3],
    /// The student's seconds in the meeting.
    pub truth: f64,
    /// The seconds that the system reports.
    pub told: Option<f64>,
    /// The student's seconds in a lesson: none if nobody met.
    pub taught: f64,
    /// The seconds that the system counts in sums.
    pub counted: f64,
    /// Grade, whether the truth lies in the band, and the band's width in seconds.
    pub band: Option<(String, bool, f64)>,
    /// The session was counted twice: two records, or one stay in the meeting counted in two lessons.
    pub double: bool,
    /// It reaches into the lesson before or after it, where in truth it did not.
    pub overlaps: bool,
    /// Closed although somebody was there.
    pub closed_live: bool,
    /// Not closed in time.
    pub overdue: bool,
    /// Not found under its day.
    pub wrong_day: bool,
    /// Somebody who was there is named as absent.
    pub wrongly_absent: bool,
    /// Grade A where the truth is outside of the band, somebody is wrongly absent, or nobody met and minutes are told.
    pub wrong_a: bool,
}

impl Judged {
    /// Seconds too many; too few are negative.
    #[must_use]
    pub fn error(&self) -> f64 {
        self.told.unwrap_or(0.0) - self.truth
    }

    /// Seconds too many in a teacher's month; too few are negative.
    #[must_use]
    pub fn error_in_sums(&self) -> f64 {
        self.counted - self.taught
    }

    /// Right by the page's own semantics.
    #[must_use]
    pub fn page_right(&self) -> bool {
        self.page_faults.is_empty()
    }

    /// Returns whether no grade A is wrong, and nobody absent who was there.
    #[must_use]
    pub fn keeps_promises(&self) -> bool {
        !(self.wrong_a || self.wrongly_absent)
    }

    /// Right by the page's semantics and against the truth, and nothing that was promised is broken.
    #[must_use]
    pub fn is_as_it_should_be(&self) -> bool {
        self.page_right() && self.right(0) && self.keeps_promises()
    }

    /// Right against the truth, within a tolerance.
    #[must_use]
    pub fn right(&self, tolerance: usize) -> bool {
        self.faults[tolerance].is_empty()
    }
}

/// A lesson to judge.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The truth.
    pub lesson: &'a TrueLesson,
    /// The simulator's own observations.
    pub log: &'a Log,
    /// The admin's row, if there is one.
    pub row: Option<&'a Row>,
    /// The teacher's id.
    pub teacher_id: &'a str,
    /// The duration comes with a band that must hold the truth.
    pub banded: bool,
}

/// Judges one lesson.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "seconds of a lesson")]
pub fn judge(case: Case<'_>, teacher: usize, double: bool) -> Judged {
    let Case {
        lesson, log, row, ..
    } = case;
    let truth = lesson.attended().length() as f64 / 1000.0;
    let overdue = log.overdue || row.is_some_and(|row| row.status == "active");
    let band = row.and_then(|row| {
        let (low, high) = (row.low_seconds? as f64, row.high_seconds? as f64);
        let holds = low - 1.0 <= truth && truth <= high + 1.0;

        Some((
            row.grade.clone().unwrap_or_else(|| "-".to_owned()),
            holds,
            high - low,
        ))
    });

    let counted = row.and_then(|row| row.counted_seconds);
    let mut judged = Judged {
        teacher,
        phone: lesson.phone,
        flags: lesson.flags.clone(),
        no_show: lesson.is_no_show(),
        page_faults: page::faults(case),
        faults: TOLERANCES.map(|tolerance| lesson::faults(case, tolerance)),
        truth,
        told: row
            .and_then(|row| row.duration_seconds)
            .map(|seconds| seconds as f64),
        taught: if lesson.is_no_show() { 0.0 } else { truth },
        counted: counted.unwrap_or(0) as f64,
        band,
        double,
        overlaps: false,
        closed_live: log.closed_live,
        overdue,
        wrong_day: log.wrong_day,
        wrongly_absent: row.is_some_and(|row| names_somebody_present(row, lesson)),
        wrong_a: false,
    };
    judged.wrong_a = is_wrong_a(&judged);

    let mut both = |happens: bool, fault| {
        if happens {
            judged.page_faults.push(fault);
            judged
                .faults
                .iter_mut()
                .for_each(|faults| faults.push(fault));
        }
    };

    both(double, "counted twice");
    both(overdue, "not closed in time");
    both(log.closed_live, "closed while somebody was there");

    judged
}

fn names_somebody_present(row: &Row, lesson: &TrueLesson) -> bool {
    let student_came = lesson.attended().length() > 0;
    let teacher_came = lesson.teacher_in.length() > 0;

    match row.no_show.as_deref() {
        None => false,
        Some("student_absent") => student_came,
        // The only other word of the list.
        Some(_) => teacher_came,
    }
}

fn is_wrong_a(judged: &Judged) -> bool {
    let Some((grade, holds, _)) = &judged.band else {
        return false;
    };
    let phantom = judged.no_show && !judged.right(0) && judged.told.unwrap_or(0.0) > 60.0;

    grade == "A" && (!holds || judged.wrongly_absent || phantom)
}

#[cfg(test)]
mod tests;
