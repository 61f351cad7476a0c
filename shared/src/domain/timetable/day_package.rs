//! The weekdays of a slot, in the forms in which schools write them: `All days`, `MWF`, `TTS`, a day's name.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};

use super::plain_text::plain;

/// The weekdays on which a lesson is planned, at least one. Monday is the lowest bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayPackage(u8);

/// The text names no weekdays.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be All days, MWF, TTS or names of days")]
pub struct InvalidDayPackage;

/// The names of packages, without spaces. The school's application takes `TTH` for `TTS`.
const PACKAGES: [(&str, DayPackage); 9] = [
    ("alldays", DayPackage::EVERY_DAY),
    ("allday", DayPackage::EVERY_DAY),
    ("all", DayPackage::EVERY_DAY),
    ("everyday", DayPackage::EVERY_DAY),
    ("daily", DayPackage::EVERY_DAY),
    ("mwf", DayPackage(0b001_0101)),
    ("tts", DayPackage(0b010_1010)),
    ("tth", DayPackage(0b010_1010)),
    ("tths", DayPackage(0b010_1010)),
];

/// The names of the days, Monday first.
const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl DayPackage {
    /// All seven days.
    pub const EVERY_DAY: Self = Self(0b111_1111);

    /// Tells whether a weekday is among them.
    #[must_use]
    pub fn includes(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }

    /// Tells whether a date's weekday is among them.
    #[must_use]
    pub fn includes_date(self, date: NaiveDate) -> bool {
        self.includes(date.weekday())
    }
}

impl FromStr for DayPackage {
    type Err = InvalidDayPackage;

    fn from_str(text: &str) -> Result<Self, InvalidDayPackage> {
        let text = plain(text);
        let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        if let Some(package) = package(&letters) {
            return Ok(package);
        }

        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty() && *word != "and")
            .collect();

        match words[..] {
            [first, "to", last] => span(first, last),
            // `Mon-Thu` may be two days or four.
            [first, last] if text.contains('-') => adjacent(first, last),
            _ => union(&words),
        }
        .ok_or(InvalidDayPackage)
    }
}

fn package(letters: &str) -> Option<DayPackage> {
    PACKAGES
        .iter()
        .find(|(name, _)| *name == letters)
        .map(|(_, package)| *package)
}

fn union(words: &[&str]) -> Option<DayPackage> {
    let mut days = 0;
    for word in words {
        days |= match package(word) {
            Some(package) => package.0,
            None => 1 << day(word)?,
        };
    }

    (days != 0).then_some(DayPackage(days))
}

/// Returns the days from one to another, over the week's end if need be.
fn span(first: &str, last: &str) -> Option<DayPackage> {
    let (first, last) = (day(first)?, day(last)?);
    let length = (last + 7 - first) % 7 + 1;
    let days = (0..length).fold(0, |days, number| days | 1 << ((first + number) % 7));

    Some(DayPackage(days))
}

fn adjacent(first: &str, last: &str) -> Option<DayPackage> {
    let is_adjacent = (day(last)? + 7 - day(first)?) % 7 == 1;
    is_adjacent.then(|| span(first, last)).flatten()
}

/// Reads the name of a day, at least two letters of it: one letter may be two days. `Mondays` is a day as well.
fn day(word: &str) -> Option<usize> {
    let word = match word {
        "weds" => "wed",
        word => word,
    };
    let is_name = |name: &str| word.len() >= 2 && (name.starts_with(word) || is_plural(word, name));

    DAYS.iter().position(|name| is_name(name))
}

fn is_plural(word: &str, name: &str) -> bool {
    word.strip_suffix('s') == Some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Shows the days as seven letters, Monday first; `-` for those that are not among them.
    fn read(text: &str) -> Option<String> {
        let package: DayPackage = text.parse().ok()?;
        let mut shown = String::new();
        for (number, letter) in "MTWTFSS".chars().enumerate() {
            let day = Weekday::try_from(u8::try_from(number).unwrap()).unwrap();
            shown.push(if package.includes(day) { letter } else { '-' });
        }

        Some(shown)
    }

    #[test]
    fn days_are_read_in_every_form_that_schools_write() {
        for (text, expected) in [
            ("All days", "MTWTFSS"),
            ("ALL DAYS", "MTWTFSS"),
            ("alldays", "MTWTFSS"),
            ("all\u{a0}days", "MTWTFSS"),
            ("Every day", "MTWTFSS"),
            ("MWF", "M-W-F--"),
            ("mwf", "M-W-F--"),
            ("M W F", "M-W-F--"),
            ("M/W/F", "M-W-F--"),
            ("TTS", "-T-T-S-"),
            ("TTH", "-T-T-S-"),
            (" tth ", "-T-T-S-"),
            ("Monday", "M------"),
            ("SUNDAY", "------S"),
            ("Fridays", "----F--"),
            ("thu", "---T---"),
            ("Thurs", "---T---"),
            ("Weds", "--W----"),
            ("Sa", "-----S-"),
            ("Monday, Wednesday", "M-W----"),
            ("Mon & Fri", "M---F--"),
            ("Tue and Thu", "-T-T---"),
            ("Mon-Wed-Fri", "M-W-F--"),
            ("[\"Monday\",\"Sunday\"]", "M-----S"),
            ("MWF, Sunday", "M-W-F-S"),
            ("Monday to Friday", "MTWTF--"),
            ("Sat to Mon", "M----SS"),
            ("Sat-Sun", "-----SS"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_does_not_say_which_days_is_refused() {
        for text in [
            "",
            "  ",
            "-",
            "T",
            "S",
            "sometimes",
            "5 days",
            "weekend",
            "Mon-Thu",
            "Monday?? Fri day",
            "Mo, xx",
            "to",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_list_of_names_is_the_set_of_its_days(days in prop::collection::vec(0_usize..7, 1..6)) {
            let names: Vec<&str> = days.iter().map(|day| DAYS[*day]).collect();
            let package: DayPackage = names.join(", ").parse().unwrap();

            for number in 0..7_u8 {
                let day = Weekday::try_from(number).unwrap();
                prop_assert_eq!(package.includes(day), days.contains(&usize::from(number)));
            }
        }

        #[test]
        fn no_text_stops_the_reading(text in "\\PC{0,20}") {
            let _ = text.parse::<DayPackage>();
        }
    }
}
