//! Reads single values, and collects what is wrong with them.

use std::ops::RangeInclusive;
use std::str::FromStr;

use super::{BaseUrl, Problem, Secret};

/// A source of named values, with what was wrong in it so far.
pub(super) struct Reader<'a> {
    pub(super) lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) problems: Vec<Problem>,
}

impl Reader<'_> {
    /// Returns a value that is set and not blank.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        (self.lookup)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// Returns a secret of at least `bytes`. A shorter one counts as missing, so that it guards nothing by mistake.
    pub(super) fn secret(&self, name: &str, bytes: usize) -> Option<Secret> {
        self.text(name)
            .filter(|value| value.len() >= bytes)
            .map(Secret::new)
    }

    /// Returns the parsed value, or the default where it is missing or cannot be used.
    pub(super) fn parsed<T>(
        &mut self,
        name: &'static str,
        default: T,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> T {
        let Some(text) = self.text(name) else {
            return default;
        };
        parse(&text).unwrap_or_else(|problem| {
            self.problems.push(Problem::new(name, problem));
            default
        })
    }

    /// Returns a whole number within a range.
    pub(super) fn number(
        &mut self,
        name: &'static str,
        default: u32,
        range: RangeInclusive<u32>,
    ) -> u32 {
        self.parsed(name, default, |text| match u32::from_str(text) {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => Err(format!(
                "must be a whole number from {} to {}",
                range.start(),
                range.end()
            )),
        })
    }

    /// Returns an address to which paths are appended.
    pub(super) fn base_url(&mut self, name: &'static str, default: &str) -> BaseUrl {
        let default = BaseUrl::parse(default).expect("the default is a URL");
        self.parsed(name, default, |text| {
            BaseUrl::parse(text).map_err(str::to_owned)
        })
    }
}
