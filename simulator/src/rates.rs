//! Shares with their certainty, and the middle of many numbers.

use serde::Serialize;

/// A share of something, with the lower end of Wilson's 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// Right ones of all, from 0 to 1.
    pub share: f64,
    /// The lower end, with 95 % certainty.
    pub lower: f64,
    /// The number of all.
    pub of: usize,
}

impl Share {
    /// The share of those that are right.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of lessons")]
    pub fn of(right: impl IntoIterator<Item = bool>) -> Self {
        let (mut good, mut all) = (0_usize, 0_usize);
        for one in right {
            good += usize::from(one);
            all += 1;
        }

        if all == 0 {
            return Self::default();
        }

        let share = good as f64 / all as f64;
        Self {
            share,
            lower: wilson_lower(share, all as f64),
            of: all,
        }
    }
}

/// Wilson's score interval, lower end, for 95 %.
fn wilson_lower(share: f64, count: f64) -> f64 {
    const Z: f64 = 1.959_963_985;

    let squared = Z * Z;
    let middle = share + squared / (2.0 * count);
    let spread = Z * (share * (1.0 - share) / count + squared / (4.0 * count * count)).sqrt();

    ((middle - spread) / (1.0 + squared / count)).max(0.0)
}

/// The number below which that share of them lies; zero of none.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index"
)]
pub fn quantile(numbers: &mut [f64], share: f64) -> f64 {
    if numbers.is_empty() {
        return 0.0;
    }

    numbers.sort_by(f64::total_cmp);
    numbers[(((numbers.len() - 1) as f64) * share).round() as usize]
}

/// Their mean; zero of none.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of lessons")]
pub fn mean(numbers: &[f64]) -> f64 {
    if numbers.is_empty() {
        0.0
    } else {
        numbers.iter().sum::<f64>() / numbers.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_bound_is_that_of_the_tables() {
        // Newcombe 1998: 81 of 263 -> 0.2553, 15 of 148 -> 0.0624, 0 of 20 -> 0.
        for (right, all, lower) in [
            (81, 263, 0.2553),
            (15, 148, 0.0624),
            (0, 20, 0.0),
            (29, 29, 0.8830),
        ] {
            let share = Share::of((0..all).map(|number| number < right));
            assert!((share.lower - lower).abs() < 0.0001, "{share:?}");
        }

        assert_eq!(Share::of([]), Share::default());
    }

    #[test]
    fn quantiles_are_members() {
        let mut numbers = [5.0, 1.0, 3.0];
        assert!((quantile(&mut numbers, 0.5) - 3.0).abs() < 1e-9);
        assert!((quantile(&mut numbers, 0.95) - 5.0).abs() < 1e-9);
        assert!((mean(&numbers) - 3.0).abs() < 1e-9 && mean(&[]).abs() < 1e-9);
    }
}
