//! Choices that are the same on every machine for equal seeds.

/// `SplitMix64` (Steele, Lea, Flood 2014): nine lines whose output no crate upgrade can change.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// A stream of its own for a seed and a purpose, so that adding a choice to one purpose does
    /// not change the choices of another.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let mut random = Self(seed);
        for byte in purpose.bytes() {
            random.0 = random.0.wrapping_mul(31).wrapping_add(u64::from(byte));
            random.0 = random.next();
        }
        random
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n - 1`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = n.max(1) as u64;
        // Less than `n`, which came from a usize.
        #[allow(clippy::cast_possible_truncation)]
        let index = (self.next() % n) as usize;
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_streams_and_purposes_differ() {
        let stream = |seed, purpose| {
            let mut random = Random::new(seed, purpose);
            [random.next(), random.next(), random.next()]
        };
        assert_eq!(stream(7, "hook"), stream(7, "hook"));
        assert_ne!(stream(7, "hook"), stream(8, "hook"));
        assert_ne!(stream(7, "hook"), stream(7, "body"));
    }

    #[test]
    fn numbers_stay_in_range_and_reach_every_value() {
        let mut random = Random::new(1, "");
        let mut seen = [false; 5];
        for _ in 0..200 {
            seen[random.below(5)] = true;
        }
        assert_eq!(seen, [true; 5]);
        assert_eq!(random.below(0), 0);
    }
}
