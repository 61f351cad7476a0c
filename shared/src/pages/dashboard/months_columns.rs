//! The columns of the report on a month.

use crate::app::month_figures::MonthFigures;
use crate::domain::{LateRule, PlanTally, Tallies};
use crate::pages::staff::labels::{length, number};

/// A figure under its column's head.
#[derive(Debug)]
pub(super) struct MonthCell {
    pub(super) head: &'static str,
    pub(super) text: String,
    /// The lessons that it counts.
    pub(super) link: Option<String>,
}

/// A column behind the name: its head, and how it shows its figure.
type MonthColumn = (&'static str, fn(&MonthFigures) -> String);
/// A column that only a school with a timetable has. The last part: where on the page of lessons they are listed.
type PlanColumn = (&'static str, fn(&PlanTally) -> i64, Option<&'static str>);

const COLUMNS: [MonthColumn; 9] = [
    ("Links sent", |figures| number(figures.sent)),
    ("Opened", |figures| number(figures.opened)),
    ("Completed", |figures| number(figures.completed)),
    ("Timed out", |figures| number(figures.timed_out)),
    ("Still open", |figures| number(figures.open)),
    ("Not opened", |figures| number(figures.not_opened)),
    ("Minutes", |figures| number(figures.minutes)),
    ("Average", |figures| length(figures.average_seconds)),
    ("Late starts", |figures| number(figures.late_starts)),
];

const PLAN_COLUMNS: [PlanColumn; 5] = [
    (
        "Late by, min",
        PlanTally::average_late_minutes,
        Some("late"),
    ),
    (
        "Student after plan, min",
        PlanTally::average_student_delay_minutes,
        None,
    ),
    ("Planned", |plan| plan.planned, None),
    ("Planned, not held", |plan| plan.not_held, Some("not-held")),
    (
        "Held, not planned",
        |plan| plan.unplanned,
        Some("not-planned"),
    ),
];

/// Returns the heads of all columns.
pub(super) fn heads(rule: LateRule) -> Vec<&'static str> {
    let mut heads: Vec<&str> = COLUMNS.map(|(head, _)| head).into();
    if rule == LateRule::Timetable {
        heads.extend(PLAN_COLUMNS.map(|(head, _, _)| head));
    }

    heads
}

/// Returns the cells of a row. `lessons` is the page of the lessons that did not go as planned.
pub(super) fn cells(
    tallies: &Tallies,
    plan: Option<PlanTally>,
    lessons: Option<&str>,
) -> Vec<MonthCell> {
    let figures = MonthFigures::of(tallies, plan);
    let mut cells: Vec<MonthCell> = COLUMNS
        .map(|(head, show)| MonthCell {
            head,
            text: show(&figures),
            link: None,
        })
        .into();

    for (head, figure, place) in PLAN_COLUMNS {
        let Some(figure) = plan.as_ref().map(figure) else {
            break;
        };
        let link = lessons.zip(place).filter(|_| figure > 0);

        cells.push(MonthCell {
            head,
            text: number(figure),
            link: link.map(|(lessons, place)| format!("{lessons}#{place}")),
        });
    }

    cells
}
