//! What a brief would cost and how long it would take.

mod cost;
mod pace;

pub(crate) use cost::lines;
pub(crate) use pace::Pace;
