use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::stack::{all_of_type, template, text};

/// The functions, by the names of their binaries.
pub(crate) const FUNCTIONS: [&str; 8] =
    ["supervisor", "script", "visual", "audio", "editor", "batch", "api", "notifier"];

/// `SupervisorFunction` of `supervisor`, with another ending than `Function` where wanted.
pub(crate) fn logical_id(function: &str, ending: &str) -> String {
    let (first, rest) = function.split_at(1);
    format!("{}{rest}{ending}", first.to_uppercase())
}

fn globals() -> Value {
    template("template.yaml").at("/Globals/Function")
}

#[test]
fn every_function_has_a_binary_of_its_own() {
    let root = template("template.yaml");
    assert_eq!(root.of_type("AWS::Serverless::Function").len(), FUNCTIONS.len());
    for function in FUNCTIONS {
        let metadata = &root.resource(&logical_id(function, "Function"))["Metadata"];
        assert_eq!(metadata["BuildMethod"], "rust-cargolambda", "{function}");
        assert_eq!(metadata["BuildProperties"]["Binary"], function);
    }
    assert!(oma_tests::binaries::FUNCTIONS.iter().all(|built| FUNCTIONS.contains(built)));
}

#[test]
fn all_run_on_the_one_runtime_traced_and_behind_the_alias() {
    let globals = globals();
    assert_eq!(globals["Runtime"], "provided.al2023");
    assert_eq!(globals["Architectures"], json!([{ "Ref": "Architecture" }]));
    assert_eq!(globals["Tracing"], "Active");
    assert_eq!(globals["AutoPublishAlias"], "live");
    // One target folder for all: the workspace.
    assert_eq!(globals["CodeUri"], "..");
    let default = template("template.yaml").at("/Parameters/Architecture/Default");
    assert_eq!(default, "x86_64", "the architecture that is verified");
    for (name, function) in template("template.yaml").of_type("AWS::Serverless::Function") {
        for property in ["Runtime", "Architectures", "Tracing", "AutoPublishAlias", "CodeUri"] {
            assert!(function[property].is_null(), "{name} deviates in {property}");
        }
    }
}

/// What those read who take briefs in: of the API the first seven besides.
const OF_THE_API: [&str; 13] = [
    "OMA_CORS_ORIGINS",
    "OMA_LIMIT_REQUESTS_PER_MINUTE",
    "OMA_LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS",
    "OMA_SCHEDULE_DLQ_ARN",
    "OMA_SCHEDULE_GROUP",
    "OMA_SCHEDULE_ROLE_ARN",
    "OMA_SCHEDULE_TARGET_ARN",
    "OMA_ALLOW_LOCAL_WEBHOOKS",
    "OMA_BATCH_STATE_MACHINE_ARN",
    "OMA_LIMIT_VIDEOS_AT_ONCE",
    "OMA_LIMIT_VIDEOS_PER_DAY",
    "OMA_PUBLIC_URL",
    "OMA_STATE_MACHINE_ARN",
];

#[test]
fn the_environment_is_what_the_code_reads_and_nothing_secret() {
    let variables = globals()["Environment"]["Variables"].as_object().unwrap().clone();
    let names: BTreeSet<&str> = variables.keys().map(String::as_str).collect();
    let expected = [
        "OMA_BUCKET",
        "OMA_ENVIRONMENT",
        "OMA_FAULT",
        "OMA_LIMIT_USD_PER_MONTH",
        "OMA_LOG",
        "OMA_PACKS",
        "OMA_PROVIDERS",
        "OMA_S3_PATH_STYLE",
        "OMA_SECRETS_PREFIX",
        "OMA_TABLE",
    ];
    assert_eq!(names, BTreeSet::from(expected));
    for (name, function) in template("template.yaml").of_type("AWS::Serverless::Function") {
        let own = function["Environment"]["Variables"].as_object().cloned().unwrap_or_default();
        let own: BTreeSet<&str> = own.keys().map(String::as_str).collect();
        let wanted: &[&str] = match name.as_str() {
            "ApiFunction" => &OF_THE_API,
            "BatchFunction" => &OF_THE_API[7..],
            "NotifierFunction" => &OF_THE_API[7..8],
            _ => &[],
        };
        assert_eq!(own, wanted.iter().copied().collect(), "{name}");
    }
}

#[test]
fn memory_and_time_are_bounded_and_no_function_outlives_its_caller() {
    let read = |path| serde_json::from_str::<Value>(&text(path)).unwrap();
    let definitions = ["statemachine/video.asl.json", "statemachine/batch.asl.json"].map(read);
    let root = template("template.yaml");
    for (name, function) in root.of_type("AWS::Serverless::Function") {
        let timeout = function["Timeout"].as_u64().unwrap();
        assert!((128..=10_240).contains(&function["MemorySize"].as_u64().unwrap()), "{name}");
        if name == "ApiFunction" {
            assert!(timeout < 29, "API Gateway's own limit");
            continue;
        }
        if name == "NotifierFunction" {
            assert!(timeout > 10 * 15, "ten receivers that stall for 15 seconds each");
            continue;
        }
        let longest = longest_state(&json!(definitions), &format!("${{{name}}}"));
        assert_eq!(timeout, longest, "{name}: the longest of its states");
    }
}

/// The longest time a state gives a function that answers by itself.
fn longest_state(definition: &Value, function: &str) -> u64 {
    let here = definition["Arguments"]["FunctionName"] == function
        && definition["Resource"] == "arn:aws:states:::lambda:invoke";
    let own = if here { definition["TimeoutSeconds"].as_u64().unwrap() } else { 0 };
    let inner = match definition {
        Value::Object(members) => members.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    inner.into_iter().map(|value| longest_state(value, function)).fold(own, u64::max)
}

#[test]
fn each_function_logs_into_a_group_of_its_own() {
    let root = template("template.yaml");
    for function in FUNCTIONS {
        let properties = root.properties(&logical_id(function, "Function"));
        let group = logical_id(function, "Logs");
        assert_eq!(properties["LoggingConfig"]["LogGroup"]["Ref"], group);
        let name = &root.properties(&group)["LogGroupName"]["Fn::Sub"];
        assert_eq!(*name, format!("/oma/${{Environment}}/{function}"));
    }
}

#[test]
fn every_log_group_ends_and_is_encrypted() {
    let groups = all_of_type("AWS::Logs::LogGroup");
    assert_eq!(
        groups.len(),
        FUNCTIONS.len() + 3,
        "and those of the API's access and the workflows"
    );
    for (_, name, group) in groups {
        assert_eq!(group["RetentionInDays"]["Ref"], "LogRetentionDays", "{name}");
        assert!(group["KmsKeyId"].is_object(), "{name}");
    }
}

#[test]
fn rendering_drawing_and_speaking_can_be_bounded() {
    let root = template("template.yaml");
    for function in ["editor", "visual", "audio"] {
        let bound =
            &root.properties(&logical_id(function, "Function"))["ReservedConcurrentExecutions"];
        let parameter = logical_id(function, "ReservedConcurrency");
        assert_eq!(bound["Fn::If"][1]["Ref"], parameter);
        assert!(root.section("Parameters").contains_key(&parameter));
    }
}

#[test]
fn a_new_version_gets_a_tenth_first_and_alarms_take_it_back() {
    let preference = &globals()["DeploymentPreference"];
    let mapped = |member: &str| json!({ "Fn::FindInMap": ["ReleaseOfFunctions", { "Ref": "Release" }, member] });
    assert_eq!(preference["Enabled"], mapped("Enabled"));
    assert_eq!(preference["Type"], mapped("Type"));
    let root = template("template.yaml");
    let canary = root.at("/Mappings/ReleaseOfFunctions/Canary");
    assert_eq!(canary, json!({ "Enabled": true, "Type": "Canary10Percent10Minutes" }));
    let alarms = preference["Alarms"]["Fn::If"][1].as_array().unwrap();
    assert!(!alarms.is_empty());
    for alarm in alarms {
        let name = alarm["Ref"].as_str().unwrap();
        assert_eq!(root.resource(name)["Type"], "AWS::CloudWatch::Alarm", "{name}");
    }
}

#[test]
fn layers_are_those_that_the_list_gives_each_function() {
    let root = template("template.yaml");
    let path = "infra/layers/functions.txt";
    for line in text(path).lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut words = line.split_whitespace();
        let function = words.next().unwrap();
        let listed: Vec<String> = words.map(str::to_owned).collect();
        let attached = root.properties(&logical_id(function, "Function"))["Layers"].clone();
        let attached = attached.as_array().cloned().unwrap_or_default();
        let names: Vec<String> = attached
            .iter()
            .map(|layer| {
                let layer = layer["Fn::If"][1]["Ref"].as_str().unwrap();
                let content = root.properties(layer)["ContentUri"].as_str().unwrap().to_owned();
                let file = content.strip_prefix("layers/build/").unwrap();
                file.strip_suffix(".zip").unwrap().to_owned()
            })
            .collect();
        assert_eq!(names, listed, "{function}");
    }
}
