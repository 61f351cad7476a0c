//! A key of a mix that gets another value, as `scenarios.disconnected=0.3`.

use std::str::FromStr;

use anyhow::{Context, anyhow};

/// Another value for one key.
#[derive(Clone, Debug, PartialEq)]
pub struct MixChange {
    section: String,
    key: String,
    value: toml::Value,
}

impl FromStr for MixChange {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let form = || anyhow!("{text} must be like scenarios.disconnected=0.3");
        let (name, value) = text.split_once('=').ok_or_else(form)?;
        let (section, key) = name.split_once('.').ok_or_else(form)?;
        let mut line: toml::Table = format!("value = {value}").parse().map_err(|_| form())?;

        Ok(Self {
            section: section.to_owned(),
            key: key.to_owned(),
            value: line.remove("value").ok_or_else(form)?,
        })
    }
}

impl MixChange {
    /// Sets the value in a mix's table, which must have the key.
    pub(super) fn apply(&self, table: &mut toml::Table) -> anyhow::Result<()> {
        let section = table.get_mut(&self.section);
        let key = section.and_then(|section| section.get_mut(&self.key));
        let key = key.with_context(|| format!("there is no key {}.{}", self.section, self.key))?;
        *key = self.value.clone();

        Ok(())
    }
}
