//! Reads single values, and collects what is wrong with them.

use std::ops::RangeInclusive;
use std::str::FromStr;

use super::cut::{cut, without_quotes, without_spaces};
use super::{BaseUrl, Problem, Secret};

/// A source of named values, with what was wrong in it so far.
pub(super) struct Reader<'a> {
    pub(super) lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) problems: Vec<Problem>,
    /// What stood around values and was cut off, or looks as if it should be.
    pub(super) remarks: Vec<Problem>,
}

impl Reader<'_> {
    /// Returns a value that is set and not blank, without what surrounds it by mistake.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        let raw = (self.lookup)(name)?;
        let cut = cut(&raw);
        if cut.value.is_empty() {
            return None;
        }

        if !cut.cuts.is_empty() {
            let what = cut.cuts.join(" and ");
            self.remark(
                name,
                format!("had {what} around it, which was cut off: store the value alone"),
            );
        }

        Some(cut.value.to_owned())
    }

    /// Notes once what is odd about a value.
    pub(super) fn remark(&mut self, name: &'static str, text: String) {
        let remark = Problem::new(name, text);
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Returns a secret of at least `bytes`. A shorter one counts as missing, so that it guards nothing by mistake.
    pub(super) fn secret(&mut self, name: &'static str, bytes: usize) -> Option<Secret> {
        self.text(name)
            .filter(|value| value.len() >= bytes)
            .map(Secret::new)
    }

    /// Returns a secret that somebody else sends in a header as it is stored: quotation marks belong to it.
    pub(super) fn header_secret(&mut self, name: &'static str, bytes: usize) -> Option<Secret> {
        let raw = (self.lookup)(name)?;
        let value = without_spaces(&raw).unwrap_or(&raw);
        if value.len() < bytes {
            return None;
        }

        if value.len() < raw.len() {
            let text =
                "had a line end or spaces around it, which were cut off: store the value alone";
            self.remark(name, text.to_owned());
        }

        if without_quotes(value).is_some() {
            let text =
                "has quotation marks around it, which must be sent with it: store the value alone";
            self.remark(name, text.to_owned());
        }

        Some(Secret::new(value))
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
