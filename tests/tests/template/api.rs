use serde_json::{Value, json};

use crate::stack::{template, texts};

fn api() -> Value {
    template("template.yaml").properties("Api")
}

#[test]
fn it_is_throttled_logged_and_traced() {
    let api = api();
    assert_eq!(api["TracingEnabled"], true);
    let limits = &api["MethodSettings"][0];
    assert_eq!(limits["ResourcePath"], "/*");
    assert_eq!(limits["HttpMethod"], "*");
    assert_eq!(limits["ThrottlingRateLimit"]["Ref"], "ApiRate");
    assert_eq!(limits["ThrottlingBurstLimit"]["Ref"], "ApiBurst");
    let log = &api["AccessLogSetting"];
    assert_eq!(log["DestinationArn"], json!({ "Fn::GetAtt": ["AccessLogs", "Arn"] }));
    let line: Value = serde_json::from_str(log["Format"].as_str().unwrap()).unwrap();
    for field in ["request_id", "xray_trace_id", "status", "path"] {
        assert!(line[field].is_string(), "{field}");
    }
    // No token, no claim of one: who asked is in the function's log alone.
    assert!(texts(&line).iter().all(|text| !text.contains("authoriz")));
}

#[test]
fn the_firewall_limits_each_address_and_knows_common_attacks() {
    let firewall = template("firewall.yaml");
    let rules = firewall.properties("WebAcl")["Rules"].as_array().unwrap().clone();
    assert!(rules.iter().any(|rule| {
        rule["Statement"]["RateBasedStatement"]["AggregateKeyType"] == "IP"
            && rule["Action"]["Block"].is_object()
    }));
    let managed = rules.iter().map(|rule| &rule["Statement"]["ManagedRuleGroupStatement"]["Name"]);
    assert!(managed.clone().any(|name| name == "AWSManagedRulesCommonRuleSet"));
    assert_eq!(firewall.properties("Association")["ResourceArn"]["Ref"], "StageArn");
}

/// The largest body that the function takes is 524,288 bytes; the firewall must not be stricter.
#[test]
fn the_firewall_refuses_bodies_that_are_plainly_too_large() {
    let firewall = template("firewall.yaml");
    let rules = firewall.properties("WebAcl")["Rules"].as_array().unwrap().clone();
    let by_size = rules.iter().find(|rule| rule["Name"] == "large-body").unwrap();
    let rule = &by_size["Statement"]["RegexMatchStatement"];
    assert_eq!(rule["FieldToMatch"]["SingleHeader"]["Name"], "content-length");
    let schema = json!({ "type": "string", "pattern": rule["RegexString"] });
    let refuses = jsonschema::validator_for(&schema).unwrap();
    for taken in ["0", "524288", "599999", "000524288"] {
        assert!(!refuses.is_valid(&json!(taken)), "{taken}");
    }
    for refused in ["600000", "999999", "1000000", "10485760", "0000600000"] {
        assert!(refuses.is_valid(&json!(refused)), "{refused}");
    }
    let mut priorities: Vec<u64> =
        rules.iter().map(|rule| rule["Priority"].as_u64().unwrap()).collect();
    priorities.sort_unstable();
    priorities.dedup();
    assert_eq!(priorities.len(), rules.len());
}

#[test]
fn users_are_invited_have_strong_passwords_and_a_group() {
    let identity = template("identity.yaml");
    let pool = identity.properties("UserPool");
    let deletion = json!({ "Fn::If": ["ProtectsData", "RetainExceptOnCreate", "Delete"] });
    assert_eq!(identity.resource("UserPool")["DeletionPolicy"], deletion);
    assert_eq!(pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"], true);
    let policy = &pool["Policies"]["PasswordPolicy"];
    assert!(policy["MinimumLength"].as_u64().unwrap() >= 12);
    for kind in ["Lowercase", "Uppercase", "Numbers", "Symbols"] {
        assert_eq!(policy[format!("Require{kind}")], true, "{kind}");
    }
    assert_eq!(pool["MfaConfiguration"]["Ref"], "MfaConfiguration");
    let groups = identity.of_type("AWS::Cognito::UserPoolGroup");
    let mut groups: Vec<&str> =
        groups.values().map(|group| group["GroupName"].as_str().unwrap()).collect();
    groups.sort_unstable();
    assert_eq!(groups, ["admin", "editor", "viewer"]);
}

#[test]
fn people_sign_in_by_code_at_clients_that_have_no_secret() {
    let identity = template("identity.yaml");
    for name in ["UserPoolClient", "CommandLineClient"] {
        let client = identity.properties(name);
        assert_eq!(client["GenerateSecret"], false, "{name}");
        assert_eq!(client["AllowedOAuthFlows"], json!(["code"]), "{name}");
        assert_eq!(client["PreventUserExistenceErrors"], "ENABLED", "{name}");
        let granted = client["AllowedOAuthScopes"].as_array().unwrap();
        for scope in scopes() {
            assert!(granted.contains(&json!(scope)), "{name}: {scope}");
        }
    }
    let callbacks = identity.properties("CommandLineClient")["CallbackURLs"].clone();
    let ports = [8976, 8977, 8978].map(|port| format!("http://127.0.0.1:{port}/callback"));
    assert_eq!(callbacks, json!(ports), "`oma login` listens there");
}

#[test]
fn tokens_live_an_hour_and_can_be_revoked() {
    for (name, client) in template("identity.yaml").of_type("AWS::Cognito::UserPoolClient") {
        assert_eq!(client["AccessTokenValidity"], 60, "{name}");
        assert_eq!(client["TokenValidityUnits"]["AccessToken"], "minutes", "{name}");
        assert_eq!(client["EnableTokenRevocation"], true, "{name}");
    }
}

/// The scopes of the resource server, as tokens carry them.
fn scopes() -> Vec<String> {
    let server = template("identity.yaml").properties("ResourceServer");
    let identifier = server["Identifier"].as_str().unwrap().to_owned();
    let scopes = server["Scopes"].as_array().unwrap().iter();
    scopes.map(|scope| format!("{identifier}/{}", scope["ScopeName"].as_str().unwrap())).collect()
}

#[test]
fn the_scopes_are_those_that_the_api_asks_for() {
    assert_eq!(scopes(), ["oma/read", "oma/write", "oma/admin"]);
}

#[test]
fn a_machine_gets_its_client_only_if_it_is_asked_for() {
    let identity = template("identity.yaml");
    assert_eq!(identity.resource("MachineUserPoolClient")["Condition"], "HasMachineClient");
    let client = identity.properties("MachineUserPoolClient");
    assert_eq!(client["AllowedOAuthFlows"], json!(["client_credentials"]));
    assert_eq!(client["GenerateSecret"], true);
    assert_eq!(client["AllowedOAuthScopes"]["Ref"], "MachineScopes");
    let told = texts(&identity.section("Outputs").into());
    assert!(told.iter().all(|text| !text.contains("ClientSecret")), "no output shows the secret");
}

#[test]
fn the_function_is_told_the_origins_and_the_limits() {
    let function = template("template.yaml").properties("ApiFunction");
    let variables = &function["Environment"]["Variables"];
    let origins = &variables["OMA_CORS_ORIGINS"]["Fn::If"];
    assert_eq!(origins[2]["Ref"], "ConsoleOrigin");
    assert_eq!(origins[1]["Fn::Sub"], "${ConsoleOrigin},${MoreOrigins}");
    for (variable, parameter) in [
        ("OMA_LIMIT_REQUESTS_PER_MINUTE", "RequestsPerMinute"),
        ("OMA_LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS", "RequestsPerMinutePerAddress"),
        ("OMA_LIMIT_VIDEOS_AT_ONCE", "VideosAtOnce"),
        ("OMA_LIMIT_VIDEOS_PER_DAY", "VideosPerDay"),
        ("OMA_PUBLIC_URL", "PublicUrl"),
    ] {
        assert_eq!(variables[variable]["Ref"], parameter);
    }
}
