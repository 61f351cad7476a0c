//! Charts of rows from left to right, with their lengths.

use super::chart::{Bar, Chart, Label, TOP, WIDTH, tenths};
use crate::pages::staff::labels::{length, number};

/// A chart's rows, the longest first, with what the chart is called.
#[derive(Debug)]
pub(crate) struct RowChart {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// The head of the table's first column.
    pub(crate) first_head: &'static str,
    pub(crate) rows: Vec<ChartRow>,
}

/// One row.
#[derive(Debug)]
pub(crate) struct ChartRow {
    pub(crate) label: String,
    pub(crate) sessions: i64,
    pub(crate) seconds: i64,
}

/// Rows in the drawing; the table has all of them.
const MAX_ROWS: usize = 8;
/// Height of a row.
const STEP: i64 = 24;
/// Space for the labels before the bars.
const LABELS: i64 = 130;
/// Space for the lengths behind the bars.
const LENGTHS: i64 = 90;
/// Characters of a label that fit into its space.
const MAX_LABEL: usize = 18;

impl RowChart {
    /// Draws the chart.
    pub(crate) fn draw(self) -> Chart {
        let longest = self.rows.iter().map(|row| row.seconds).max();
        let longest = longest.unwrap_or_default().max(1);
        let mut bars = Vec::new();
        let mut labels = Vec::new();

        for (index, row) in (0..).zip(self.rows.iter().take(MAX_ROWS)) {
            let y = TOP + index * STEP;
            // A shorter bar could not be seen.
            let width = ((WIDTH - LABELS - LENGTHS) * 10 * row.seconds / longest).max(4);

            bars.push(row.bar(y, width));
            labels.push(row.name_label(y));
            labels.push(row.length_label(y, width));
        }

        let drawn = i64::try_from(self.rows.len().clamp(1, MAX_ROWS)).unwrap_or(1);
        Chart {
            id: self.id,
            title: self.title,
            summary: self.summary(),
            height: TOP * 2 + drawn * STEP,
            bars,
            labels,
            lines: Vec::new(),
            legend: Vec::new(),
            head: vec![self.first_head, "Sessions", "Time in class"],
            rows: self.rows.iter().map(ChartRow::cells).collect(),
        }
    }

    fn summary(&self) -> String {
        match self.rows.len() {
            drawn @ ..=MAX_ROWS => number(i64::try_from(drawn).unwrap_or_default()),
            more => format!("the {MAX_ROWS} longest of {more}"),
        }
    }
}

impl ChartRow {
    /// The bar of this width, in tenths of a unit.
    fn bar(&self, y: i64, width: i64) -> Bar {
        Bar {
            class: "ended",
            x: tenths(LABELS * 10),
            y: tenths(y * 10),
            width: tenths(width),
            height: tenths((STEP - 6) * 10),
            title: format!(
                "{}: {} in {} sessions",
                self.label,
                length(self.seconds),
                number(self.sessions)
            ),
        }
    }

    fn name_label(&self, y: i64) -> Label {
        let text = if self.label.chars().count() <= MAX_LABEL {
            self.label.clone()
        } else {
            self.label
                .chars()
                .take(MAX_LABEL - 1)
                .chain(['…'])
                .collect()
        };

        Label {
            x: tenths((LABELS - 6) * 10),
            y: tenths((y + 13) * 10),
            anchor: "end",
            text,
        }
    }

    fn length_label(&self, y: i64, width: i64) -> Label {
        Label {
            x: tenths(LABELS * 10 + width + 60),
            y: tenths((y + 13) * 10),
            anchor: "start",
            text: length(self.seconds),
        }
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.label.clone(),
            number(self.sessions),
            length(self.seconds),
        ]
    }
}
