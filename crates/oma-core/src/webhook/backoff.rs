//! When a message is tried again.

use jiff::SignedDuration;

/// The pauses after the first, second, … failed attempt, in seconds. Together about a day.
const PAUSES_S: [i64; 10] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800];

/// The most a pause is moved, in thousandths of it.
pub const JITTER_PERMILLE: i64 = 200;

/// The pause after this many failed attempts, moved by `jitter` thousandths of it (at most
/// [`JITTER_PERMILLE`] either way; the caller draws it, so that what failed together is not tried
/// together again). Nothing once the last attempt is made.
pub fn pause_after(failed: usize, jitter: i64) -> Option<SignedDuration> {
    let pause_ms = PAUSES_S.get(failed.checked_sub(1)?)? * 1000;
    let jitter = jitter.clamp(-JITTER_PERMILLE, JITTER_PERMILLE);
    Some(SignedDuration::from_millis(pause_ms + pause_ms * jitter / 1000))
}
