//! Roles allow what the code does, and nothing more.

use std::collections::BTreeSet;

use oma_aws::permissions;
use oma_core::ports::Access;
use serde_json::Value;

use crate::functions::{FUNCTIONS, logical_id};
use crate::stack::{all_of_type, list, template};

/// What every function does beside its ports: it logs and traces, and table and media are encrypted.
const BESIDE_PORTS: [&str; 6] = [
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
];

/// Actions that AWS offers for all resources or none. What each is for stands in the templates.
const WITHOUT_RESOURCES: [&str; 13] = [
    "polly:SynthesizeSpeech",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
];

/// What Lambda does in the notifier's name: it puts aside what fails, and reads the stream.
const STREAM: [&str; 5] = [
    "sqs:SendMessage",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
];

/// What a function does through its ports, as its own crate says.
fn access(function: &str) -> &'static [Access] {
    match function {
        "supervisor" => supervisor_agent::ACCESS,
        "script" => script_agent::ACCESS,
        "visual" => visual_agent::ACCESS,
        "audio" => audio_agent::ACCESS,
        "editor" => editor_agent::ACCESS,
        "batch" => batch_function::ACCESS,
        "api" => api_function::ACCESS,
        "notifier" => notifier_function::ACCESS,
        other => panic!("what does {other} do?"),
    }
}

/// What a function's role must allow, and no more.
fn expected_actions(function: &str) -> BTreeSet<String> {
    let ports = permissions(access(function)).into_iter().map(|(action, _)| action);
    let by_lambda = match function {
        "notifier" => &STREAM[..],
        "batch" => &STREAM[..1],
        _ => &[],
    };
    ports.chain(BESIDE_PORTS).chain(by_lambda.iter().copied()).map(str::to_owned).collect()
}

fn role(function: &str) -> Value {
    template("roles.yaml").properties(&logical_id(function, "Role"))
}

/// The statements of a role's own policies.
fn statements(role: &Value) -> Vec<Value> {
    let policies = role["Policies"].as_array().cloned().unwrap_or_default();
    policies.iter().flat_map(|policy| list(&policy["PolicyDocument"]["Statement"])).collect()
}

fn strings(value: &Value) -> Vec<String> {
    list(value).iter().map(|item| item.as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn each_functions_role_allows_exactly_what_its_ports_call() {
    for function in FUNCTIONS {
        let role = role(function);
        let granted = statements(&role).iter().flat_map(|s| strings(&s["Action"])).collect();
        assert_eq!(expected_actions(function), granted, "{function}");
        assert!(role["ManagedPolicyArns"].is_null(), "{function}");
        let attached = template("template.yaml").properties(&logical_id(function, "Function"));
        let output = format!("Outputs.{}", logical_id(function, "RoleArn"));
        assert_eq!(attached["Role"]["Fn::GetAtt"], serde_json::json!(["Roles", output]));
        assert!(attached["Policies"].is_null(), "{function}: SAM would write a role of its own");
    }
}

#[test]
fn media_are_reached_by_prefix_and_records_in_one_table() {
    for function in FUNCTIONS {
        for statement in statements(&role(function)) {
            let resources = list(&statement["Resource"]);
            for action in strings(&statement["Action"]) {
                for resource in &resources {
                    let path = resource["Fn::Sub"].as_str().unwrap_or_default();
                    let bound = match action.as_str() {
                        // S3 tells absent from forbidden by the bucket alone.
                        "s3:ListBucket" => resource["Ref"] == "BucketArn",
                        s3 if s3.starts_with("s3:") => {
                            ["videos/", "artifacts/", "uploads/", "batches/"]
                                .iter()
                                .any(|prefix| path.starts_with(&format!("${{BucketArn}}/{prefix}")))
                        }
                        "dynamodb:Query" if path == "${TableArn}/index/*" => true,
                        db if STREAM.contains(&db) && db.starts_with("dynamodb:") => {
                            resource["Ref"] == "TableStreamArn"
                        }
                        db if db.starts_with("dynamodb:") => resource["Ref"] == "TableArn",
                        "sqs:SendMessage" => path.ends_with(":oma-${Environment}-dead-letters"),
                        sfn if sfn.starts_with("states:") => ["video", "batch"]
                            .iter()
                            .any(|one| path.contains(&format!(":oma-${{Environment}}-{one}"))),
                        log if log.starts_with("logs:") => path
                            .ends_with(&format!(":log-group:/oma/${{Environment}}/{function}:*")),
                        "secretsmanager:GetSecretValue" => {
                            path.contains(":secret:oma/${Environment}/")
                                && path.ends_with("-??????")
                        }
                        timer if timer.starts_with("scheduler:") => {
                            path.ends_with(":schedule/oma-${Environment}/*")
                        }
                        "iam:PassRole" => {
                            resource["Fn::GetAtt"] == serde_json::json!(["ScheduleRole", "Arn"])
                                && statement["Condition"]["StringEquals"]["iam:PassedToService"]
                                    == "scheduler.amazonaws.com"
                        }
                        "bedrock:InvokeModel" => path.contains(":bedrock:"),
                        kms if kms.starts_with("kms:") => {
                            resource["Ref"] == "KeyArn"
                                && statement["Condition"]["StringEquals"]["kms:ViaService"]
                                    .is_array()
                        }
                        other => WITHOUT_RESOURCES.contains(&other),
                    };
                    assert!(bound, "{function}: {action} on {resource}");
                }
            }
        }
    }
}

#[test]
fn only_the_supervisor_writes_films_and_only_who_takes_briefs_starts_a_workflow() {
    for function in FUNCTIONS {
        let writes_films = statements(&role(function)).iter().any(|statement| {
            strings(&statement["Action"]).contains(&"s3:PutObject".to_owned())
                && list(&statement["Resource"])
                    .iter()
                    .any(|resource| resource["Fn::Sub"] == "${BucketArn}/videos/*")
        });
        assert_eq!(writes_films, function == "supervisor", "{function}");
        let starts = expected_actions(function).contains("states:StartExecution");
        assert_eq!(starts, ["api", "batch"].contains(&function), "{function}");
    }
}

/// The batch workflow starts the films of a batch; its function only starts batches.
#[test]
fn the_batch_function_starts_batches_alone() {
    for statement in statements(&role("batch")) {
        if strings(&statement["Action"]).contains(&"states:StartExecution".to_owned()) {
            let resource = statement["Resource"]["Fn::Sub"].as_str().unwrap();
            assert!(resource.ends_with(":stateMachine:oma-${Environment}-batch"), "{resource}");
        }
    }
}

#[test]
fn only_who_releases_or_erases_deletes_films_and_only_who_hands_them_out_reads_them() {
    for function in FUNCTIONS {
        let may = |action: &str, resource: &str| {
            statements(&role(function)).iter().any(|statement| {
                let resources = list(&statement["Resource"]);
                strings(&statement["Action"]).contains(&action.to_owned())
                    && resources.iter().any(|one| one["Fn::Sub"] == resource)
            })
        };
        let deletes = may("s3:DeleteObject", "${BucketArn}/videos/*");
        assert_eq!(deletes, ["notifier", "supervisor"].contains(&function), "{function}");
        let reads_films = may("s3:GetObject", "${BucketArn}/videos/*");
        assert_eq!(reads_films, ["api", "batch"].contains(&function), "{function}");
        let takes_uploads = may("s3:PutObject", "${BucketArn}/uploads/*");
        assert_eq!(takes_uploads, function == "api", "{function}");
    }
}

/// A list's index holds keys alone, but of all users.
#[test]
fn agents_see_no_list_that_crosses_users() {
    for function in FUNCTIONS {
        let lists = statements(&role(function)).iter().any(|statement| {
            list(&statement["Resource"]).iter().any(|one| one["Fn::Sub"] == "${TableArn}/index/*")
        });
        assert_eq!(lists, ["api", "batch", "notifier"].contains(&function), "{function}");
    }
}

/// Policies of roles, in all templates.
fn all_statements() -> Vec<(String, Value)> {
    let roles = all_of_type("AWS::IAM::Role").into_iter();
    let inline = roles.flat_map(|(_, name, role)| {
        statements(&role).into_iter().map(move |statement| (name.clone(), statement))
    });
    let policies = all_of_type("AWS::IAM::Policy").into_iter();
    let attached = policies.flat_map(|(_, name, policy)| {
        let found = list(&policy["PolicyDocument"]["Statement"]).into_iter();
        found.map(move |statement| (name.clone(), statement))
    });
    inline.chain(attached).collect()
}

#[test]
fn nobody_may_do_everything_or_do_it_everywhere() {
    let statements = all_statements();
    assert!(statements.len() > 30, "found only {}", statements.len());
    for (name, statement) in statements {
        let actions = strings(&statement["Action"]);
        assert!(actions.iter().all(|action| !action.contains('*')), "{name}: {actions:?}");
        if list(&statement["Resource"]).contains(&Value::from("*")) {
            let forced = |action: &String| WITHOUT_RESOURCES.contains(&action.as_str());
            assert!(actions.iter().all(forced), "{name}: {actions:?} on every resource");
        }
    }
}
