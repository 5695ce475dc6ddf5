//! What AWS itself charges for a video, from the time that its steps took. An estimate: AWS's bill
//! knows no videos.

use crate::event::{EventKind, VideoEvent};
use crate::money::MicroUsd;

/// On demand in us-east-1, November 2026, in thousandths of a micro-dollar.
pub mod nano_usd {
    /// Lambda on `x86_64`, for a GB and second.
    pub const GB_SECOND: u128 = 16_667;
    /// Lambda, for an invocation.
    pub const INVOCATION: u128 = 200;
    /// Step Functions Standard, for a state transition.
    pub const TRANSITION: u128 = 25_000;
    /// S3, for writing an object.
    pub const PUT: u128 = 5_000;
    /// S3, for reading an object.
    pub const GET: u128 = 400;
    /// `DynamoDB` on demand, for a small write.
    pub const WRITE: u128 = 625;
    /// `DynamoDB` on demand, for a small read.
    pub const READ: u128 = 125;
}

/// What a step takes beside its time: its state and the Map's around it, and the objects and items
/// that the step mechanism touches for the usual two files.
const OF_A_STEP: u128 = nano_usd::INVOCATION
    + 2 * nano_usd::TRANSITION
    + 3 * nano_usd::PUT
    + 5 * nano_usd::GET
    + 3 * nano_usd::WRITE
    + 3 * nano_usd::READ;

/// What AWS charges for the steps among events; nothing where none of them ran in Lambda.
pub fn aws_cost<'a>(events: impl IntoIterator<Item = &'a VideoEvent>) -> Option<MicroUsd> {
    let steps = events.into_iter().filter_map(|event| match &event.kind {
        EventKind::StepFinished(step) => Some((step.wall_ms, step.memory_mb?)),
        _ => None,
    });
    let costs: Vec<u128> = steps.map(|(wall_ms, memory_mb)| of(wall_ms, memory_mb)).collect();
    if costs.is_empty() {
        return None;
    }
    let micros = costs.into_iter().sum::<u128>().div_ceil(1_000);
    Some(MicroUsd(u64::try_from(micros).unwrap_or(u64::MAX)))
}

fn of(wall_ms: u64, memory_mb: u32) -> u128 {
    let gb_seconds = u128::from(wall_ms) * u128::from(memory_mb) * nano_usd::GB_SECOND;
    gb_seconds.div_ceil(1024 * 1000) + OF_A_STEP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_of_a_gigabyte_is_what_the_price_list_says() {
        assert_eq!(of(1_000, 1024) - of(0, 1024), 16_667);
        // A step of half a second at 3 GB: 25 micro-dollars of time, 69 of all else.
        assert_eq!(of(500, 3072) / 1_000, 94);
    }

    #[test]
    fn on_one_machine_aws_charges_nothing() {
        assert_eq!(aws_cost([]), None);
    }
}
