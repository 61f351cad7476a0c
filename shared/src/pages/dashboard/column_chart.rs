//! Charts of columns that stand on zero.

use super::chart::{Bar, Chart, GridLine, Label, TOP, WIDTH, tenths};
use crate::pages::staff::labels::number;

/// A chart's columns, with what the chart is called.
#[derive(Debug)]
pub(crate) struct ColumnChart {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// The head of the table's first column.
    pub(crate) first_head: &'static str,
    pub(crate) columns: Vec<ChartColumn>,
}

/// One column: its label, and the parts that stand on each other, the lowest first.
#[derive(Debug)]
pub(crate) struct ChartColumn {
    pub(crate) label: String,
    pub(crate) parts: Vec<ColumnPart>,
}

/// A part of a column. Every column of a chart has the same parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColumnPart {
    /// Its class in the style sheet.
    pub(crate) class: &'static str,
    pub(crate) name: &'static str,
    pub(crate) count: i64,
}

const HEIGHT: i64 = 200;
/// Space for the numbers beside the columns.
const LEFT: i64 = 34;
/// Space for the labels below the columns.
const BOTTOM: i64 = 22;
/// Height of the space for the columns.
const PLOT: i64 = HEIGHT - TOP - BOTTOM;
/// Width of a column's label. Where columns are narrower, not every one has a label.
const LABEL_WIDTH: i64 = 44;

/// Where the columns of a chart stand, in tenths of a unit.
struct Scale {
    /// The count at the upper end.
    top: i64,
    /// From one column to the next.
    step: i64,
    width: i64,
    /// Every how many columns a label stands.
    label_every: i64,
}

impl Scale {
    fn of(columns: &[ChartColumn]) -> Self {
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

    fn bars(&self, index: i64, column: &ChartColumn) -> Vec<Bar> {
        let x = LEFT * 10 + index * self.step + (self.step - self.width) / 2;
        let mut base = (TOP + PLOT) * 10;
        let mut bars = Vec::new();

        for part in column.parts.iter().filter(|part| part.count > 0) {
            // A small count is still seen.
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

    fn label(&self, index: i64, column: &ChartColumn) -> Option<Label> {
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

    /// The lines at zero, half way up and at the top.
    fn grid(&self) -> impl Iterator<Item = (GridLine, Label)> {
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

impl ColumnChart {
    /// Draws the chart.
    pub(crate) fn draw(self) -> Chart {
        let scale = Scale::of(&self.columns);
        let mut bars = Vec::new();
        let mut labels = Vec::new();
        let mut lines = Vec::new();

        for (index, column) in (0..).zip(&self.columns) {
            bars.extend(scale.bars(index, column));
            labels.extend(scale.label(index, column));
        }

        for (line, label) in scale.grid() {
            lines.push(line);
            labels.push(label);
        }

        let total = self.columns.iter().map(ChartColumn::total).sum();
        Chart {
            id: self.id,
            title: self.title,
            summary: format!("{} in all", number(total)),
            height: HEIGHT,
            bars,
            labels,
            lines,
            legend: self.legend(),
            head: self.head(),
            rows: self.columns.iter().map(ChartColumn::cells).collect(),
        }
    }

    fn parts(&self) -> &[ColumnPart] {
        self.columns.first().map_or(&[], |column| &column.parts)
    }

    /// One part alone needs no legend.
    fn legend(&self) -> Vec<(&'static str, &'static str)> {
        let parts = self.parts();
        if parts.len() < 2 {
            return Vec::new();
        }

        parts.iter().map(|part| (part.class, part.name)).collect()
    }

    fn head(&self) -> Vec<&'static str> {
        let mut head = vec![self.first_head];
        head.extend(self.parts().iter().map(|part| part.name));

        head
    }
}

impl ChartColumn {
    fn total(&self) -> i64 {
        self.parts.iter().map(|part| part.count).sum()
    }

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.label.clone()];
        cells.extend(self.parts.iter().map(|part| number(part.count)));

        cells
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

    fn column(label: &str, count: i64) -> ChartColumn {
        let part = ColumnPart {
            class: "ended",
            name: "ended",
            count,
        };
        ChartColumn {
            label: label.into(),
            parts: vec![part],
        }
    }

    #[test]
    fn bars_stand_on_zero_and_are_as_high_as_their_counts() {
        let chart = ColumnChart {
            id: "c",
            title: "Chart",
            first_head: "Day",
            columns: vec![column("a", 10), column("b", 5), column("c", 0)],
        }
        .draw();
        let heights: Vec<&str> = chart.bars.iter().map(|bar| bar.height.as_str()).collect();

        assert_eq!(heights, ["168.0", "84.0"]);
        assert_eq!(chart.bars[0].title, "a: 10 ended");
        assert_eq!(chart.rows[2], ["c", "0"]);
    }

    #[test]
    fn the_scale_ends_at_a_round_number() {
        assert_eq!(
            [0, 1, 3, 5, 11, 41, 199].map(nice_maximum),
            [2, 2, 4, 10, 20, 100, 200]
        );
    }
}
