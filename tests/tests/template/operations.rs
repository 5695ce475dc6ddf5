use std::collections::BTreeSet;

use oma_core::ErrorKind;
use oma_lambda::METRICS;
use serde_json::Value;

use crate::stack::{all_of_type, root, template, texts};

/// Whether the functions write a metric under exactly these dimensions.
fn is_written(metric: &str, dimensions: &BTreeSet<String>) -> bool {
    METRICS
        .iter()
        .filter(|known| known.name == metric)
        .flat_map(|known| known.dimensions)
        .any(|set| set.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>() == *dimensions)
}

/// The metrics of an alarm, whether it has one or computes with several.
fn metrics(alarm: &Value) -> Vec<Value> {
    let computed = alarm["Metrics"].as_array().cloned().unwrap_or_default();
    let stats = computed.iter().map(|metric| metric["MetricStat"]["Metric"].clone());
    let mut found: Vec<Value> = stats.filter(Value::is_object).collect();
    if alarm["MetricName"].is_string() {
        found.push(alarm.clone());
    }
    found
}

/// The names of a metric's dimensions.
fn dimensions(metric: &Value) -> BTreeSet<String> {
    let all = metric["Dimensions"].as_array().cloned().unwrap_or_default();
    all.iter().map(|one| one["Name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_operators_must_hear_of_has_an_alarm() {
    let promised = [
        ("FailureRate", "failure-rate"),
        ("StuckExecutions", "stuck-executions"),
        ("ExecutionsTimedOut", "stuck-executions"),
        ("BatchesFailed", "batches"),
        ("Defects", "defects"),
        ("ProviderThrottling", "throttling"),
        ("StorageThrottling", "throttling"),
        ("LambdaThrottling", "throttling"),
        ("DeadLetters", "dead-letters"),
        ("ApiErrors", "api-errors"),
        ("ApiLatency", "api-latency"),
        ("WebhooksDead", "webhooks"),
        ("NotifierErrors", "notifier"),
        ("NotifierLags", "notifier"),
        ("ProviderSpend", "budget"),
    ];
    let alarms = template("operations.yaml").of_type("AWS::CloudWatch::Alarm");
    assert_eq!(alarms.len(), promised.len());
    for (name, runbook) in promised {
        let alarm = &alarms[name];
        let description = alarm["AlarmDescription"]["Fn::Sub"].as_str().unwrap();
        assert!(description.ends_with(&format!("${{RunbookUrl}}/{runbook}.md")), "{name}");
        assert_eq!(alarm["AlarmActions"], serde_json::json!([{ "Ref": "Topic" }]), "{name}");
        // Nothing runs at night: no data is no alarm.
        assert_eq!(alarm["TreatMissingData"], "notBreaching", "{name}");
    }
}

#[test]
fn every_runbook_is_linked_and_every_link_leads_to_one() {
    let linked: BTreeSet<String> = all_of_type("AWS::CloudWatch::Alarm")
        .iter()
        .map(|(_, name, alarm)| {
            let text = alarm["AlarmDescription"]["Fn::Sub"].as_str();
            let text = text.unwrap_or_else(|| panic!("{name} says nothing"));
            text.split_once("${RunbookUrl}/").unwrap().1.to_owned()
        })
        .collect();
    let there: BTreeSet<String> = std::fs::read_dir(root().join("docs/runbooks"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    assert_eq!(linked, there);
}

#[test]
fn alarms_watch_metrics_that_are_written() {
    let mut seen = 0;
    for (_, name, alarm) in all_of_type("AWS::CloudWatch::Alarm") {
        let metrics = metrics(&alarm);
        assert!(!metrics.is_empty(), "{name}");
        for metric in metrics.iter().filter(|metric| metric["Namespace"] == "OMA") {
            let watched = metric["MetricName"].as_str().unwrap();
            assert!(is_written(watched, &dimensions(metric)), "{name} watches {metric}");
            seen += 1;
        }
    }
    assert!(seen >= 10, "found only {seen}");
}

#[test]
fn errors_that_alarms_watch_are_errors_of_the_table() {
    let known: BTreeSet<&str> = ErrorKind::all().map(|kind| kind.info().name).collect();
    for (_, name, alarm) in all_of_type("AWS::CloudWatch::Alarm") {
        for metric in metrics(&alarm) {
            let dimensions = metric["Dimensions"].as_array().cloned().unwrap_or_default();
            let errors = dimensions.iter().filter(|one| one["Name"] == "Error");
            for error in errors.map(|one| one["Value"].as_str().unwrap()) {
                assert!(known.contains(error), "{name}: {error}");
            }
        }
    }
}

/// The dashboard as JSON; what `CloudFormation` puts in is text everywhere.
fn widgets() -> Vec<Value> {
    let body = template("dashboard.yaml").properties("Dashboard")["DashboardBody"].clone();
    let body: Value = serde_json::from_str(body["Fn::Sub"].as_str().unwrap()).unwrap();
    body["widgets"].as_array().unwrap().clone()
}

#[test]
fn the_dashboard_shows_metrics_that_are_written() {
    let mut shown = BTreeSet::new();
    for widget in widgets() {
        for line in widget["properties"]["metrics"].as_array().unwrap() {
            let line = line.as_array().unwrap();
            if let Some(search) = line[0]["expression"].as_str() {
                let (schema, rest) = search.split_once("('{").unwrap().1.split_once('}').unwrap();
                let mut schema: BTreeSet<String> = schema.split(',').map(str::to_owned).collect();
                assert!(schema.remove("OMA"), "{search}");
                let metric = rest.split("MetricName=\"").nth(1).unwrap().split('"').next().unwrap();
                assert!(is_written(metric, &schema), "{search}");
                shown.insert(metric.to_owned());
            } else if line[0] == "OMA" {
                let pairs = line[2..].iter().filter_map(Value::as_str);
                let names = pairs.step_by(2).map(str::to_owned).collect();
                assert!(is_written(line[1].as_str().unwrap(), &names), "{line:?}");
                shown.insert(line[1].as_str().unwrap().to_owned());
            }
        }
    }
    for promised in [
        "VideosStarted",
        "VideosSucceeded",
        "VideosFailed",
        "StepDuration",
        "VideoCost",
        "StepCached",
        "ProviderThrottled",
        "ApiLatency",
        "WebhookDelivered",
        "WebhookDead",
    ] {
        assert!(shown.contains(promised), "{promised}");
    }
}

#[test]
fn the_dashboard_shows_the_queue_the_api_and_the_executions() {
    let all = texts(&widgets().into());
    for metric in ["ApproximateAgeOfOldestMessage", "5XXError", "Latency", "ExecutionsFailed"] {
        assert!(all.iter().any(|text| text == metric), "{metric}");
    }
}

#[test]
fn saved_queries_tell_a_videos_story_the_slowest_steps_and_the_cost() {
    let queries = template("dashboard.yaml").of_type("AWS::Logs::QueryDefinition");
    let text = |name: &str| queries[name]["QueryString"].as_str().unwrap().to_owned();
    assert!(text("WholeStory").contains("filter correlation_id ="));
    assert!(text("SlowestSteps").contains("pct(duration_ms, 90)"));
    assert!(text("CostByModel").contains("sum(cost_micro_usd)"));
    for (name, query) in &queries {
        assert_eq!(query["LogGroupNames"]["Ref"], "LogGroups", "{name}");
    }
    let given = &template("template.yaml").properties("Dashboard")["Parameters"]["LogGroups"];
    let groups = given["Fn::Join"][1].as_array().unwrap();
    assert_eq!(groups.len(), crate::functions::FUNCTIONS.len());
}

#[test]
fn a_budget_warns_before_it_is_spent() {
    let budget = template("operations.yaml").properties("Budget");
    assert_eq!(budget["Budget"]["BudgetLimit"]["Amount"]["Ref"], "MonthlyBudgetUsd");
    let warnings = budget["NotificationsWithSubscribers"].as_array().unwrap();
    let kinds: Vec<&str> = warnings
        .iter()
        .map(|warning| warning["Notification"]["NotificationType"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["ACTUAL", "ACTUAL", "FORECASTED"]);
    let topic = template("operations.yaml").properties("Topic");
    assert_eq!(topic["KmsMasterKeyId"]["Ref"], "KeyArn");
}
