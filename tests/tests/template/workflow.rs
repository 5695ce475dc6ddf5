use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::stack::{list, template, text, texts};

/// A workflow: its definition, its template, the stack of it in the root, and how its machine's name ends.
struct Deployed {
    definition: &'static str,
    template: &'static str,
    stack: &'static str,
    name: &'static str,
}

const VIDEO: Deployed = Deployed {
    definition: "statemachine/video.asl.json",
    template: "workflow.yaml",
    stack: "Workflow",
    name: "video",
};
const BATCH: Deployed = Deployed {
    definition: "statemachine/batch.asl.json",
    template: "batches.yaml",
    stack: "Batches",
    name: "batch",
};

impl Deployed {
    fn machine(&self) -> Value {
        template(self.template).properties("Workflow")
    }

    /// What the stack is given.
    fn parameters(&self) -> Value {
        template("template.yaml").properties(self.stack)["Parameters"].clone()
    }

    /// The statements of its role.
    fn statements(&self) -> Vec<Value> {
        let role = template(self.template).properties("Role");
        list(&role["Policies"][0]["PolicyDocument"]["Statement"])
    }
}

/// The `${Names}` in a text.
fn placeholders(text: &str) -> BTreeSet<String> {
    let after = text.split("${").skip(1);
    after.map(|rest| rest.split_once('}').unwrap().0.to_owned()).collect()
}

#[test]
fn every_substitution_is_used_and_given() {
    for workflow in [VIDEO, BATCH] {
        let given = workflow.machine()["DefinitionSubstitutions"].as_object().unwrap().clone();
        let names: BTreeSet<String> = given.keys().cloned().collect();
        assert_eq!(placeholders(&text(workflow.definition)), names);
        let parameters = workflow.parameters();
        // Each is the function of its name, through the alias that a canary moves.
        for (name, value) in given.iter().filter(|(name, _)| name.ends_with("Function")) {
            assert_eq!(value["Ref"], **name);
            assert_eq!(parameters[name]["Ref"], format!("{name}.Alias"));
        }
    }
}

/// As the API starts it, so that a canary of the video workflow takes a tenth of a batch as well.
#[test]
fn a_batch_starts_videos_through_their_alias_and_reads_from_the_media() {
    let given = BATCH.machine()["DefinitionSubstitutions"].clone();
    assert_eq!(given["VideoWorkflow"]["Ref"], "VideoWorkflow");
    assert_eq!(given["MediaBucket"]["Ref"], "BucketName");
    let parameters = BATCH.parameters();
    let start = json!({ "Fn::GetAtt": ["Workflow", "Outputs.StartArn"] });
    assert_eq!(parameters["VideoWorkflow"], start);
    let bucket = json!({ "Fn::GetAtt": ["Data", "Outputs.BucketName"] });
    assert_eq!(parameters["BucketName"], bucket);
}

#[test]
fn the_definition_is_the_one_that_is_tested() {
    for workflow in [VIDEO, BATCH] {
        let location = workflow.machine()["DefinitionS3Location"].clone();
        assert_eq!(location, format!("../{}", workflow.definition));
    }
}

#[test]
fn it_is_logged_traced_and_encrypted() {
    for workflow in [VIDEO, BATCH] {
        let machine = workflow.machine();
        assert_eq!(machine["TracingConfiguration"]["Enabled"], true);
        let logging = &machine["LoggingConfiguration"];
        assert_eq!(logging["Level"], "ERROR");
        assert_eq!(logging["IncludeExecutionData"], false, "payloads carry task tokens");
        assert!(!texts(&logging["Destinations"]).is_empty());
        let encryption = &machine["EncryptionConfiguration"];
        assert_eq!(encryption["Type"], "CUSTOMER_MANAGED_KMS_KEY");
        assert_eq!(encryption["KmsKeyId"]["Ref"], "KeyArn");
    }
}

#[test]
fn a_new_version_gets_a_tenth_first_and_executions_keep_theirs() {
    let templates = template("workflow.yaml");
    let version = templates.resource("Version");
    assert_eq!(version["UpdateReplacePolicy"], "Retain");
    let alias = templates.properties("Alias");
    assert_eq!(alias["Name"], "live");
    let canary = &alias["DeploymentPreference"]["Fn::If"][1];
    assert_eq!(canary["Type"], "CANARY");
    assert_eq!(canary["Percentage"], 10);
    assert_eq!(canary["Alarms"], json!([{ "Ref": "RollbackAlarm" }]));
}

#[test]
fn it_may_call_its_functions_and_nobody_else() {
    for workflow in [VIDEO, BATCH] {
        let statements = workflow.statements();
        let invokes: Vec<&Value> =
            statements.iter().filter(|s| s["Action"] == "lambda:InvokeFunction").collect();
        assert_eq!(invokes.len(), 1);
        let called: BTreeSet<String> = texts(&invokes[0]["Resource"]).into_iter().collect();
        let functions = placeholders(&text(workflow.definition)).into_iter();
        let functions: BTreeSet<String> = functions.filter(|n| n.ends_with("Function")).collect();
        assert_eq!(called, functions);
    }
}

/// What AWS documents for a distributed Map that reads an object and waits for nested executions.
#[test]
fn the_batch_workflow_may_run_its_chunks_and_wait_for_its_videos() {
    let attached = template("batches.yaml").properties("MapPolicy");
    let attached = list(&attached["PolicyDocument"]["Statement"]);
    let statements = [BATCH.statements(), attached].concat();
    let may = |action: &str, resource: &str| {
        statements.iter().any(|statement| {
            list(&statement["Action"]).contains(&json!(action))
                && statement["Resource"]["Fn::Sub"]
                    .as_str()
                    .is_some_and(|at| at.ends_with(resource))
        })
    };
    for (action, resource) in [
        ("states:StartExecution", ":stateMachine:oma-${Environment}-video"),
        ("states:DescribeExecution", ":execution:oma-${Environment}-video:*"),
        ("states:StopExecution", ":execution:oma-${Environment}-video:*"),
        ("states:StartExecution", ":stateMachine:oma-${Environment}-batch"),
        ("states:DescribeExecution", ":execution:oma-${Environment}-batch/*"),
        ("states:StopExecution", ":execution:oma-${Environment}-batch/*"),
        ("s3:GetObject", "${BucketArn}/batches/*"),
    ] {
        assert!(may(action, resource), "{action} on {resource}");
    }
    for action in ["events:PutTargets", "events:PutRule", "events:DescribeRule"] {
        let rule = ":rule/StepFunctionsGetEventsForStepFunctionsExecutionRule";
        assert!(may(action, rule), "{action}");
    }
    assert_eq!(template("batches.yaml").resource("Workflow")["DependsOn"], "MapPolicy");
}

#[test]
fn it_is_started_under_the_name_that_roles_allow() {
    let root = template("template.yaml");
    let variables = |function: &str| root.properties(function)["Environment"]["Variables"].clone();
    let start = json!({ "Fn::GetAtt": ["Workflow", "Outputs.StartArn"] });
    let batches = json!({ "Fn::GetAtt": ["Batches", "Outputs.WorkflowArn"] });
    assert_eq!(variables("ApiFunction")["OMA_STATE_MACHINE_ARN"], start);
    assert_eq!(variables("ApiFunction")["OMA_BATCH_STATE_MACHINE_ARN"], batches);
    assert_eq!(variables("BatchFunction")["OMA_STATE_MACHINE_ARN"], start);
    // The workflow calls the function, so the function cannot wait for the workflow's own word.
    let by_name = variables("BatchFunction")["OMA_BATCH_STATE_MACHINE_ARN"]["Fn::Sub"].clone();
    assert!(by_name.as_str().unwrap().ends_with(":stateMachine:oma-${Environment}-batch"));
    let outputs = template("workflow.yaml").section("Outputs");
    let published =
        json!({ "Fn::If": ["PublishesVersions", { "Ref": "Alias" }, { "Ref": "Workflow" }] });
    assert_eq!(outputs["StartArn"]["Value"], published);
    for workflow in [VIDEO, BATCH] {
        let name = workflow.machine()["StateMachineName"]["Fn::Sub"].clone();
        assert_eq!(name, format!("oma-${{Environment}}-{}", workflow.name));
    }
}
