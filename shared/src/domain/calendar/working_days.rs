//! The working days of a month, by which the school's application divides a month's pay.

use chrono::{DateTime, Datelike, Days, Utc, Weekday};

use super::SchoolCalendar;

impl SchoolCalendar {
    /// Counts the days of the school's month in which an instant lies, with or without its Sundays.
    #[must_use]
    pub fn working_days(&self, at: DateTime<Utc>, with_sundays: bool) -> i64 {
        let today = self.day_of(at).date();
        let first = today - Days::new(u64::from(today.day0()));

        first
            .iter_days()
            .take_while(|day| day.month() == today.month())
            .filter(|day| with_sundays || day.weekday() != Weekday::Sun)
            .map(|_| 1)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_months_working_days_are_all_or_all_but_sundays_of_the_schools_month() {
        let school: SchoolCalendar = "Africa/Addis_Ababa".parse().unwrap();
        let days = |at: &str| {
            let at = DateTime::parse_from_rfc3339(at).unwrap().to_utc();
            (
                school.working_days(at, true),
                school.working_days(at, false),
            )
        };

        // November 2026 has five Sundays, February 2028 four.
        assert_eq!(days("2026-11-23T15:00:00Z"), (30, 25));
        assert_eq!(days("2028-02-29T20:59:59Z"), (29, 25));
        // In Addis Ababa it is December already.
        assert_eq!(days("2026-11-30T21:00:00Z"), (31, 27));
    }
}
