//! What a brief would cost and how long it would take.

mod cost;
mod pace;

pub(crate) use cost::{cost, lines};
pub(crate) use pace::Pace;
