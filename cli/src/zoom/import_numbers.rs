//! Numbers of imports, one by one or from one to another: a month that was asked about has hundreds.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use session_tracking::domain::ImportId;

/// One import, or all from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ImportNumbers {
    first: i64,
    last: i64,
}

/// The most imports of one range: each costs several questions to the database.
const MAX_NUMBERS: i64 = 10_000;

impl ImportNumbers {
    pub(super) fn iter(self) -> RangeInclusive<i64> {
        self.first..=self.last
    }

    /// Groups numbers, so that a list without gaps is one range.
    fn group(imports: impl IntoIterator<Item = ImportId>) -> Vec<Self> {
        let mut sorted: Vec<i64> = imports.into_iter().map(|import| import.0).collect();
        sorted.sort_unstable();

        let mut groups: Vec<Self> = Vec::new();
        for number in sorted {
            match groups.last_mut() {
                Some(group) if number - group.last <= 1 && number - group.first < MAX_NUMBERS => {
                    group.last = number;
                }
                _ => groups.push(Self {
                    first: number,
                    last: number,
                }),
            }
        }

        groups
    }
}

impl FromStr for ImportNumbers {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (Ok(first), Ok(last)) = (first.parse(), last.parse()) else {
            return Err("give a number, or a range such as 3-8");
        };

        match (first, last) {
            (..1, _) => Err("numbers begin with 1"),
            (first, last) if last < first => Err("a range begins with its smallest number"),
            (first, last) if last - first >= MAX_NUMBERS => {
                Err("a range has at most 10,000 numbers")
            }
            (first, last) => Ok(Self { first, last }),
        }
    }
}

impl fmt::Display for ImportNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

/// Says how imports are taken back.
pub(super) fn print_way_back(imports: impl IntoIterator<Item = ImportId>) {
    let numbers: Vec<String> = ImportNumbers::group(imports)
        .iter()
        .map(ToString::to_string)
        .collect();
    if !numbers.is_empty() {
        let numbers = numbers.join(" ");
        println!("To take it back: session-tracking zoom undo {numbers}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_gaps_are_one_range_and_are_read_again() {
        let imports = [4, 1, 2, 2, 9, 8, 6].map(ImportId);
        let groups = ImportNumbers::group(imports);

        let texts: Vec<String> = groups.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["1-2", "4", "6", "8-9"]);
        for (text, group) in texts.iter().zip(groups) {
            assert_eq!(text.parse(), Ok(group));
        }
    }

    #[test]
    fn a_printed_range_is_never_longer_than_one_that_is_accepted() {
        let imports = (1..=MAX_NUMBERS + 1).map(ImportId);

        let texts = ImportNumbers::group(imports).into_iter();
        let texts: Vec<String> = texts.map(|group| group.to_string()).collect();
        assert_eq!(texts, ["1-10000", "10001"]);
        assert!("1-10000".parse::<ImportNumbers>().is_ok());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "-",
            "0",
            "-3",
            "3-",
            "3-1",
            "0-3",
            "1-10001",
            "1..3",
            "x",
            "1-2-3",
            "99999999999999999999",
        ] {
            assert!(text.parse::<ImportNumbers>().is_err(), "{text}");
        }
    }
}
