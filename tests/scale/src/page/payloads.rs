//! How large what states and functions are given is.

use oma_core::batch::{BatchId, MAX_ITEMS, keys, video_of};
use oma_core::contract::{
    BatchAction, BatchEvent, BatchInput, BatchTask, Decision, Opened, Prepared,
};
use oma_core::id::Owner;
use serde_json::{Value, json};
use ulid::Ulid;

use crate::assumptions::{CHUNKS, MOST_SEGMENTS, RESULT_BYTES};
use crate::limits::{LAMBDA, PAYLOAD_BYTES, STATE_BYTES, STEP_FUNCTIONS};
use crate::page::{line, number};

pub(super) fn section() -> String {
    let mut text = format!(
        "## Payloads\n\nStates carry references; media and rows lie in S3. The limits are \
         [{} KiB]({STEP_FUNCTIONS}) into or out of a state and [{} MB]({LAMBDA}) into or out of a \
         function.\n\n| What | Bytes |\n|---|---:|\n",
        STATE_BYTES / 1024,
        PAYLOAD_BYTES / 1024 / 1024
    );
    for (what, bytes) in sizes() {
        line(&mut text, &format!("| {what} | {} |", number(bytes as u64)));
    }
    text += "\nThe list of chunks is read by the Map Run from S3, so it counts against no limit of a \
             state. The largest payload is that of the assembly of a film with 40 scenes.\n\n";
    text
}

/// Measured on the contract's own types, with ids of their full length.
fn sizes() -> Vec<(&'static str, usize)> {
    let batch = BatchId(Ulid::from_parts(u64::from(u32::MAX), u128::MAX));
    // An owner in the cloud is a UUID.
    let owner = "0".repeat(36);
    let owner = Owner::try_from(owner).unwrap_or_else(|_| Owner::local());
    let execution = format!("{batch}-2");
    let chunk = json!({"first": MAX_ITEMS - 99, "last": MAX_ITEMS});
    let chunks: Value = (0..CHUNKS).map(|_| chunk.clone()).collect();
    let input = BatchInput { owner: owner.clone(), batch_id: batch, task: BatchTask::Make };
    let event = |action| BatchEvent {
        owner: owner.clone(),
        batch_id: batch,
        execution: execution.clone(),
        action,
    };
    let prepared =
        Prepared { go: true, concurrency: 1_000, chunks: keys::chunks(batch, &execution) };
    let video = video_of(batch, 1).to_string();
    let opened = Opened {
        decision: Decision::Make,
        execution: format!("{video}-2"),
        video_id: video.clone(),
        wait_s: 0,
    };
    let child = json!({"owner": owner, "batch_id": batch, "execution": execution,
        "first": MAX_ITEMS - 99, "last": MAX_ITEMS});
    vec![
        ("Input of the batch workflow", json(&input)),
        ("What \"Read the manifest\" gives", json(&prepared)),
        ("The list of chunks in S3, 1,000 of 100 rows", json(&chunks)),
        ("Input of a chunk", json(&child)),
        ("Results of the rows of a chunk, 100 digits", json(&vec![1; 100])),
        ("Results of all chunks, 1,000 numbers", json(&vec![100; 1_000])),
        ("What \"Open the row\" is given", json(&event(BatchAction::Open { n: MAX_ITEMS }))),
        ("What \"Open the row\" gives", json(&opened)),
        ("Input of a video", json(&json!({"owner": owner, "video_id": video}))),
        (
            "What \"Assemble the film\" is given at most: 79 results below 1 KiB",
            MOST_SEGMENTS * RESULT_BYTES,
        ),
    ]
}

fn json(value: &impl serde::Serialize) -> usize {
    serde_json::to_vec(value).map_or(0, |bytes| bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_near_the_limit_of_a_state() {
        for (what, bytes) in sizes() {
            assert!(bytes > 0 && bytes < STATE_BYTES / 3, "{what}: {bytes}");
        }
    }
}
