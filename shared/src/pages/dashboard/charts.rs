//! Charts as SVG, drawn by the server: bars with titles, and the same figures as a table.

use crate::pages::staff::labels::{length, number};

/// A chart. Its drawing fits into [`WIDTH`] by `height`.
#[derive(Debug)]
pub(crate) struct Chart {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) summary: String,
    pub(crate) height: i64,
    pub(crate) bars: Vec<Bar>,
    pub(crate) labels: Vec<Label>,
    pub(crate) lines: Vec<Line>,
    pub(crate) legend: Vec<(&'static str, &'static str)>,
    pub(crate) head: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// Width of every drawing.
pub(crate) const WIDTH: i64 = 420;

/// A rectangle, in tenths: whole numbers keep the drawing's text the same everywhere.
#[derive(Debug)]
pub(crate) struct Bar {
    pub(crate) class: &'static str,
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) width: String,
    pub(crate) height: String,
    pub(crate) title: String,
}

#[derive(Debug)]
pub(crate) struct Label {
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) anchor: &'static str,
    pub(crate) text: String,
}

#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) y: String,
}

/// One column of a chart: its label, and the parts that lie on each other.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) label: String,
    pub(crate) parts: Vec<(&'static str, &'static str, i64)>,
}

const LEFT: i64 = 34;
const TOP: i64 = 10;
const BOTTOM: i64 = 22;

/// Numbers in tenths of a unit as SVG writes them.
fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

/// Columns from zero upwards.
pub(crate) fn columns(
    id: &'static str,
    title: &'static str,
    first_column: &'static str,
    columns: &[Column],
) -> Chart {
    const HEIGHT: i64 = 200;

    let total = |column: &Column| column.parts.iter().map(|(_, _, count)| count).sum::<i64>();
    let top = nice_maximum(columns.iter().map(total).max().unwrap_or_default());
    let count = i64::try_from(columns.len()).unwrap_or(1).max(1);
    let plot = HEIGHT - TOP - BOTTOM;

    let step = (WIDTH - LEFT) * 10 / count;
    let width = (step * 4 / 5).clamp(8, 400);
    let label_every = (count * 44 / (WIDTH - LEFT)).max(0) + 1;
    let (mut bars, mut labels) = (Vec::new(), Vec::new());

    for (index, column) in (0..).zip(columns) {
        let x = LEFT * 10 + index * step + (step - width) / 2;
        let mut base = (TOP + plot) * 10;

        for (class, name, count) in column.parts.iter().filter(|(_, _, count)| *count > 0) {
            let height = (count * plot * 10 / top).max(4);
            base -= height;
            let title = format!("{}: {} {name}", column.label, number(*count));

            bars.push(Bar {
                class,
                x: tenths(x),
                y: tenths(base),
                width: tenths(width),
                height: tenths(height),
                title,
            });
        }

        if index % label_every == 0 {
            let middle = LEFT * 10 + index * step + step / 2;
            labels.push(Label {
                x: tenths(middle),
                y: tenths((HEIGHT - 6) * 10),
                anchor: "middle",
                text: column.label.clone(),
            });
        }
    }

    let mut lines = Vec::new();
    for part in 0..=2 {
        let y = (TOP + plot) * 10 - plot * 10 * part / 2;
        lines.push(Line { y: tenths(y) });

        labels.push(Label {
            x: tenths((LEFT - 5) * 10),
            y: tenths(y + 40),
            anchor: "end",
            text: number(top * part / 2),
        });
    }

    let names: Vec<_> = columns
        .first()
        .map_or(Vec::new(), |column| column.parts.clone());
    let row = |column: &Column| {
        let counts = column.parts.iter().map(|(_, _, count)| number(*count));
        std::iter::once(column.label.clone())
            .chain(counts)
            .collect()
    };

    Chart {
        id,
        title,
        summary: format!("{} in all", number(columns.iter().map(total).sum())),
        height: HEIGHT,
        bars,
        labels,
        lines,
        legend: names
            .iter()
            .map(|(class, name, _)| (*class, *name))
            .filter(|_| names.len() > 1)
            .collect(),
        head: std::iter::once(first_column)
            .chain(names.iter().map(|(_, name, _)| *name))
            .collect(),
        rows: columns.iter().map(row).collect(),
    }
}

/// One row of [`rows`].
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) sessions: i64,
    pub(crate) seconds: i64,
}

/// Names drawn; the table has all of them.
const MAX_ROWS: usize = 8;

/// Rows from left to right, longest first, with their lengths.
pub(crate) fn rows(
    id: &'static str,
    title: &'static str,
    first_column: &'static str,
    all: &[Row],
) -> Chart {
    const STEP: i64 = 24;
    const NAMES: i64 = 130;

    let top = all
        .iter()
        .map(|row| row.seconds)
        .max()
        .unwrap_or_default()
        .max(1);
    let (mut bars, mut labels) = (Vec::new(), Vec::new());

    for (index, row) in (0..).zip(all.iter().take(MAX_ROWS)) {
        let y = TOP + index * STEP;
        let width = ((WIDTH - NAMES - 90) * 10 * row.seconds / top).max(4);
        let name: String = match row.label.chars().count() {
            ..=18 => row.label.clone(),
            _ => row.label.chars().take(17).chain(['…']).collect(),
        };

        bars.push(Bar {
            class: "ended",
            x: tenths(NAMES * 10),
            y: tenths(y * 10),
            width: tenths(width),
            height: tenths((STEP - 6) * 10),
            title: format!(
                "{}: {} in {} sessions",
                row.label,
                length(row.seconds),
                number(row.sessions)
            ),
        });

        labels.push(Label {
            x: tenths((NAMES - 6) * 10),
            y: tenths((y + 13) * 10),
            anchor: "end",
            text: name,
        });

        labels.push(Label {
            x: tenths(NAMES * 10 + width + 60),
            y: tenths((y + 13) * 10),
            anchor: "start",
            text: length(row.seconds),
        });
    }

    let drawn = i64::try_from(all.len().clamp(1, MAX_ROWS)).unwrap_or(1);
    Chart {
        id,
        title,
        summary: match all.len() {
            shown @ ..=MAX_ROWS => number(i64::try_from(shown).unwrap_or_default()),
            more => format!("the {MAX_ROWS} longest of {more}"),
        },
        height: TOP * 2 + drawn * STEP,
        bars,
        labels,
        lines: Vec::new(),
        legend: Vec::new(),
        head: vec![first_column, "Sessions", "Time in class"],
        rows: all
            .iter()
            .map(|row| vec![row.label.clone(), number(row.sessions), length(row.seconds)])
            .collect(),
    }
}

/// An even number of 1, 2 or 5 times a power of ten that bounds `value`.
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
    fn bars_stand_on_zero_and_are_as_high_as_their_counts() {
        let column = |label: &str, count| Column {
            label: label.into(),
            parts: vec![("ended", "ended", count)],
        };
        let chart = columns(
            "c",
            "Chart",
            "Day",
            &[column("a", 10), column("b", 5), column("c", 0)],
        );
        let heights: Vec<&str> = chart.bars.iter().map(|bar| bar.height.as_str()).collect();

        assert_eq!(heights, ["168.0", "84.0"]);
        assert_eq!(chart.bars[0].title, "a: 10 ended");
        assert_eq!(chart.rows[2], ["c", "0"]);

        assert_eq!(
            [0, 1, 3, 5, 11, 41, 199].map(nice_maximum),
            [2, 2, 4, 10, 20, 100, 200]
        );
    }
}
