//! The results of a run: tables for people, figures for programs, and whether the targets are met.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::bench::Bench;
use crate::sample::Spread;

/// What the paths of another revision's figures begin with.
pub(crate) const BASELINE: &str = "baseline/";

/// Everything that a run found.
#[derive(Default, Serialize)]
pub(crate) struct Report {
    pub(crate) quick: bool,
    pub(crate) processors: usize,
    pub(crate) sections: Vec<Section>,
}

/// The results of one section.
#[derive(Clone, Serialize)]
pub(crate) struct Section {
    pub(crate) name: &'static str,
    pub(crate) tables: Vec<Table>,
    pub(crate) figures: BTreeMap<String, Spread>,
    pub(crate) targets: Vec<Target>,
    /// Load of the machine (processes that ran or waited to, one minute's average) at the start and the end.
    pub(crate) load: (f64, f64),
}

/// A table with a title and remarks below.
#[derive(Clone, Default, Serialize)]
pub(crate) struct Table {
    pub(crate) title: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) remarks: Vec<String>,
}

/// A target, and the figure that was measured.
#[derive(Clone, Serialize)]
pub(crate) struct Target {
    pub(crate) aim: String,
    pub(crate) figure: String,
    pub(crate) met: bool,
}

impl Report {
    /// The median of a section's figure, if that was measured in this run.
    pub(crate) fn median(&self, section: &str, path: &str) -> Option<f64> {
        self.sections
            .iter()
            .find(|one| one.name == section)?
            .median(path)
    }

    /// Writes everything as JSON.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

impl Section {
    pub(crate) fn new(name: &'static str) -> Self {
        let load = crate::process::load();
        let (tables, targets) = (Vec::new(), Vec::new());

        Self {
            name,
            tables,
            figures: BTreeMap::new(),
            targets,
            load: (load, load),
        }
    }

    /// Keeps a figure under a path such as `server/8/per_second`, and returns it as text.
    pub(crate) fn keep(&mut self, path: &str, spread: Option<Spread>, decimals: usize) -> String {
        let Some(spread) = spread else {
            return "-".to_owned();
        };

        self.figures.insert(path.to_owned(), spread);
        spread.text(decimals)
    }

    /// Titles of the columns that stand beside a figure, where another revision is measured, too.
    pub(crate) fn columns_beside(bench: &Bench) -> &'static [&'static str] {
        match bench.baseline {
            Some(_) => &["the baseline", "x baseline"],
            None => &[],
        }
    }

    /// The cells of these columns: the baseline's figure, and how many times it the figure is.
    pub(crate) fn beside_baseline(
        &mut self,
        bench: &Bench,
        path: &str,
        decimals: usize,
    ) -> Vec<String> {
        if bench.baseline.is_none() {
            return Vec::new();
        }

        let (ours, theirs) = (self.median(path), self.median(&format!("{BASELINE}{path}")));
        let ratio = ours.zip(theirs).map(|(ours, theirs)| ours / theirs);
        let shown = theirs.map_or_else(|| "-".to_owned(), |theirs| format!("{theirs:.decimals$}"));
        let times = self.keep(
            &format!("{path}/x_baseline"),
            Spread::of(ratio.filter(|ratio| ratio.is_finite())),
            2,
        );

        vec![shown, times]
    }

    /// The median of a figure that was kept.
    pub(crate) fn median(&self, path: &str) -> Option<f64> {
        self.figures.get(path).map(|spread| spread.median)
    }

    /// Judges a figure; one that could not be measured does not meet its target.
    pub(crate) fn aim(&mut self, aim: impl Into<String>, figure: Option<(String, bool)>) {
        let (figure, met) = figure.unwrap_or(("not measured".to_owned(), false));
        self.targets.push(Target {
            aim: aim.into(),
            figure,
            met,
        });
    }

    /// The section as Markdown that can be read as it is.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("\n## {}\n", self.name);
        for table in &self.tables {
            let _ = write!(text, "\n{}", table.text());
        }

        if !self.targets.is_empty() {
            let row = |target: &Target| {
                let met = if target.met { "met" } else { "NOT MET" };
                vec![target.aim.clone(), target.figure.clone(), met.to_owned()]
            };
            let rows = self.targets.iter().map(row).collect();
            let _ = write!(
                text,
                "\n{}",
                Table::new("Targets", &["target", "figure", ""], rows).text()
            );
        }

        let _ = writeln!(
            text,
            "\nLoad of the machine: {:.1} before, {:.1} after.",
            self.load.0, self.load.1
        );

        text
    }
}

impl Table {
    pub(crate) fn new(title: impl Into<String>, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self {
            title: title.into(),
            columns,
            rows,
            remarks: Vec::new(),
        }
    }

    pub(crate) fn remark(mut self, remark: impl Into<String>) -> Self {
        self.remarks.push(remark.into());
        self
    }

    /// Columns as wide as their widest cell; all but the first lean right.
    fn text(&self) -> String {
        let width = |column: usize| {
            let cells = self
                .rows
                .iter()
                .filter_map(|row| row.get(column))
                .chain(self.columns.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        };

        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let line = |cells: &[String]| {
            let pad = |(column, cell): (usize, &String)| match (column, widths[column]) {
                (0, width) => format!("{cell:<width$}"),
                (_, width) => format!("{cell:>width$}"),
            };
            let cells: Vec<String> = cells.iter().enumerate().map(pad).collect();
            format!("| {} |\n", cells.join(" | "))
        };

        let rule = widths.iter().enumerate().map(|(column, width)| {
            if column == 0 {
                "-".repeat(width + 2)
            } else {
                format!("{}:", "-".repeat(width + 1))
            }
        });

        let mut text = format!("**{}**\n\n{}", self.title, line(&self.columns));
        let _ = writeln!(text, "|{}|", rule.collect::<Vec<String>>().join("|"));
        self.rows.iter().for_each(|row| text.push_str(&line(row)));

        for remark in &self.remarks {
            let _ = write!(text, "\n{remark}\n");
        }

        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_aligned_markdown() {
        let rows = vec![
            vec!["a".to_owned(), "1".to_owned()],
            vec!["long".to_owned(), "23".to_owned()],
        ];
        let text = Table::new("Title", &["name", "n"], rows)
            .remark("Remark.")
            .text();
        let expected =
            "**Title**\n\n| name |  n |\n|------|---:|\n| a    |  1 |\n| long | 23 |\n\nRemark.\n";

        assert_eq!(text, expected);
    }

    #[test]
    fn what_was_not_measured_is_not_met() {
        let mut section = Section::new("x");
        section.aim("fast", None);

        assert!(
            section
                .text()
                .contains("| fast   | not measured | NOT MET |")
        );
    }
}
