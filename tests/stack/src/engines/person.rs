use std::path::Path;
use std::time::Duration;

use crate::stand_in::{Reply, Scenario, asked};

/// Gives the scenario's replies, each to the next question, and then waits for ever. `say` answers
/// one token.
pub(super) async fn reply<F: Future<Output = ()>>(
    scenario: &Scenario,
    dir: &Path,
    execution: &str,
    say: impl Fn(String, Reply) -> F,
) {
    let mut answered = Vec::new();
    for reply in scenario.replies {
        let token = loop {
            let questions = asked(dir, execution);
            let open = questions.into_iter().find(|(place, _)| !answered.contains(place));
            if let Some((place, token)) = open {
                answered.push(place);
                break token;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        say(token, *reply).await;
    }
    std::future::pending::<()>().await;
}

/// What a person's yes or no is as a task's output.
pub(super) fn output(approved: bool, reason: &str) -> serde_json::Value {
    serde_json::json!({ "approved": approved, "reason": reason })
}
