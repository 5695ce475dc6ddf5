use bytes::Bytes;
use serde_json::Value;

use super::{Bill, Rate, Units};
use crate::Error;
use crate::money::MicroUsd;

/// A call that is about to be made.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The provider, as in [`crate::plan::ModelChoice`].
    pub provider: &'a str,
    /// Its model or voice.
    pub model: &'a str,
    /// What it charges.
    pub rate: &'a Rate,
    /// The most units that it can take.
    pub most: &'a Units,
}

/// What a provider answered: what is stored, and what is charged.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// All that is needed of it, but for media.
    pub body: Value,
    /// Its sound, picture or clip.
    pub media: Option<Bytes>,
    /// What was used.
    pub units: Units,
    /// What it cost, where the provider says it; else the rate tells.
    pub cost: Option<MicroUsd>,
}

/// What a provider answered, now or the first time that the same was asked.
#[derive(Debug, Clone)]
pub struct Answered {
    /// As in [`Answer::body`].
    pub body: Value,
    /// As in [`Answer::media`].
    pub media: Option<Bytes>,
    /// What it cost now, or what it saved.
    pub bill: Bill,
}

/// What a failed call is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// Nothing: it was refused, or never arrived.
    Nothing,
    /// Nobody can tell: it was sent, and no whole answer came back. It counts as the most it can
    /// cost.
    Unknown,
    /// It was charged, though the answer is of no use.
    Known(MicroUsd),
}

/// A call that failed.
#[derive(Debug, Clone)]
pub struct CallFailure {
    /// Why.
    pub error: Error,
    /// What it is charged.
    pub charge: Charge,
    /// How long the provider asks to wait, if it asks.
    pub retry_after_ms: Option<u64>,
}

impl CallFailure {
    /// A call that was refused, or never sent.
    pub fn free(error: Error) -> Self {
        Self { error, charge: Charge::Nothing, retry_after_ms: None }
    }

    /// A call that was sent and not answered.
    pub fn unknown(error: Error) -> Self {
        Self { error, charge: Charge::Unknown, retry_after_ms: None }
    }
}

/// What fails before anything is sent costs nothing.
impl From<Error> for CallFailure {
    fn from(error: Error) -> Self {
        Self::free(error)
    }
}
