//! What the school's application keeps of the student's package in each lesson: its pages reckon pay from it.

/// The package of a lesson, as its row holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonPackage {
    /// `packageId`: the name of the student's package.
    pub name: Option<String>,
    /// `packageRate`: the teacher's pay for the day, in whole units. `None`: the school keeps no rates.
    pub rate: Option<i64>,
}

/// The greatest rate that the column (`DECIMAL(10,2)`) holds.
const MAX_RATE: f64 = 99_999_999.0;

/// Returns the pay for one of a month's working days, rounded half up as the application rounds it. `None`: the column
/// cannot hold it.
#[must_use]
pub fn daily_rate(monthly_salary: f64, working_days: i64) -> Option<i64> {
    let days = u8::try_from(working_days).ok().filter(|days| *days > 0)?;
    let rate = (monthly_salary / f64::from(days) + 0.5).floor();

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number within the column's limits"
    )]
    (rate.abs() <= MAX_RATE).then_some(rate as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_days_pay_is_the_months_by_its_working_days_rounded_half_up() {
        assert_eq!(daily_rate(900.0, 30), Some(30));
        assert_eq!(daily_rate(900.0, 26), Some(35));
        assert_eq!(daily_rate(62.5, 25), Some(3));
        assert_eq!(daily_rate(0.0, 26), Some(0));
    }

    #[test]
    fn a_rate_that_the_column_cannot_hold_is_none() {
        assert_eq!(daily_rate(1e12, 30), None);
        assert_eq!(daily_rate(f64::NAN, 30), None);
        assert_eq!(daily_rate(900.0, 0), None);
    }
}
