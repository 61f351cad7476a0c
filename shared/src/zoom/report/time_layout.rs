//! The times of an export: their layout follows the account's language, and is found from the whole file.

use chrono::{NaiveDate, NaiveDateTime};

/// The order of a date's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 11/23/2026
    MonthFirst,
    /// 23/11/2026
    DayFirst,
    /// 2026/11/23
    YearFirst,
}

/// A time, of which the order of the date's parts is not known yet.
#[derive(Clone, Debug)]
pub(super) struct WrittenTime {
    date: [u32; 3],
    hour: u32,
    minute: u32,
    second: u32,
    pub(super) shape: Shape,
}

/// What all times of a file have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    separator: char,
    year_first: bool,
    month_named: bool,
    twelve_hours: bool,
    numbers: usize,
}

const MORNING: [&str; 8] = ["am", "午前", "上午", "오전", "öö", "sa", "ص", "a"];
const AFTERNOON: [&str; 8] = ["pm", "午後", "下午", "오후", "ös", "ch", "م", "p"];
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

impl WrittenTime {
    /// Reads a time such as `11/23/2026 06:02:00 PM`, `23.11.2026 18:02` or `2026. 11. 23. 오후 6:02:00`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = plain(text);
        let (mut numbers, mut words, mut separator) = (Vec::new(), Vec::new(), ' ');
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let is_digit = first.is_ascii_digit();
            let is_word = first.is_alphabetic();
            let end = rest
                .find(|c: char| c.is_ascii_digit() != is_digit || c.is_alphabetic() != is_word)
                .unwrap_or(rest.len());
            let (token, after) = rest.split_at(end);
            if is_digit {
                numbers.push((token.parse::<u32>().ok()?, token.len()));
            } else if is_word {
                words.push(token.to_owned());
            } else if numbers.len() == 1 && separator == ' ' {
                separator = token.trim().chars().next().unwrap_or(' ');
            }
            rest = after;
        }

        let (mut month, mut afternoon) = (None, None);
        for word in &words {
            if MORNING.contains(&word.as_str()) {
                afternoon = Some(false);
            } else if AFTERNOON.contains(&word.as_str()) {
                afternoon = Some(true);
            } else if let Some(number) = MONTHS.iter().position(|name| word.starts_with(name)) {
                month = u32::try_from(number + 1).ok();
            } else if !["年", "月", "日", "à", "às", "um", "at", "в"].contains(&word.as_str())
            {
                return None;
            }
        }

        if let Some(month) = month {
            numbers.insert(0, (month, 2));
        }
        let [
            (a, digits),
            (b, _),
            (c, year_digits),
            (hour, _),
            (minute, _),
            seconds @ ..,
        ] = numbers.as_slice()
        else {
            return None;
        };
        let second = match seconds {
            [] => 0,
            [(second, _)] => *second,
            _ => return None,
        };
        let year_first = *digits == 4;
        let year = match (year_first, *year_digits) {
            (true, _) | (false, 4) => *c,
            (false, 2) => 2000 + c,
            (false, _) => return None,
        };

        Some(Self {
            date: [*a, *b, year],
            hour: hour_of_day(*hour, afternoon)?,
            minute: *minute,
            second,
            shape: Shape {
                separator,
                year_first,
                month_named: month.is_some(),
                twelve_hours: afternoon.is_some(),
                numbers: numbers.len(),
            },
        })
    }

    /// Returns the orders in which the date may be read.
    pub(super) fn orders(&self) -> &'static [DateOrder] {
        if self.shape.year_first {
            &[DateOrder::YearFirst]
        } else if self.shape.month_named {
            &[DateOrder::MonthFirst]
        } else {
            &[DateOrder::MonthFirst, DateOrder::DayFirst]
        }
    }

    /// Returns the time in an order; `None`: there is no such date.
    pub(super) fn in_order(&self, order: DateOrder) -> Option<NaiveDateTime> {
        let [a, b, c] = self.date;
        let (year, month, day) = match order {
            DateOrder::MonthFirst => (c, a, b),
            DateOrder::DayFirst => (c, b, a),
            DateOrder::YearFirst => (a, b, c),
        };

        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?.and_hms_opt(
            self.hour,
            self.minute,
            self.second,
        )
    }
}

fn hour_of_day(hour: u32, afternoon: Option<bool>) -> Option<u32> {
    match afternoon {
        None => Some(hour),
        Some(_) if hour > 12 => None,
        Some(afternoon) => Some(hour % 12 + if afternoon { 12 } else { 0 }),
    }
}

/// Writes digits of all scripts as ASCII, markers in small letters without dots, and no signs that cannot be seen.
fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'))
        .map(|c| match c {
            '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10).unwrap_or(c),
            '۰'..='۹' => char::from_digit(c as u32 - '۰' as u32, 10).unwrap_or(c),
            '\u{a0}' | '\u{202f}' => ' ',
            _ => c,
        })
        .collect();

    text.to_lowercase()
        .replace("a.m.", "am")
        .replace("p.m.", "pm")
        .replace("a. m.", "am")
        .replace("p. m.", "pm")
}
