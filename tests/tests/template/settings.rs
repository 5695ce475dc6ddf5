//! What people deploy with: samconfig.toml and the emulator's parameters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::stack::{template, text};

fn samconfig() -> toml::Table {
    text("samconfig.toml").parse().unwrap()
}

fn deploy(environment: &str) -> toml::Table {
    samconfig()[environment]["deploy"]["parameters"].as_table().unwrap().clone()
}

/// The template's parameters as an environment sets them.
fn overrides(environment: &str) -> BTreeMap<String, String> {
    let settings = deploy(environment);
    let list = settings["parameter_overrides"].as_array().unwrap();
    let pair = |one: &toml::Value| {
        let (name, value) = one.as_str().unwrap().split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    list.iter().map(pair).collect()
}

fn emulator() -> BTreeMap<String, String> {
    serde_json::from_str(&text("infra/parameters/emulator.json")).unwrap()
}

/// Whether the template takes a value.
fn check(parameters: &BTreeMap<String, String>) {
    let known = template("template.yaml").section("Parameters");
    for (name, value) in parameters {
        let parameter = known.get(name).unwrap_or_else(|| panic!("there is no parameter {name}"));
        if let Some(allowed) = parameter["AllowedValues"].as_array() {
            let is_number = |one: &Value| one.as_i64().is_some_and(|one| value.parse() == Ok(one));
            let matches = |one: &Value| one == value.as_str() || is_number(one);
            assert!(allowed.iter().any(matches), "{name}: {value}");
        }
        if parameter["Type"] == "Number" {
            assert!(value.parse::<f64>().is_ok(), "{name}: {value}");
        }
    }
}

#[test]
fn every_environment_sets_parameters_that_there_are() {
    for environment in ["dev", "staging", "prod"] {
        let parameters = overrides(environment);
        check(&parameters);
        assert_eq!(parameters["Environment"], environment);
        assert_eq!(
            deploy(environment)["stack_name"].as_str(),
            Some(&*format!("oma-{environment}"))
        );
    }
    check(&emulator());
}

#[test]
fn deploying_takes_what_was_built_and_building_takes_the_source() {
    let all = samconfig();
    for (environment, commands) in all.iter().filter(|(name, _)| *name != "version") {
        for (command, settings) in commands.as_table().unwrap() {
            let source = settings["parameters"].get("template_file").and_then(toml::Value::as_str);
            let expected = (command != "deploy").then_some("infra/template.yaml");
            assert_eq!(source, expected, "{environment} {command}");
        }
    }
    assert!(!all.contains_key("global"), "it would give deploy the source");
    // No table inherits: each has all commands.
    for environment in ["dev", "staging", "prod"] {
        let commands: BTreeSet<&str> =
            all[environment].as_table().unwrap().keys().map(String::as_str).collect();
        assert_eq!(commands, BTreeSet::from(["build", "deploy", "validate"]));
    }
}

#[test]
fn prod_asks_keeps_and_backs_up() {
    assert_eq!(deploy("prod")["confirm_changeset"].as_bool(), Some(true));
    let prod = overrides("prod");
    for parameter in ["ProtectData", "EnableBackups", "EnableWaf"] {
        assert_eq!(prod[parameter], "true", "{parameter}");
    }
    for environment in ["dev", "staging", "prod"] {
        assert!(!overrides(environment).contains_key("AllowLocalWebhooks"), "{environment}");
    }
    assert_eq!(prod["Release"], "Canary");
    assert_eq!(overrides("staging")["Release"], "Canary");
}

#[test]
fn every_parameter_says_what_it_is_and_defaults_to_what_is_safe() {
    let parameters = template("template.yaml").section("Parameters");
    for (name, parameter) in &parameters {
        assert!(parameter["Description"].as_str().is_some_and(|text| text.len() > 20), "{name}");
        assert!(!parameter["Default"].is_null(), "{name}");
    }
    let default = |name: &str| parameters[name]["Default"].clone();
    assert_eq!(default("ProtectData"), "true");
    assert_eq!(default("Faults"), "");
    assert_eq!(default("S3PathStyle"), "false");
    assert_eq!(default("AllowLocalWebhooks"), "false");
    assert_eq!(default("MachineClient"), "false");
    assert_eq!(default("MachineScopes"), "oma/read");
}

#[test]
fn outputs_are_those_that_scripts_and_tests_read() {
    let outputs = template("template.yaml").section("Outputs");
    for name in [
        "ApiUrl",
        "UserPoolId",
        "UserPoolClientId",
        "HostedLoginUrl",
        "CommandLineClientId",
        "MachineClientId",
        "Issuer",
        "TokenUrl",
        "StateMachineArn",
        "StateMachineAliasArn",
        "TableName",
        "BucketName",
        "EventBusName",
        "DashboardUrl",
    ] {
        assert!(outputs[name]["Description"].is_string(), "{name}");
    }
}
