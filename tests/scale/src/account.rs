//! What an account gives: tokens, and sandboxes of functions.

use crate::assumptions::{FOR_OTHERS, FUNCTIONS};
use crate::limits::{Bucket, Limits, SANDBOXES};

/// Milliseconds since the batch began.
pub type Ms = u64;

/// A token bucket. Times are in microseconds within.
#[allow(clippy::struct_field_names)] // The unit belongs to each name.
#[derive(Debug)]
pub struct Tokens {
    every_us: u64,
    burst_us: u64,
    /// When the bucket would be full again.
    full_at_us: u64,
}

impl Tokens {
    /// A full bucket.
    pub fn new(bucket: Bucket) -> Self {
        let every_us = 1_000_000 / u64::from(bucket.per_second);
        Self { every_us, burst_us: every_us * u64::from(bucket.size), full_at_us: 0 }
    }

    /// Takes the next token, and says when it is there.
    pub fn take(&mut self, now: Ms) -> Ms {
        let now_us = now * 1_000;
        let full_at = self.full_at_us.max(now_us) + self.every_us;
        self.full_at_us = full_at;
        full_at.saturating_sub(self.burst_us).max(now_us).div_ceil(1_000)
    }

    /// Takes a token if there is one.
    pub fn try_take(&mut self, now: Ms) -> bool {
        let is_there =
            self.full_at_us.max(now * 1_000) + self.every_us <= now * 1_000 + self.burst_us;
        if is_there {
            self.take(now);
        }
        is_there
    }
}

/// Lambda in one account.
#[derive(Debug)]
pub struct Lambda {
    limit: u32,
    busy: u32,
    most: u32,
    idle: [u32; FUNCTIONS.len()],
    new: Vec<Tokens>,
}

/// A sandbox that was given to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sandbox {
    /// It was there.
    Warm,
    /// It has to start.
    Cold,
}

impl Lambda {
    /// With no sandbox.
    pub fn new(limits: &Limits) -> Self {
        let limit = limits.lambda.saturating_sub(FOR_OTHERS);
        let new = FUNCTIONS.iter().map(|_| Tokens::new(SANDBOXES)).collect();
        Self { limit, busy: 0, most: 0, idle: [0; FUNCTIONS.len()], new }
    }

    /// A sandbox for a call; none when the call is throttled.
    pub fn begin(&mut self, function: usize, now: Ms) -> Option<Sandbox> {
        if self.busy >= self.limit {
            return None;
        }
        let sandbox = if self.idle[function] > 0 {
            self.idle[function] -= 1;
            Sandbox::Warm
        } else if self.new[function].try_take(now) {
            Sandbox::Cold
        } else {
            return None;
        };
        self.busy += 1;
        self.most = self.most.max(self.busy);
        Some(sandbox)
    }

    /// A call is over.
    pub fn end(&mut self, function: usize) {
        self.busy -= 1;
        self.idle[function] += 1;
    }

    /// The most calls that were under way at once.
    pub fn most(&self) -> u32 {
        self.most
    }
}

/// Numbers that look random and are the same in every run (`SplitMix64`).
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// One from 0 up to and with a number.
    pub fn up_to(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % (most + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::LARGE;

    #[test]
    fn a_bucket_gives_what_it_holds_and_then_what_it_gets() {
        let mut tokens = Tokens::new(Bucket { size: 3, per_second: 2 });
        let given: Vec<Ms> = (0..6).map(|_| tokens.take(0)).collect();
        assert_eq!(given, [0, 0, 0, 500, 1_000, 1_500]);
        assert_eq!(tokens.take(60_000), 60_000);
        let mut tokens = Tokens::new(Bucket { size: 1, per_second: 10 });
        assert!(tokens.try_take(0) && !tokens.try_take(99) && tokens.try_take(100));
    }

    #[test]
    fn lambda_throttles_at_its_limit_and_reuses_sandboxes() {
        let mut lambda = Lambda::new(&Limits { lambda: FOR_OTHERS + 2, ..LARGE });
        assert_eq!(lambda.begin(0, 0), Some(Sandbox::Cold));
        assert_eq!(lambda.begin(1, 0), Some(Sandbox::Cold));
        assert_eq!(lambda.begin(0, 0), None);
        lambda.end(0);
        assert_eq!(lambda.begin(0, 0), Some(Sandbox::Warm));
        assert_eq!(lambda.most(), 2);
    }
}
