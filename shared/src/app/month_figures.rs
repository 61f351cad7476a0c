//! The figures of a teacher's month, with their names on the wire.

use crate::domain::{PlanTally, Status, Tallies, minutes};

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
    /// Late against the timetable, or, without one, opened long after the link was sent.
    pub(crate) late_starts: i64,
    /// `None` where the school has no timetable.
    pub(crate) plan: Option<PlanTally>,
}

impl MonthFigures {
    /// Takes a month's figures from its tallies.
    pub(crate) fn of(tallies: &Tallies, plan: Option<PlanTally>) -> Self {
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
            late_starts: plan.map_or(all.late, |plan| plan.late),
            plan,
        }
    }

    /// Returns the figures with their wire names, in the order of the file's columns.
    pub(crate) fn named(&self) -> [(&'static str, Option<i64>); 15] {
        let of_plan = |figure: fn(&PlanTally) -> i64| self.plan.as_ref().map(figure);

        [
            ("sent", Some(self.sent)),
            ("opened", Some(self.opened)),
            ("completed", Some(self.completed)),
            ("timedOut", Some(self.timed_out)),
            ("open", Some(self.open)),
            ("notOpened", Some(self.not_opened)),
            ("minutes", Some(self.minutes)),
            ("seconds", Some(self.seconds)),
            ("averageSeconds", Some(self.average_seconds)),
            ("lateStarts", Some(self.late_starts)),
            (
                "averageLateMinutes",
                of_plan(PlanTally::average_late_minutes),
            ),
            (
                "averageClassDelayMinutes",
                of_plan(PlanTally::average_student_delay_minutes),
            ),
            ("planned", of_plan(|plan| plan.planned)),
            ("plannedNotHeld", of_plan(|plan| plan.not_held)),
            ("heldNotPlanned", of_plan(|plan| plan.unplanned)),
        ]
    }
}
