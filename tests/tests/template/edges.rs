use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::stack::{all_of_type, template};

/// What is delivered without its sender waiting, and where it says that delivery failed.
const ASYNCHRONOUS: [(&str, &str); 4] = [
    ("AWS::Pipes::Pipe", "/SourceParameters/DynamoDBStreamParameters/DeadLetterConfig/Arn"),
    ("AWS::Events::EventBus", "/DeadLetterConfig/Arn"),
    ("AWS::Lambda::EventSourceMapping", "/DestinationConfig/OnFailure/Destination"),
    ("AWS::Lambda::EventInvokeConfig", "/DestinationConfig/OnFailure/Destination"),
];

/// Events of a function that call it without waiting; Step Functions and API Gateway wait.
const WAITING: [&str; 1] = ["Api"];

#[test]
fn every_asynchronous_edge_ends_in_the_dead_letter_queue() {
    let queue = json!({ "Fn::GetAtt": ["DeadLetters", "Arn"] });
    let mut seen = BTreeSet::new();
    for (kind, pointer) in ASYNCHRONOUS {
        for (_, name, properties) in all_of_type(kind) {
            assert_eq!(properties.pointer(pointer), Some(&queue), "{name}");
            seen.insert(name);
        }
    }
    assert_eq!(seen, BTreeSet::from(["Bus".to_owned(), "Pipe".to_owned()]));
    for (_, name, rule) in all_of_type("AWS::Events::Rule") {
        for target in rule["Targets"].as_array().unwrap() {
            assert!(target["DeadLetterConfig"].is_object(), "{name}");
        }
    }
    for (_, name, schedule) in all_of_type("AWS::Scheduler::Schedule") {
        assert!(schedule["Target"]["DeadLetterConfig"].is_object(), "{name}");
    }
}

#[test]
fn functions_are_called_by_who_waits_for_them() {
    for (_, name, function) in all_of_type("AWS::Serverless::Function") {
        let events = function["Events"].as_object().cloned().unwrap_or_default();
        for event in events.values() {
            let kind = event["Type"].as_str().unwrap();
            assert!(WAITING.contains(&kind), "{name}: {kind} needs a dead-letter queue");
        }
    }
}

#[test]
fn dead_letters_are_kept_as_long_as_can_be_and_encrypted() {
    let events = template("events.yaml");
    let queue = events.properties("DeadLetters");
    assert_eq!(queue["MessageRetentionPeriod"], 14 * 24 * 60 * 60);
    assert_eq!(queue["SqsManagedSseEnabled"], true);
    let policy = events.properties("DeadLettersPolicy")["PolicyDocument"]["Statement"].clone();
    let senders: Vec<&Value> = policy
        .as_array()
        .unwrap()
        .iter()
        .filter(|statement| statement["Effect"] == "Allow")
        .collect();
    assert!(senders.iter().all(|sender| sender["Action"] == "sqs:SendMessage"));
}

#[test]
fn only_events_leave_the_table_and_never_a_record_with_a_token() {
    let pipe = template("events.yaml").properties("Pipe");
    let filters = pipe["SourceParameters"]["FilterCriteria"]["Filters"].as_array().unwrap();
    assert_eq!(filters.len(), 1);
    let pattern: Value = serde_json::from_str(filters[0]["Pattern"].as_str().unwrap()).unwrap();
    assert_eq!(pattern["eventName"], json!(["INSERT"]));
    assert_eq!(pattern["dynamodb"]["Keys"]["sk"]["S"], json!([{ "prefix": "EVENT#" }]));
    let shape = pipe["TargetParameters"]["InputTemplate"].as_str().unwrap();
    let event: Value = serde_json::from_str(shape).unwrap();
    assert!(event["video_id"].is_string());
    assert!(!shape.contains("token"));
}

#[test]
fn a_nested_template_is_given_exactly_what_it_asks_for() {
    let root = template("template.yaml");
    for (name, stack) in root.of_type("AWS::CloudFormation::Stack") {
        let child = template(stack["TemplateURL"].as_str().unwrap());
        let names =
            |map: &Value| map.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
        let given = names(&stack["Parameters"]);
        assert_eq!(given, names(&child.section("Parameters").into()), "{name}");
    }
}
