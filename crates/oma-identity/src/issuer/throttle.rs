//! Slows down who guesses passwords.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::secret;

/// So many mistakes are anybody's.
const FREE: u32 = 3;
const LONGEST: SignedDuration = SignedDuration::from_mins(1);
/// After so long without a mistake all is forgiven.
const FORGIVEN_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// Names that are remembered at once; about 100 bytes each.
const MAX_NAMES: usize = 10_000;

/// Mistakes by the name that was typed, whether there is such a user or not: the answer must not
/// tell. Each further mistake doubles the wait, up to a minute, so that a stranger can neither
/// guess on nor lock the user out for long.
#[derive(Default)]
pub(super) struct Throttle {
    by_name: HashMap<String, (u32, Timestamp)>,
}

impl Throttle {
    /// How long this name has to wait before it is looked at again, in seconds; 0 if it need not.
    pub(super) fn wait_s(&self, name: &str, now: Timestamp) -> i64 {
        let Some((mistakes, last)) = self.by_name.get(&secret::digest(name)) else { return 0 };
        let Some(over) = mistakes.checked_sub(FREE) else { return 0 };
        let wait = SignedDuration::from_secs(1 << over.min(6)).min(LONGEST);
        (*last + wait).duration_since(now).as_secs().max(0)
    }

    /// Counts a try before its outcome is known, so that many at once do not all go through.
    pub(super) fn count(&mut self, name: &str, now: Timestamp) {
        if self.by_name.len() >= MAX_NAMES {
            self.by_name.retain(|_, (_, last)| now - FORGIVEN_AFTER < *last);
        }
        if self.by_name.len() >= MAX_NAMES {
            self.by_name.clear();
        }
        let (mistakes, last) = self.by_name.entry(secret::digest(name)).or_insert((0, now));
        if now - FORGIVEN_AFTER >= *last {
            *mistakes = 0;
        }
        *mistakes += 1;
        *last = now;
    }

    /// It was no mistake.
    pub(super) fn forgive(&mut self, name: &str) {
        self.by_name.remove(&secret::digest(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_further_mistake_doubles_the_wait_up_to_a_minute() {
        let (mut throttle, now) = (Throttle::default(), Timestamp::now());
        let mut waits = Vec::new();
        for _ in 0..12 {
            throttle.count("ana", now);
            waits.push(throttle.wait_s("ana", now));
        }
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert_eq!(throttle.wait_s("eva", now), 0);
        assert_eq!(throttle.wait_s("ana", now + LONGEST), 0);
        throttle.count("ana", now + FORGIVEN_AFTER);
        assert_eq!(throttle.wait_s("ana", now + FORGIVEN_AFTER), 0);
        throttle.forgive("ana");
        assert_eq!(throttle.wait_s("ana", now), 0);
    }

    #[test]
    fn names_do_not_fill_the_memory() {
        let (mut throttle, now) = (Throttle::default(), Timestamp::now());
        for n in 0..=MAX_NAMES {
            throttle.count(&n.to_string(), now);
        }
        assert!(throttle.by_name.len() <= MAX_NAMES);
    }
}
