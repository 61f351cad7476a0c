//! Where the columns of a chart stand, and how high they are.

use super::chart::{Bar, GridLine, Label, TOP, WIDTH, tenths};
use super::column::ChartColumn;
use crate::pages::staff::labels::number;

/// Height of the drawing.
pub(crate) const HEIGHT: i64 = 200;
/// Space for the numbers beside the columns.
const LEFT: i64 = 34;
/// Space for the labels below the columns.
const BOTTOM: i64 = 22;
/// Height of the space for the columns.
const PLOT: i64 = HEIGHT - TOP - BOTTOM;
/// Width of a column's label. Where columns are narrower, not every one has a label.
const LABEL_WIDTH: i64 = 44;

/// Where the columns of a chart stand, in tenths of a unit.
pub(crate) struct ColumnScale {
    /// The count at the upper end.
    top: i64,
    /// From one column to the next.
    step: i64,
    width: i64,
    /// Every how many columns a label stands.
    label_every: i64,
}

impl ColumnScale {
    /// Makes the scale that these columns need.
    pub(crate) fn of(columns: &[ChartColumn]) -> Self {
        let highest = columns.iter().map(ChartColumn::total).max();
        let count = i64::try_from(columns.len()).unwrap_or(1).max(1);
        let step = (WIDTH - LEFT) * 10 / count;

        Self {
            top: nice_maximum(highest.unwrap_or_default()),
            step,
            width: (step * 4 / 5).clamp(8, 400),
            label_every: (count * LABEL_WIDTH / (WIDTH - LEFT)).max(0) + 1,
        }
    }

    /// Returns a column's bars, the lowest first.
    pub(crate) fn bars(&self, index: i64, column: &ChartColumn) -> Vec<Bar> {
        let x = LEFT * 10 + index * self.step + (self.step - self.width) / 2;
        let mut base = (TOP + PLOT) * 10;
        let mut bars = Vec::new();

        for part in column.parts.iter().filter(|part| part.count > 0) {
            // A lower bar could not be seen.
            let height = (part.count * PLOT * 10 / self.top).max(4);
            base -= height;

            bars.push(Bar {
                class: part.class,
                x: tenths(x),
                y: tenths(base),
                width: tenths(self.width),
                height: tenths(height),
                title: format!("{}: {} {}", column.label, number(part.count), part.name),
            });
        }

        bars
    }

    /// Returns a column's label, unless there is no space for it.
    pub(crate) fn label(&self, index: i64, column: &ChartColumn) -> Option<Label> {
        if index % self.label_every != 0 {
            return None;
        }

        let middle = LEFT * 10 + index * self.step + self.step / 2;
        Some(Label {
            x: tenths(middle),
            y: tenths((HEIGHT - 6) * 10),
            anchor: "middle",
            text: column.label.clone(),
        })
    }

    /// Returns the lines at zero, half way up and at the top.
    pub(crate) fn grid(&self) -> impl Iterator<Item = (GridLine, Label)> {
        (0..=2).map(|half| {
            let y = (TOP + PLOT) * 10 - PLOT * 10 * half / 2;
            let line = GridLine {
                x: LEFT,
                y: tenths(y),
            };
            let label = Label {
                x: tenths((LEFT - 5) * 10),
                y: tenths(y + 40),
                anchor: "end",
                text: number(self.top * half / 2),
            };

            (line, label)
        })
    }
}

/// Returns a number that bounds `value` and has a half: 2, 4 or 10 times a power of ten.
fn nice_maximum(value: i64) -> i64 {
    let mut power = 1;
    loop {
        for factor in [2, 4, 10] {
            if factor * power >= value {
                return factor * power;
            }
        }

        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        assert_eq!(
            [0, 1, 3, 5, 11, 41, 199].map(nice_maximum),
            [2, 2, 4, 10, 20, 100, 200]
        );
    }
}
