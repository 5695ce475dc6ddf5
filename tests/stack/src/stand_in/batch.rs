//! The stand-in as the batch function, and as an agent of the batch's films.

use serde_json::{Value, json};

use super::{Failed, Invocation, Scenario};

/// The owner of a batch, and the films of its rows: plain ones, but for the second.
pub const BATCH: Scenario = Scenario { name: "batch", ..Scenario::PLAIN };
/// Where the chunks lie.
pub const CHUNKS: &str = "batches/stand-in/chunks.json";

/// Rows by number: the 2nd film fails, the 3rd waits for a place, the 4th ends late, the 5th cannot be
/// opened, the 6th is over already.
pub fn chunks() -> Value {
    json!([
        { "first": 1, "last": 3 },
        { "first": 4, "last": 5 },
        { "first": 6, "last": 7 },
    ])
}

/// The execution of a row's film.
pub fn film_of(execution: &str, row: u64) -> String {
    format!("{execution}-{row}")
}

/// What the batch function would answer; none to what only agents are asked.
pub(super) fn answer(asked: &Invocation, event: &Value) -> Option<Result<Value, Failed>> {
    let execution = event["execution"].as_str().unwrap();
    let row = event["n"].as_u64().unwrap_or(0);
    let failed = |error: &str| {
        let message = format!("[{}] on purpose", asked.place());
        Err(Failed { error: error.to_owned(), message })
    };
    Some(match asked.action.as_str() {
        "prepare" => Ok(json!({ "go": true, "concurrency": 2, "chunks": CHUNKS })),
        "open" if row == 5 => failed("Oma.InvalidEvent"),
        "open" => {
            let decision = match row {
                3 if asked.nth == 1 => "wait",
                6 => "skip",
                _ => "make",
            };
            let film = film_of(execution, row);
            Ok(json!({ "decision": decision, "execution": film, "video_id": film, "wait_s": 1 }))
        }
        "close" => Ok(json!({ "done": row != 4 || asked.nth > 1, "wait_s": 1 })),
        "conclude" => Ok(json!({})),
        "check" if execution.ends_with("-2") => failed("Oma.InvalidBrief"),
        _ => return None,
    })
}
