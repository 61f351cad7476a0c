//! The table of what was measured.

use std::collections::BTreeMap;
use std::fmt::Write;

use e2e::{announce, variable};

use crate::scenarios::{SCENARIOS, Scenario};

#[derive(Debug, Default)]
pub(crate) struct Report {
    errors: BTreeMap<&'static str, Vec<f64>>,
    stories: Vec<String>,
}

impl Report {
    pub(crate) fn add(&mut self, scenario: &Scenario, error: f64) {
        self.errors.entry(scenario.name).or_default().push(error);
    }

    pub(crate) fn fail(&mut self, scenario: &Scenario, story: &str) {
        self.stories.push(format!("=== {}: {story}", scenario.name));
    }

    pub(crate) fn failures(&self) -> usize {
        self.stories.len()
    }

    /// Prints the table and the stories; with `E2E_REPORT`, writes the table to that file.
    pub(crate) fn show(&self) {
        let mut table = String::from(
            "| scenario | bound | recorded - true, median (s) | worst (s) | runs |\n|---|---|---|---|---|\n",
        );

        for scenario in &SCENARIOS {
            let Some(errors) = self.errors.get(scenario.name) else {
                continue;
            };
            let mut sorted = errors.clone();
            sorted.sort_by(f64::total_cmp);
            let median = sorted[sorted.len() / 2];

            let worst = sorted
                .iter()
                .copied()
                .max_by(|a, b| a.abs().total_cmp(&b.abs()))
                .unwrap_or_default();
            let (name, bound, runs) = (scenario.name, scenario.bound, sorted.len());
            let _ = writeln!(
                table,
                "| {name} | {bound} | {median:+.2} | {worst:+.2} | {runs} |"
            );
        }

        announce(&format!("\n{table}"));
        for story in &self.stories {
            announce(story);
        }

        if let Some(path) = variable("E2E_REPORT") {
            std::fs::write(path, table).unwrap();
        }
    }
}
