//! Many measurements of one thing: percentiles, medians, ranges.

use std::time::Duration;

use serde::Serialize;

/// A summary of several measurements of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    /// The middle one.
    pub(crate) median: f64,
    /// The least.
    pub(crate) least: f64,
    /// The most.
    pub(crate) most: f64,
    /// Their number.
    pub(crate) count: usize,
}

impl Spread {
    /// Sums up measurements; `None` without any.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let (least, most) = (*values.first()?, *values.last()?);
        let middle = values.len() / 2;

        let even = values.len().is_multiple_of(2);
        let median = if even {
            f64::midpoint(values[middle - 1], values[middle])
        } else {
            values[middle]
        };

        Some(Self {
            median,
            least,
            most,
            count: values.len(),
        })
    }

    /// Writes the median and, where there are several, the range.
    pub(crate) fn text(&self, decimals: usize) -> String {
        let Self {
            median,
            least,
            most,
            count,
        } = self;

        match count {
            0 | 1 => format!("{median:.decimals$}"),
            _ => format!("{median:.decimals$} ({least:.decimals$}-{most:.decimals$})"),
        }
    }
}

/// The measurement that `percent` of all do not exceed; zero without any.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// A duration in milliseconds.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// A whole number of things as a factor; exact far beyond what is counted here.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub(crate) fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_count_lies_between_the_two_in_the_middle() {
        let spread = Spread::of([4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!(
            spread,
            Spread {
                median: 2.5,
                least: 1.0,
                most: 4.0,
                count: 4
            }
        );

        assert_eq!(spread.text(1), "2.5 (1.0-4.0)");
        assert_eq!(Spread::of([7.0]).unwrap().text(0), "7");
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn percentiles_are_measurements_that_occurred() {
        let all: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&all, 50), Duration::from_millis(100));
        assert_eq!(percentile(&all, 99), Duration::from_millis(198));
        assert_eq!(percentile(&all[..1], 99), Duration::from_millis(1));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }
}
