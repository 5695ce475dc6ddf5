use async_trait::async_trait;
use jiff::Timestamp;

use super::Place;
use crate::Result;

/// A number or a set that many change at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Where it lies: `QUOTA#videos#2026-11-22` of a user, `RATE#1763817600` of an address.
    pub place: Place,
    /// When it may be removed; a period that is over counts no more.
    pub expires_at: Option<Timestamp>,
}

/// What came of joining a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// It is in, and was not before.
    New,
    /// It was in already.
    Already,
    /// The set is full of these.
    Full(Vec<String>),
}

/// The table's counters. Each operation is one atomic write, so a limit holds under any number of
/// callers.
#[async_trait]
pub trait Counters: Send + Sync {
    /// Adds to a counter (negative: takes from it) and returns what it is now; nothing, and no
    /// change, if it would go over `limit`.
    async fn add(&self, counter: &Counter, amount: i64, limit: Option<i64>) -> Result<Option<i64>>;

    /// What a counter is; 0 if nobody has counted.
    async fn count(&self, counter: &Counter) -> Result<i64>;

    /// Puts a member into a set that holds at most `most`.
    async fn join(&self, set: &Counter, member: &str, most: usize) -> Result<Joined>;

    /// Takes a member out of a set; one that is not in it is no error.
    async fn leave(&self, set: &Counter, member: &str) -> Result<()>;

    /// The members of a set.
    async fn members(&self, set: &Counter) -> Result<Vec<String>>;
}
