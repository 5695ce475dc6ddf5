//! One scripted agent in place of all five, and of the batch function.
//!
//! The same Rust function answers on both engines: in this process for oma-asl, and inside
//! `src/bin/stand-in.rs` for the emulator. What it answers follows from the scenario, which the
//! event's `owner` names, and from how often the same was asked of it before.

mod batch;
mod recorder;
mod scenario;
mod scenarios;

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

pub use batch::{BATCH, CHUNKS, chunks, film_of};
pub use recorder::{Invocation, asked, invocations};
pub use scenario::{Fault, Reply, Scenario};
pub use scenarios::{SCENARIOS, named};

/// Long enough for everything beside a failing branch to be done first. Step Functions stops
/// siblings of a failed branch wherever they are; only what was certainly done can be compared.
const BEFORE_A_FAULT: Duration = Duration::from_millis(400);
/// Longer than any time limit in a scenario that has one.
const HANGING: Duration = Duration::from_secs(8);

/// An error as a function posts it: its type and its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The name that a state machine matches.
    pub error: String,
    /// In words.
    pub message: String,
}

/// Records an event in `dir` and answers it.
pub async fn answer(dir: &Path, event: &Value) -> Result<Value, Failed> {
    let asked = recorder::record(dir, event);
    let scenario = named(event["owner"].as_str().unwrap());
    if let Some(fault) = scenario.fault(&asked) {
        if fault.error == "hang" {
            tokio::time::sleep(HANGING).await;
        } else {
            tokio::time::sleep(BEFORE_A_FAULT).await;
            let message = format!("[{}] on purpose", asked.place());
            return Err(Failed { error: fault.error.to_owned(), message });
        }
    }
    let of_a_batch = if scenario.name == BATCH.name { batch::answer(&asked, event) } else { None };
    of_a_batch.unwrap_or_else(|| Ok(good_answer(scenario, &asked)))
}

/// The facts that the state machine routes on, in the shapes of `oma_core::contract`.
fn good_answer(scenario: &Scenario, asked: &Invocation) -> Value {
    let artifact = format!("{}-{}-{}", asked.action, asked.item, asked.nth);
    match asked.action.as_str() {
        "plan" => json!({
            "artifact": artifact, "review": scenario.review,
            "max_script_attempts": scenario.max_attempts,
        }),
        "write" | "improve" => json!({ "artifact": artifact, "scenes": scenario.scenes }),
        "criticise" => {
            json!({ "artifact": artifact, "score": 50, "passed": asked.nth >= scenario.passes_on })
        }
        "make" if asked.item == "2" && asked.nth <= scenario.looks => {
            json!({ "item": 2, "pending_s": 1 })
        }
        "make" | "narrate" | "segment" => {
            json!({ "artifact": artifact, "item": asked.item.parse::<u64>().unwrap() })
        }
        "choose_music" if scenario.silent => json!({ "artifact": null }),
        "layout" => json!({ "artifact": artifact, "segments": scenario.segments }),
        _ => json!({ "artifact": artifact }),
    }
}
