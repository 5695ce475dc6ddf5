use serde_json::{Value, json};

use crate::stack::{template, texts};

fn api() -> Value {
    template("template.yaml").properties("Api")
}

/// The routes: (method, path, properties).
fn routes() -> Vec<(String, String, Value)> {
    let events = template("template.yaml").properties("ApiFunction")["Events"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let route = |event: &Value| {
        let properties = event["Properties"].clone();
        (text(&properties["Method"]), text(&properties["Path"]), properties)
    };
    events.as_object().unwrap().values().map(route).collect()
}

#[test]
fn every_route_asks_for_a_token_but_health() {
    assert_eq!(api()["Auth"]["DefaultAuthorizer"], "Users");
    let pool = &api()["Auth"]["Authorizers"]["Users"]["UserPoolArn"];
    assert_eq!(*pool, json!({ "Fn::GetAtt": ["Identity", "Outputs.UserPoolArn"] }));
    for (method, path, route) in routes() {
        let open = route["Auth"]["Authorizer"] == "NONE";
        assert_eq!(open, path == "/v1/health", "{method} {path}");
        assert_eq!(route["RestApiId"]["Ref"], "Api");
    }
    // A browser's preflight carries no token.
    assert_eq!(api()["Auth"]["AddDefaultAuthorizerToCorsPreflight"], false);
}

#[test]
fn a_body_is_checked_before_the_function_is_paid_for() {
    let posts: Vec<Value> =
        routes().into_iter().filter(|(method, ..)| method == "POST").map(|(.., r)| r).collect();
    assert!(!posts.is_empty());
    for post in posts {
        let model = &post["RequestModel"];
        assert_eq!(model["ValidateBody"], true);
        assert!(api()["Models"][model["Model"].as_str().unwrap()].is_object());
    }
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
    // No token, no address of a caller's body.
    assert!(texts(&line).iter().all(|text| !text.contains("authoriz")));
}

#[test]
fn the_gateways_own_answers_are_problem_documents() {
    let responses = api()["GatewayResponses"].clone();
    let responses = responses.as_object().unwrap();
    for name in ["UNAUTHORIZED", "EXPIRED_TOKEN", "THROTTLED", "BAD_REQUEST_BODY", "DEFAULT_4XX"] {
        assert!(responses.contains_key(name), "{name}");
    }
    for (name, response) in responses {
        let headers = &response["ResponseParameters"]["Headers"];
        assert_eq!(headers["Content-Type"], "'application/problem+json'", "{name}");
        let origin = &headers["Access-Control-Allow-Origin"]["Fn::Sub"];
        assert_eq!(*origin, "'${ConsoleOrigin}'", "{name}");
        let body = response["ResponseTemplates"]["application/json"].as_str().unwrap();
        // The one variable that brings its own quotes.
        let body = body.replace("$context.error.messageString", r#""""#);
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["type"], "about:blank", "{name}");
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{name}");
        assert_eq!(problem["status"], response["StatusCode"], "{name}");
    }
}

#[test]
fn browsers_may_call_from_the_console_alone() {
    let cors = &api()["Cors"];
    assert_eq!(cors["AllowOrigin"]["Fn::Sub"], "'${ConsoleOrigin}'");
    assert!(!texts(cors).iter().any(|text| text.contains('*')));
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
fn the_console_signs_in_by_code_and_has_no_secret() {
    let client = template("identity.yaml").properties("UserPoolClient");
    assert_eq!(client["GenerateSecret"], false);
    assert_eq!(client["AllowedOAuthFlows"], json!(["code"]));
    assert_eq!(client["PreventUserExistenceErrors"], "ENABLED");
    assert_eq!(client["EnableTokenRevocation"], true);
}
