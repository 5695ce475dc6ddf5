use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::stack::{template, text, texts};

const DEFINITION: &str = "statemachine/video.asl.json";

/// The `${Names}` in a text.
fn placeholders(text: &str) -> BTreeSet<String> {
    let after = text.split("${").skip(1);
    after.map(|rest| rest.split_once('}').unwrap().0.to_owned()).collect()
}

fn workflow() -> Value {
    template("workflow.yaml").properties("Workflow")
}

#[test]
fn every_substitution_is_used_and_given() {
    let given = workflow()["DefinitionSubstitutions"].as_object().unwrap().clone();
    let names: BTreeSet<String> = given.keys().cloned().collect();
    assert_eq!(placeholders(&text(DEFINITION)), names);
    // Each is the function of its name, through the alias that a canary moves.
    let parameters = &template("template.yaml").properties("Workflow")["Parameters"];
    for (name, value) in given {
        assert_eq!(value["Ref"], name);
        assert_eq!(parameters[&name]["Ref"], format!("{name}.Alias"));
    }
}

#[test]
fn the_definition_is_the_one_that_is_tested() {
    let location = workflow()["DefinitionS3Location"].clone();
    assert_eq!(location, format!("../{DEFINITION}"));
}

#[test]
fn it_is_logged_traced_and_encrypted() {
    let workflow = workflow();
    assert_eq!(workflow["TracingConfiguration"]["Enabled"], true);
    let logging = &workflow["LoggingConfiguration"];
    assert_eq!(logging["Level"], "ERROR");
    assert_eq!(logging["IncludeExecutionData"], false, "payloads carry task tokens");
    assert!(!texts(&logging["Destinations"]).is_empty());
    let encryption = &workflow["EncryptionConfiguration"];
    assert_eq!(encryption["Type"], "CUSTOMER_MANAGED_KMS_KEY");
    assert_eq!(encryption["KmsKeyId"]["Ref"], "KeyArn");
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
fn it_may_call_the_agents_and_nobody_else() {
    let role = template("workflow.yaml").properties("Role");
    let statements = role["Policies"][0]["PolicyDocument"]["Statement"].as_array().unwrap();
    let invokes: Vec<&Value> =
        statements.iter().filter(|s| s["Action"] == "lambda:InvokeFunction").collect();
    assert_eq!(invokes.len(), 1);
    let called: BTreeSet<String> = texts(&invokes[0]["Resource"]).into_iter().collect();
    assert_eq!(called, placeholders(&text(DEFINITION)));
}

#[test]
fn the_api_starts_it_through_the_alias_under_the_name_that_its_role_allows() {
    let root = template("template.yaml");
    let variables = &root.properties("ApiFunction")["Environment"]["Variables"];
    let start = json!({ "Fn::GetAtt": ["Workflow", "Outputs.StartArn"] });
    assert_eq!(variables["OMA_STATE_MACHINE_ARN"], start);
    let outputs = template("workflow.yaml").section("Outputs");
    let published =
        json!({ "Fn::If": ["PublishesVersions", { "Ref": "Alias" }, { "Ref": "Workflow" }] });
    assert_eq!(outputs["StartArn"]["Value"], published);
    assert_eq!(workflow()["StateMachineName"]["Fn::Sub"], "oma-${Environment}-video");
}
