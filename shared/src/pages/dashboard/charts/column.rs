//! The columns of a chart.

use crate::pages::staff::labels::number;

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

impl ChartColumn {
    /// Returns its height as a count.
    pub(crate) fn total(&self) -> i64 {
        self.parts.iter().map(|part| part.count).sum()
    }

    /// Returns its row of the table.
    pub(crate) fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.label.clone()];
        cells.extend(self.parts.iter().map(|part| number(part.count)));

        cells
    }
}
