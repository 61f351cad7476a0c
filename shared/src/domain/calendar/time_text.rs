//! Times that a column holds as text: as programs wrote them, or as a cast made them of a time.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// The text is no time at all.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a text that is no time")]
pub struct InvalidTime;

/// Reads a time, in UTC unless it names its distance from it. `None`: there is no text, or a zero or partly zero date
/// (`2026-03-00`), which no calendar has.
pub fn read_time(text: &str) -> Result<Option<NaiveDateTime>, InvalidTime> {
    let text = text.trim();
    let (day, _) = text.split_at_checked(10).unwrap_or((text, ""));
    if text.is_empty() || is_partly_zero(day) {
        return Ok(None);
    }

    let bare = text.strip_suffix('Z').unwrap_or(text);
    for layout in [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
    ] {
        if let Ok(at) = NaiveDateTime::parse_from_str(bare, layout) {
            return Ok(Some(at));
        }
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(Some(at.naive_utc()));
    }

    let day = NaiveDate::parse_from_str(bare, "%Y-%m-%d");
    day.map(|day| Some(day.into())).map_err(|_| InvalidTime)
}

/// Tells whether a day is `0000-00-00`, or has no month or no day of the month.
fn is_partly_zero(day: &str) -> bool {
    let mut parts = day.split('-');
    let is_zero = |part: Option<&str>| part.is_some_and(|part| part.parse() == Ok(0));

    let year = parts.next();
    is_zero(year) || is_zero(parts.next()) || is_zero(parts.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        read_time(text).unwrap().map(|at| at.to_string())
    }

    #[test]
    fn texts_of_any_form_are_read() {
        for text in [
            "2026-03-02 07:01:00",
            "2026-03-02T07:01:00Z",
            " 2026-03-02 07:01 ",
            "2026-03-02T07:01",
            "2026-03-02T10:01:00+03:00",
        ] {
            assert_eq!(read(text).as_deref(), Some("2026-03-02 07:01:00"), "{text}");
        }

        let fraction = read("2026-03-02T07:01:00.5Z");
        assert_eq!(fraction.as_deref(), Some("2026-03-02 07:01:00.500"));
        assert_eq!(read("2026-03-02").as_deref(), Some("2026-03-02 00:00:00"));
    }

    #[test]
    fn zero_and_partly_zero_dates_are_none() {
        for text in [
            "",
            "0000-00-00",
            "0000-00-00 00:00:00",
            "2026-03-00 07:00:00",
            "2026-00-05 07:00:00",
            "0000-00-00 00:00:00.000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_time_is_refused() {
        for text in ["tomorrow", "2026-02-30", "07:01"] {
            assert_eq!(read_time(text), Err(InvalidTime), "{text}");
        }
    }
}
