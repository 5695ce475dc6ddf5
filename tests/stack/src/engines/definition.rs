use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::paths;
use crate::stand_in::Scenario;

/// The definition that is deployed, with its placeholders.
pub fn video_workflow() -> String {
    std::fs::read_to_string(paths::root().join("statemachine/video.asl.json")).unwrap()
}

/// The definition that both engines get for a scenario: the real one with the stand-in for every
/// function, and with less waiting.
///
/// Retries come after one second each instead of 1, 2, 4 … with jitter, and a scenario may shorten
/// time limits. What is retried, how often, and everything else stays as it is.
pub fn of_scenario(scenario: &Scenario, function: &str) -> Value {
    let functions = ["Supervisor", "Script", "Visual", "Audio", "Editor"];
    let values: BTreeMap<String, String> =
        functions.iter().map(|name| (format!("{name}Function"), function.to_owned())).collect();
    let text = oma_asl::substitute(&video_workflow(), &values).unwrap();
    let mut definition: Value = serde_json::from_str(&text).unwrap();
    wait_less(&mut definition);
    for (state, seconds) in scenario.time_limits {
        let state = &mut definition["States"][state];
        assert!(state["TimeoutSeconds"].is_u64(), "{}: no such time limit", scenario.name);
        state["TimeoutSeconds"] = json!(seconds);
    }
    definition
}

pub(super) fn wait_less(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(wait_less),
        Value::Object(fields) => {
            if fields.contains_key("IntervalSeconds") {
                fields.insert("IntervalSeconds".to_owned(), json!(1));
                fields.insert("BackoffRate".to_owned(), json!(1));
                fields.remove("MaxDelaySeconds");
                fields.remove("JitterStrategy");
            }
            fields.values_mut().for_each(wait_less);
        }
        _ => {}
    }
}
