//! Random numbers from a seed: the same ones for any number of threads.

use crate::spans::Millis;

/// One stream of random numbers.
#[derive(Clone, Debug)]
pub struct Dice(fastrand::Rng);

impl Dice {
    /// A stream of its own for a seed and what it is used for.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        // Two rounds of SplitMix64's mixing: neighbouring streams must not look alike.
        let mixed = mix(mix(seed).wrapping_add(stream.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        Self(fastrand::Rng::with_seed(mixed))
    }

    /// Returns true with a probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.0.f64() < probability
    }

    /// A number from zero to below one.
    pub fn unit(&mut self) -> f64 {
        self.0.f64()
    }

    /// Some time from `least` to `most`.
    pub fn between(&mut self, least: Millis, most: Millis) -> Millis {
        if least >= most {
            least
        } else {
            self.0.i64(least..=most)
        }
    }

    /// A number of a choice.
    pub fn index(&mut self, count: usize) -> usize {
        self.0.usize(0..count.max(1))
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }

    /// Random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.u64(..)
    }

    /// A random identifier in the form of a UUID.
    pub fn uuid(&mut self) -> String {
        let bits = u128::from(self.bits()) << 64 | u128::from(self.bits());
        let digits = format!("{bits:032x}");
        [0..8, 8..12, 12..16, 16..20, 20..32]
            .map(|range| &digits[range])
            .join("-")
    }
}

fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);

    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_itself_and_no_other() {
        let first = |seed, stream| Dice::new(seed, stream).bits();
        assert_eq!(first(7, 1), first(7, 1));
        assert_ne!(first(7, 1), first(7, 2));
        assert_ne!(first(7, 1), first(8, 1));
    }
}
