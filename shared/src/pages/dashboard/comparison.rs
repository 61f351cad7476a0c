//! Figures compared with those of the days before.

use crate::app::session_selection::SessionSelection;
use crate::domain::{Day, Period, Tallies};
use crate::pages::staff::labels::percent;

/// Figures of the selected days, and of the days before.
pub(crate) struct Comparison<'a> {
    pub(crate) now: &'a Tallies,
    pub(crate) before: Option<&'a Tallies>,
}

impl Comparison<'_> {
    /// Says by how many percent a figure grew.
    pub(crate) fn relative(&self, figure: impl Fn(&Tallies) -> i64) -> String {
        let Some(before) = self.before else {
            return String::new();
        };
        let before = figure(before);
        let growth = figure(self.now) - before;

        match (growth, before) {
            (0, _) => "no change".to_owned(),
            // Growth from nothing has no percentage.
            (_, 0) => "none before".to_owned(),
            (1.., _) => format!("▲ {}", percent(growth, before)),
            (_, _) => format!("▼ {}", percent(-growth, before)),
        }
    }

    /// Says by how many percentage points a share grew. `tenths` returns it in tenths of a percent.
    pub(crate) fn points(&self, tenths: impl Fn(&Tallies) -> i64) -> String {
        let Some(before) = self.before else {
            return String::new();
        };
        let growth = tenths(self.now) - tenths(before);
        let points = format!("{}.{} points", growth.abs() / 10, growth.abs() % 10);

        match growth {
            0 => "no change".to_owned(),
            1.. => format!("▲ {points}"),
            _ => format!("▼ {points}"),
        }
    }
}

/// Returns a share in tenths of a percent.
pub(crate) fn share(part: i64, whole: i64) -> i64 {
    if whole == 0 {
        0
    } else {
        (part * 1000 + whole / 2) / whole
    }
}

/// Returns the days that figures are compared with; an empty text if there are none.
pub(crate) fn compared_with(selection: &SessionSelection, today: Day) -> String {
    match selection.days.periods(today) {
        Some((_, before)) => show_period(before),
        None => String::new(),
    }
}

fn show_period(period: Period) -> String {
    let first = period.first.date().format("%-d %b");
    if period.first == period.last {
        return first.to_string();
    }

    format!("{first} – {}", period.last.date().format("%-d %b"))
}
