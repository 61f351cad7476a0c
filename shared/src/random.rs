//! The one source of randomness: a generator that is fit for secrets and seeded by the operating system.

use std::time::Duration;

/// Returns random bytes for tokens, nonces and ids.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    rand::random()
}

/// Returns a time between half and all of `pause`: several that failed together must not come back together.
pub(crate) fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::random_range(0.5..=1.0))
}

/// Returns a whole number of seconds in `range`.
pub(crate) fn seconds_within(range: std::ops::RangeInclusive<u64>) -> u64 {
    rand::random_range(range)
}

/// Returns `digits` random hexadecimal digits, at most 32.
pub(crate) fn hex(digits: usize) -> String {
    let text = format!("{:032x}", rand::random::<u128>());
    text[..digits].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_do_not_repeat() {
        let mut drawn: Vec<[u8; 16]> = (0..1_000).map(|_| bytes()).collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 1_000);
    }

    #[test]
    fn a_pause_is_shortened_by_half_at_most_and_not_always_alike() {
        let full = Duration::from_millis(640);
        let pauses: Vec<Duration> = (0..1_000).map(|_| jittered(full)).collect();

        assert!(
            pauses.iter().all(|pause| (full / 2..=full).contains(pause)),
            "{pauses:?}"
        );

        let (least, most) = (pauses.iter().min().unwrap(), pauses.iter().max().unwrap());
        assert!(*least + full / 4 < *most, "{least:?} to {most:?}");
    }
}
