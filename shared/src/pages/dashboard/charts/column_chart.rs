//! Charts of columns that stand on zero.

use super::chart::Chart;
use super::column::{ChartColumn, ColumnPart};
use super::column_scale::{ColumnScale, HEIGHT};
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

impl ColumnChart {
    /// Draws the chart.
    pub(crate) fn draw(self) -> Chart {
        let scale = ColumnScale::of(&self.columns);
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
}
