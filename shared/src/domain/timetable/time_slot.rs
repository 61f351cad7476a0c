//! The time of a slot, in the forms in which schools write it: `4:00 PM`, `16:00`, `16:00:00`.

use std::str::FromStr;

use chrono::{NaiveTime, TimeDelta};

use super::plain_text::plain;

/// A time of the school's clock at which a lesson is planned to begin, and to end where the text says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSlot {
    /// When the lesson begins.
    pub starts: NaiveTime,
    /// When it ends. An end before the start is on the next day.
    pub ends: Option<NaiveTime>,
}

/// The text is no time of day.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be a time of day such as 4:00 PM or 16:00")]
pub struct InvalidTimeSlot;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meridiem {
    Am,
    Pm,
}

/// The ends by which a time says which half of the day it is in. The longer ones come first.
const MERIDIEMS: [(&str, Meridiem); 8] = [
    ("a.m.", Meridiem::Am),
    ("p.m.", Meridiem::Pm),
    ("a.m", Meridiem::Am),
    ("p.m", Meridiem::Pm),
    ("am", Meridiem::Am),
    ("pm", Meridiem::Pm),
    ("ص", Meridiem::Am),
    ("م", Meridiem::Pm),
];

impl FromStr for TimeSlot {
    type Err = InvalidTimeSlot;

    fn from_str(text: &str) -> Result<Self, InvalidTimeSlot> {
        let text = plain(text).replace(" to ", "-").replace(' ', "");
        let Some((start, end)) = text.split_once('-') else {
            let starts = WrittenTime::read(&text).and_then(|time| time.on_clock(time.meridiem));
            return starts
                .map(|starts| Self { starts, ends: None })
                .ok_or(InvalidTimeSlot);
        };

        range(start, end).ok_or(InvalidTimeSlot)
    }
}

impl TimeSlot {
    /// Returns how long the lesson is planned to last, where the text says when it ends.
    #[must_use]
    pub fn length(self) -> Option<TimeDelta> {
        let length = self.ends? - self.starts;
        Some(if length > TimeDelta::zero() {
            length
        } else {
            length + TimeDelta::days(1)
        })
    }
}

/// Reads a start and an end. Where only one of them says which half of the day it is in, the other is in the half that
/// puts the start before the end: `4:00-4:30 PM`, `11:30 AM - 12:15`.
fn range(start: &str, end: &str) -> Option<TimeSlot> {
    let (start, end) = (WrittenTime::read(start)?, WrittenTime::read(end)?);

    let (starts, ends) = match (start.meridiem, end.meridiem) {
        (None, Some(half)) => {
            let ends = end.on_clock(Some(half))?;
            (start.in_half(half, |starts| starts <= ends)?, ends)
        }
        (Some(half), None) => {
            let starts = start.on_clock(Some(half))?;
            (starts, end.in_half(half, |ends| starts <= ends)?)
        }
        (of_start, of_end) => (start.on_clock(of_start)?, end.on_clock(of_end)?),
    };

    (starts != ends).then_some(TimeSlot {
        starts,
        ends: Some(ends),
    })
}

impl Meridiem {
    fn other(self) -> Self {
        match self {
            Self::Am => Self::Pm,
            Self::Pm => Self::Am,
        }
    }
}

/// The numbers of a time, before it is known which half of the day they are of.
#[derive(Clone, Copy)]
struct WrittenTime {
    hour: u32,
    minute: u32,
    second: u32,
    /// Whether there is more than the hour.
    has_minutes: bool,
    meridiem: Option<Meridiem>,
}

impl WrittenTime {
    fn read(text: &str) -> Option<Self> {
        let half = MERIDIEMS.iter().find(|(end, _)| text.ends_with(end));
        let (numbers, meridiem) = match half {
            Some((end, meridiem)) => (text.strip_suffix(end)?, Some(*meridiem)),
            None => (text, None),
        };

        // A column of the type TIME(3) gives `16:00:00.000`.
        let numbers = match numbers.split_once('.') {
            Some((time, fraction)) if time.matches(':').count() == 2 => {
                fraction.bytes().all(|byte| byte == b'0').then_some(time)?
            }
            Some(_) | None => numbers,
        };
        let mut parts = numbers.split([':', '.']).map(number);

        let hour = parts.next()??;
        let minute = parts.next();
        let second = parts.next();
        let is_complete = parts.next().is_none();

        is_complete.then_some(Self {
            hour,
            minute: minute.unwrap_or(Some(0))?,
            second: second.unwrap_or(Some(0))?,
            has_minutes: minute.is_some(),
            meridiem,
        })
    }

    /// Returns the time of that half of the day if it fits, or else of the other half.
    fn in_half(self, half: Meridiem, fits: impl Fn(NaiveTime) -> bool) -> Option<NaiveTime> {
        self.on_clock(Some(half))
            .filter(|time| fits(*time))
            .or_else(|| self.on_clock(Some(half.other())))
    }

    /// Returns the time, of that half of the day if one is given.
    fn on_clock(self, half: Option<Meridiem>) -> Option<NaiveTime> {
        let hour = match (half, self.hour) {
            // A number alone may be anything.
            (None, hour) => self.has_minutes.then_some(hour)?,
            (Some(Meridiem::Am), 12) => 0,
            (Some(Meridiem::Am), hour) => (hour < 12).then_some(hour)?,
            (Some(Meridiem::Pm), 0) => return None,
            // `16:00 PM` says the same twice.
            (Some(Meridiem::Pm), hour) if hour >= 12 => hour,
            (Some(Meridiem::Pm), hour) => hour + 12,
        };

        NaiveTime::from_hms_opt(hour, self.minute, self.second)
    }
}

/// Reads one or two digits.
fn number(text: &str) -> Option<u32> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<String> {
        let slot: TimeSlot = text.parse().ok()?;
        let starts = slot.starts.format("%H:%M:%S").to_string();
        Some(match slot.ends {
            Some(ends) => format!("{starts} to {}", ends.format("%H:%M:%S")),
            None => starts,
        })
    }

    #[test]
    fn a_slot_is_read_in_every_form_that_schools_write() {
        for text in [
            "4:00 PM",
            "16:00",
            "16:00:00",
            "4 PM",
            "04:00pm",
            "4:00PM",
            " 4:00  pm ",
            "4:00\u{a0}PM",
            "4:00\u{202f}PM",
            "\u{200e}4:00 PM\u{200f}",
            "4:00 p.m.",
            "4.00 P.M",
            "16.00",
            "16:00:00.000",
            "16:00 PM",
            "٤:٠٠ PM",
            "٤:٠٠ م",
            "۱۶:۰۰",
            "4：00 PM",
        ] {
            assert_eq!(read(text).as_deref(), Some("16:00:00"), "{text:?}");
        }

        for (text, expected) in [
            ("12:00 AM", "00:00:00"),
            ("12:30 PM", "12:30:00"),
            ("0:15", "00:15:00"),
            ("00:15 AM", "00:15:00"),
            ("4:00", "04:00:00"),
            ("11:59:59 pm", "23:59:59"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn a_slot_may_say_when_it_ends() {
        for (text, expected, minutes) in [
            ("4:00 PM - 4:30 PM", "16:00:00 to 16:30:00", 30),
            ("4:00–4:30 PM", "16:00:00 to 16:30:00", 30),
            ("11:30-12:00 PM", "11:30:00 to 12:00:00", 30),
            ("16:00 to 17:00", "16:00:00 to 17:00:00", 60),
            ("11:45 PM - 12:15 AM", "23:45:00 to 00:15:00", 30),
            ("4:00 PM - 4:30", "16:00:00 to 16:30:00", 30),
            ("4 PM - 5", "16:00:00 to 17:00:00", 60),
            ("11:30 AM - 12:15", "11:30:00 to 12:15:00", 45),
            ("11:45 PM - 12:15", "23:45:00 to 00:15:00", 30),
            ("4:00 PM - 16:30", "16:00:00 to 16:30:00", 30),
            ("11:00 AM - 13:00", "11:00:00 to 13:00:00", 120),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text:?}");
            let slot: TimeSlot = text.parse().unwrap();
            assert_eq!(slot.length(), Some(TimeDelta::minutes(minutes)), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_time_of_day_is_refused() {
        for text in [
            "",
            " ",
            "sometime",
            "16",
            "4",
            "24:00",
            "16:60",
            "13:00 AM",
            "0:30 PM",
            "4:00 XM",
            "PM",
            "4::00 PM",
            "4:00:00:00",
            "4:000",
            "-4:00",
            "4:00 -",
            "4:00 PM - 4:00 PM",
            "4:00 PM - 4:00",
            "4:00 - 4:00 PM",
            "1970-01-01 16:00",
            "16:00:00.5",
            "4:00 PM and 5:00 PM",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_time_is_the_same_on_both_clocks(hour in 0_u32..24, minute in 0_u32..60) {
            let half = if hour < 12 { "AM" } else { "PM" };
            let on_twelve = match hour % 12 { 0 => 12, hour => hour };
            let long: TimeSlot = format!("{hour}:{minute:02}").parse().unwrap();
            let short: TimeSlot = format!("{on_twelve}:{minute:02} {half}").parse().unwrap();

            prop_assert_eq!(long, short);
            prop_assert_eq!(Some(long.starts), NaiveTime::from_hms_opt(hour, minute, 0));
        }

        #[test]
        fn no_text_stops_the_reading(text in "\\PC{0,20}") {
            let _ = text.parse::<TimeSlot>();
        }
    }
}
