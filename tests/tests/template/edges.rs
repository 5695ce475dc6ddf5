use std::collections::BTreeSet;

use oma_core::video::VideoStatus;
use serde_json::{Value, json};

use crate::stack::{all_of_type, template};

/// What is delivered without its sender waiting, and where it says that delivery failed.
const ASYNCHRONOUS: [(&str, &str); 4] = [
    ("AWS::Pipes::Pipe", "/SourceParameters/DynamoDBStreamParameters/DeadLetterConfig/Arn"),
    ("AWS::Events::EventBus", "/DeadLetterConfig/Arn"),
    ("AWS::Lambda::EventSourceMapping", "/DestinationConfig/OnFailure/Destination"),
    ("AWS::Lambda::EventInvokeConfig", "/DestinationConfig/OnFailure/Destination"),
];

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
    let edges = ["BatchAsynchronous", "Bus", "NotifierAsynchronous", "NotifierStream", "Pipe"];
    assert_eq!(seen, edges.map(str::to_owned).into());
    for (_, name, rule) in all_of_type("AWS::Events::Rule") {
        for target in rule["Targets"].as_array().unwrap() {
            assert!(target["DeadLetterConfig"].is_object(), "{name}");
        }
    }
    for (_, name, schedule) in all_of_type("AWS::Scheduler::Schedule") {
        assert_eq!(schedule["Target"]["DeadLetterConfig"]["Arn"], queue, "{name}");
    }
}

#[test]
fn a_batch_is_concluded_whatever_ends_its_execution() {
    let events = template("events.yaml");
    let rule = events.properties("BatchEnded");
    let detail = &rule["EventPattern"]["detail"];
    // The machine itself, not the Map's chunks; and every way to end but success.
    assert_eq!(detail["stateMachineArn"], json!([{ "Ref": "BatchWorkflowArn" }]));
    assert_eq!(detail["status"], json!(["FAILED", "TIMED_OUT", "ABORTED"]));
    let target = &rule["Targets"][0];
    assert_eq!(target["Arn"], json!({ "Ref": "BatchFunction" }));
    let template = target["InputTransformer"]["InputTemplate"].as_str().unwrap();
    // EventBridge puts text in with its quotation marks.
    let event = template.replace("<execution>", "\"E\"").replace("<status>", "\"FAILED\"");
    let event: Value = serde_json::from_str(&event).unwrap();
    assert_eq!(event, json!({ "action": "ended", "execution": "E", "status": "FAILED" }));
    let permission = events.properties("BatchEndedPermission");
    assert_eq!(permission["SourceArn"], json!({ "Fn::GetAtt": ["BatchEnded", "Arn"] }));
}

/// SAM's events would be permissions, mappings and schedules that no test here sees.
#[test]
fn no_function_has_events_of_its_own() {
    for (_, name, function) in all_of_type("AWS::Serverless::Function") {
        assert!(function["Events"].is_null(), "{name}");
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

/// DynamoDB throttles whoever reads a shard as the third.
#[test]
fn the_stream_has_two_readers_at_most() {
    let pipes = all_of_type("AWS::Pipes::Pipe").len();
    assert_eq!(pipes + all_of_type("AWS::Lambda::EventSourceMapping").len(), 2);
}

#[test]
fn the_notifier_sees_events_and_videos_that_ended_and_no_task_token() {
    let stream = template("events.yaml").properties("NotifierStream");
    let filters = stream["FilterCriteria"]["Filters"].as_array().unwrap().clone();
    let pattern = |filter: &Value| -> Value {
        serde_json::from_str(filter["Pattern"].as_str().unwrap()).unwrap()
    };
    let patterns: Vec<Value> = filters.iter().map(pattern).collect();
    let prefix = |pattern: &Value| pattern["dynamodb"]["Keys"]["sk"]["S"][0]["prefix"].clone();
    assert_eq!(patterns.iter().map(prefix).collect::<Vec<_>>(), ["EVENT#", "VIDEO#"]);
    let statuses = patterns[1]["dynamodb"]["NewImage"]["status"]["S"].clone();
    let statuses: Vec<VideoStatus> = serde_json::from_value(statuses).unwrap();
    // A record holds a token only while its video is active.
    assert!(statuses.iter().all(|status| !status.is_active()));
    assert_eq!(statuses.len(), 4, "every way to end");
    assert_eq!(stream["BisectBatchOnFunctionError"], true);
    let retries = stream["MaximumRetryAttempts"].as_i64().unwrap();
    assert!((1..=10).contains(&retries), "-1 would hold up the shard for a day");
}

#[test]
fn the_notifier_sweeps_every_minute_through_the_alias() {
    let schedule = template("events.yaml").properties("NotifierSchedule");
    assert_eq!(schedule["ScheduleExpression"], "rate(1 minute)");
    assert_eq!(schedule["Target"]["Arn"]["Ref"], "NotifierFunction");
    let events = template("template.yaml").properties("Events")["Parameters"].clone();
    assert_eq!(events["NotifierFunction"]["Ref"], "NotifierFunction.Alias");
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
