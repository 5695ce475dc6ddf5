use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::common::{PROBLEMS, reference};
use crate::caller::{Group, scope};

/// What stands once for all operations.
pub(super) fn complete(document: &mut Value) {
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": "OMA",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "Makes a finished short video of a brief. Every list comes in pages, every \
            error is a problem document (RFC 9457), and every request that makes or starts \
            something may carry an `Idempotency-Key`, so that sending it again does nothing twice.",
        "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
    });
    document["servers"] = json!([{"url": "/", "description": "Where this document is served."}]);
    document["tags"] = tags(document);
    let components = &mut document["components"];
    add(components, "schemas", problem_schemas());
    add(components, "responses", PROBLEMS.map(|(status, text)| problem(status, text)).into());
    add(components, "headers", headers());
    add(components, "parameters", parameters());
    add(components, "securitySchemes", security());
}

fn add(components: &mut Value, kind: &str, more: Vec<(String, Value)>) {
    if !components[kind].is_object() {
        components[kind] = json!({});
    }
    for (name, value) in more {
        components[kind][name] = value;
    }
}

/// The group of an operation: the first word of its path.
pub(super) fn tag(path: &str) -> &str {
    let resource = path.trim_start_matches("/v1/").split('/').next().unwrap_or_default();
    if matches!(resource, "openapi.json" | "docs") { "documentation" } else { resource }
}

fn tags(document: &Value) -> Value {
    let paths = document["paths"].as_object().into_iter().flatten();
    let mut tags: Vec<&str> = paths.map(|(path, _)| tag(path)).collect();
    tags.sort_unstable();
    tags.dedup();
    tags.into_iter().map(|name| json!({"name": name})).collect()
}

fn problem_schemas() -> Vec<(String, Value)> {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    generator.subschema_for::<oma_api::problem::Problem>();
    let definitions: Map<String, Value> = generator.take_definitions(true);
    definitions.into_iter().collect()
}

fn problem(status: &str, text: &str) -> (String, Value) {
    let mut headers = json!({
        "X-Request-Id": reference("headers", "X-Request-Id"),
        "RateLimit": reference("headers", "RateLimit"),
        "RateLimit-Policy": reference("headers", "RateLimit-Policy"),
    });
    if matches!(status, "409" | "429" | "503") {
        headers["Retry-After"] = reference("headers", "Retry-After");
    }
    if status == "401" {
        headers["WWW-Authenticate"] = json!({"schema": {"type": "string"}});
    }
    let response = json!({
        "description": text,
        "headers": headers,
        "content": {"application/problem+json": {"schema": reference("schemas", "Problem")}},
    });
    (format!("Problem{status}"), response)
}

fn headers() -> Vec<(String, Value)> {
    let header = |name: &str, text: &str, schema: Value| {
        (name.to_owned(), json!({"description": text, "schema": schema}))
    };
    let text = || json!({"type": "string"});
    vec![
        header("X-Request-Id", "Leads to the log of the request.", text()),
        header("Location", "Where what was made is.", text()),
        header("Idempotency-Replayed", "`true` where an earlier answer is given again.", text()),
        header(
            "Retry-After",
            "In how many seconds to ask again.",
            json!({"type": "integer", "minimum": 0}),
        ),
        header(
            "RateLimit-Policy",
            "The limits that count this request: `\"user\";q=120;w=60` is 120 requests in 60 s.",
            text(),
        ),
        header(
            "RateLimit",
            "How they stand: `\"user\";r=119;t=42` is 119 more, and all again in 42 s.",
            text(),
        ),
    ]
}

fn parameters() -> Vec<(String, Value)> {
    let key = json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "A text of your own, new for each thing you want done. Sending the same \
            request under the same key within a day gives the same answer and does nothing twice; \
            another request under it is refused.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    });
    vec![("Idempotency-Key".to_owned(), key)]
}

fn security() -> Vec<(String, Value)> {
    let scopes = json!({
        scope(Group::Viewer): "Look at what is there.",
        scope(Group::Editor): "Make, change and delete.",
        scope(Group::Admin): "Look at all users.",
    });
    let oauth = json!({
        "type": "oauth2",
        "description": "People sign in with a code and PKCE and may do what their groups say; \
            machine clients get what their scopes say.",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "/oauth2/authorize",
                "tokenUrl": "/oauth2/token",
                "refreshUrl": "/oauth2/token",
                "scopes": scopes,
            },
            "clientCredentials": {"tokenUrl": "/oauth2/token", "scopes": scopes},
        },
    });
    let oidc = json!({
        "type": "openIdConnect",
        "openIdConnectUrl": "/.well-known/openid-configuration",
    });
    vec![("oauth".to_owned(), oauth), ("oidc".to_owned(), oidc)]
}
