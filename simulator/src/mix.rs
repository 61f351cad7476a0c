//! The probabilities of everything in the school, read from a file and checked as a whole.

mod change;
mod scenarios;
mod zoom_api;

use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;

pub use self::change::MixChange;
pub use self::scenarios::Scenarios;
pub use self::zoom_api::ZoomApiHabits;

/// A mix file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mix {
    /// The people and their habits.
    pub school: School,
    /// Deviations from the plan; each can be run alone.
    pub scenarios: Scenarios,
    /// Zoom's API.
    pub zoom_api: ZoomApiHabits,
}

/// `[school]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "mixes/README.md says what each key means")]
pub struct School {
    pub phones: f64,
    pub iphones: f64,
    pub minutes: Vec<i64>,
    pub lessons_a_day: (i64, i64),
    pub days: i64,
    pub students: usize,
    pub timetables: f64,
    pub outdated_hours: f64,
    pub unplanned: f64,
    pub prompt: f64,
    pub no_worker: f64,
    pub ends_by_button: f64,
    pub same_tab: f64,
    pub phone_closes_after_return: f64,
    pub registered: f64,
    pub signed_in: f64,
    pub presses_start: f64,
    pub presses_end_late: f64,
    pub corrects_late_end: f64,
    pub answers_question: f64,
    pub answers_exactly: f64,
    pub rejoins_by_page: f64,
    pub restarts_by_page: f64,
}

impl Mix {
    /// Reads a file; with `only`, that scenario happens always and every other one never. The changes come after it.
    pub fn read(path: &Path, only: Option<&str>, changes: &[MixChange]) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        Self::parse_changed(&text, only, changes)
            .with_context(|| format!("{} is not a mix", path.display()))
    }

    /// Reads a mix's text.
    pub fn parse(text: &str, only: Option<&str>) -> anyhow::Result<Self> {
        Self::parse_changed(text, only, &[])
    }

    /// Reads a mix's text, and sets some of its keys to other values.
    pub fn parse_changed(
        text: &str,
        only: Option<&str>,
        changes: &[MixChange],
    ) -> anyhow::Result<Self> {
        let mut table: toml::Table = text.parse()?;
        if let Some(only) = only {
            isolate(&mut table, only)?;
        }

        for change in changes {
            change.apply(&mut table)?;
        }

        for section in ["school", "scenarios", "zoom_api"] {
            check_shares(&table, section)?;
        }

        let mix: Self = toml::Value::Table(table).try_into()?;
        mix.check()?;

        Ok(mix)
    }

    fn check(&self) -> anyhow::Result<()> {
        let school = &self.school;
        self.scenarios.check()?;
        self.zoom_api.check()?;

        ensure!(
            !school.minutes.is_empty()
                && school
                    .minutes
                    .iter()
                    .all(|minutes| (5..=240).contains(minutes)),
            "school.minutes: at least one length, each from 5 to 240"
        );

        let (least, most) = school.lessons_a_day;
        ensure!(
            1 <= least && least <= most && most <= 12,
            "school.lessons_a_day: [least, most] from 1 to 12"
        );

        ensure!(
            (1..=60).contains(&school.days),
            "school.days must be from 1 to 60"
        );

        ensure!(
            (1..=1000).contains(&school.students),
            "school.students must be from 1 to 1000"
        );

        Ok(())
    }
}

/// Numbers with a point are shares.
fn check_shares(table: &toml::Table, section: &str) -> anyhow::Result<()> {
    let Some(toml::Value::Table(section_table)) = table.get(section) else {
        bail!("the section [{section}] is missing");
    };

    for (key, value) in section_table {
        if let toml::Value::Float(share) = value {
            ensure!(
                (0.0..=1.0).contains(share),
                "{section}.{key} is {share}: it must be from 0 to 1"
            );
        }
    }

    Ok(())
}

fn isolate(table: &mut toml::Table, only: &str) -> anyhow::Result<()> {
    let Some(toml::Value::Table(scenarios)) = table.get_mut("scenarios") else {
        bail!("the section [scenarios] is missing");
    };

    if !scenarios.contains_key(only) {
        let names: Vec<&str> = scenarios.keys().map(String::as_str).collect();
        bail!(
            "there is no scenario {only}; there are: {}",
            names.join(", ")
        );
    }

    for (name, share) in scenarios.iter_mut() {
        // A page that the absent open needs somebody who is absent.
        let happens = name == only || (only == "absent_opens_page" && name == "student_absent");
        *share = toml::Value::Float(if happens { 1.0 } else { 0.0 });
    }

    Ok(())
}

#[cfg(test)]
mod tests;
