//! Paths and methods: who may call them, and where they go.

use serde_json::{Map, Value, json};

use crate::Unreadable;
use crate::models::Models;

/// What needs no token.
pub const OPEN: [&str; 5] =
    ["/v1/health", "/v1/health/live", "/v1/health/ready", "/v1/openapi.json", "/v1/docs"];

/// What a password sign-in of the user pool grants, in place of the resource server's scopes.
pub const USER_POOL_SCOPE: &str = "aws.cognito.signin.user.admin";

pub(crate) const AUTHORIZER: &str = "Users";

/// Only administrators may call what is below it.
const ADMIN: &str = "/v1/admin/";

/// They are sent a body and change nothing, so who may read may call them.
const QUESTIONS: [&str; 2] = ["/v1/videos/estimate", "/v1/briefs/analyze"];

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The authorizer. It checks signature, issuer and time of a token; with scopes on a method it takes
/// access tokens alone. Groups are the function's to judge.
pub(crate) fn authorizer() -> Value {
    json!({
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": {
            "type": "cognito_user_pools",
            "providerARNs": [{ "Fn::GetAtt": ["Identity", "Outputs.UserPoolArn"] }],
        },
    })
}

/// All paths of the document, and those open ones that it leaves out.
pub(crate) fn paths(document: &Value, models: &mut Models) -> Result<Value, Unreadable> {
    let described = document["paths"].as_object();
    let described = described.ok_or_else(|| Unreadable("it has no paths".to_owned()))?;
    let mut paths = Map::new();
    for (path, item) in described {
        paths.insert(path.clone(), path_item(document, path, item, models)?);
    }
    for path in OPEN {
        if !paths.contains_key(path) {
            let alone = json!({ "get": {} });
            paths.insert(path.to_owned(), path_item(document, path, &alone, models)?);
        }
    }
    Ok(paths.into())
}

fn path_item(
    document: &Value,
    path: &str,
    item: &Value,
    models: &mut Models,
) -> Result<Value, Unreadable> {
    let mut methods = Map::new();
    for method in METHODS {
        if let Some(described) = item.get(method) {
            let operation = Operation { document, path, method, item, described };
            methods.insert(method.to_owned(), operation.translate(models)?);
        }
    }
    if methods.is_empty() {
        return Err(Unreadable(format!("{path} has no method")));
    }
    methods.insert("options".to_owned(), preflight(path));
    Ok(methods.into())
}

/// A browser's question before it calls. It carries no token, and the function knows which origins
/// may call.
fn preflight(path: &str) -> Value {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameters: Vec<Value> = names.map(|name| parameter(name, "path", true)).collect();
    json!({
        "parameters": parameters,
        "responses": { "204": { "description": "What this origin may do" } },
        "security": [],
        "x-amazon-apigateway-integration": integration(),
    })
}

/// The function behind its alias, which a canary moves. `ApiFunctionAliaslive` is SAM's name of it.
fn integration() -> Value {
    let uri = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/\
               ${ApiFunctionAliaslive}/invocations";
    json!({ "type": "aws_proxy", "httpMethod": "POST", "uri": { "Fn::Sub": uri } })
}

fn parameter(name: &str, place: &str, required: bool) -> Value {
    json!({ "name": name, "in": place, "required": required, "schema": { "type": "string" } })
}

struct Operation<'a> {
    document: &'a Value,
    path: &'a str,
    method: &'a str,
    item: &'a Value,
    described: &'a Value,
}

impl Operation<'_> {
    fn translate(&self, models: &mut Models) -> Result<Value, Unreadable> {
        let mut operation = json!({
            "parameters": self.parameters()?,
            "responses": self.responses(),
            "security": self.security(),
            "x-amazon-apigateway-integration": integration(),
        });
        if let Some(id) = self.described["operationId"].as_str() {
            operation["operationId"] = id.into();
        }
        if let Some(body) = self.described.get("requestBody") {
            operation["requestBody"] = self.body(body, models)?;
        }
        Ok(operation)
    }

    /// API Gateway asks only whether a parameter is there. Cookies it does not know.
    fn parameters(&self) -> Result<Vec<Value>, Unreadable> {
        let lists = [&self.item["parameters"], &self.described["parameters"]];
        let all = lists.into_iter().filter_map(Value::as_array).flatten();
        let mut parameters = Vec::new();
        for given in all {
            let given = self.resolve(given)?;
            let name = given["name"].as_str().unwrap_or_default();
            let place = given["in"].as_str().unwrap_or_default();
            let known = ["path", "query", "header"].contains(&place);
            if known && !name.eq_ignore_ascii_case("authorization") {
                parameters.push(parameter(name, place, given["required"] == true));
            }
        }
        Ok(parameters)
    }

    /// The function answers for itself; the document only has to have some.
    fn responses(&self) -> Value {
        let described = self.described["responses"].as_object();
        let codes = described.into_iter().flatten().map(|(code, _)| code);
        let codes = codes.filter(|code| code.parse::<u16>().is_ok());
        let mut responses: Map<String, Value> = codes
            .map(|code| (code.clone(), json!({ "description": "See the API's page" })))
            .collect();
        if responses.is_empty() {
            responses.insert("200".to_owned(), json!({ "description": "See the API's page" }));
        }
        responses.into()
    }

    fn security(&self) -> Value {
        if OPEN.contains(&self.path) {
            return json!([]);
        }
        let scopes: &[&str] = if self.path.starts_with(ADMIN) {
            &["oma/admin", USER_POOL_SCOPE]
        } else if self.method == "get" || QUESTIONS.contains(&self.path) {
            &["oma/read", "oma/write", "oma/admin", USER_POOL_SCOPE]
        } else {
            &["oma/write", "oma/admin", USER_POOL_SCOPE]
        };
        json!([{ AUTHORIZER: scopes }])
    }

    fn body(&self, body: &Value, models: &mut Models) -> Result<Value, Unreadable> {
        let body = self.resolve(body)?;
        let schema = &body["content"]["application/json"]["schema"];
        let fallback = format!("{}{}", self.method, self.path);
        let name = self.described["operationId"].as_str().unwrap_or(&fallback);
        let model = models.of_body(schema, name)?;
        Ok(json!({
            "required": body["required"] == true,
            "content": { "application/json": { "schema": model } },
        }))
    }

    /// What a `$ref` leads to, or the thing itself.
    fn resolve<'a>(&'a self, value: &'a Value) -> Result<&'a Value, Unreadable> {
        let Some(reference) = value["$ref"].as_str() else { return Ok(value) };
        let found = reference.strip_prefix('#').and_then(|path| self.document.pointer(path));
        found.ok_or_else(|| Unreadable(format!("{reference} is not in it")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway_document;

    fn gateway() -> Value {
        let operation = json!({ "responses": { "200": {}, "default": {} } });
        let document = json!({
            "paths": {
                "/v1/videos": { "get": operation, "post": operation },
                "/v1/videos/estimate": { "post": operation },
                "/v1/videos/{video_id}": {
                    "parameters": [
                        { "name": "video_id", "in": "path", "required": true },
                        { "$ref": "#/components/parameters/Key" },
                        { "name": "theme", "in": "cookie" },
                    ],
                    "delete": operation,
                },
                "/v1/admin/usage": { "get": operation },
                // Whatever a document says of security is not asked.
                "/v1/health": { "get": { "responses": {}, "security": [{ "Users": [] }] } },
            },
            "components": { "parameters": { "Key": { "name": "Idempotency-Key", "in": "header" } } },
        });
        gateway_document(&document).unwrap()
    }

    fn scopes(path: &str, method: &str) -> Vec<String> {
        let security = gateway()["paths"][path][method]["security"].clone();
        let scopes = security[0][AUTHORIZER].as_array().cloned().unwrap_or_default();
        scopes.iter().map(|scope| scope.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_method_asks_for_the_scope_that_it_needs() {
        let read = ["oma/read", "oma/write", "oma/admin", USER_POOL_SCOPE];
        assert_eq!(scopes("/v1/videos", "get"), read);
        assert_eq!(scopes("/v1/videos/estimate", "post"), read);
        assert_eq!(scopes("/v1/videos", "post"), read[1..]);
        assert_eq!(scopes("/v1/videos/{video_id}", "delete"), read[1..]);
        assert_eq!(scopes("/v1/admin/usage", "get"), read[2..]);
    }

    #[test]
    fn open_paths_are_open_and_there_even_if_nobody_described_them() {
        for path in OPEN {
            assert_eq!(gateway()["paths"][path]["get"]["security"], json!([]), "{path}");
        }
    }

    #[test]
    fn every_method_goes_to_the_function_and_every_path_knows_preflights() {
        for (path, item) in gateway()["paths"].as_object().unwrap() {
            assert_eq!(item["options"]["security"], json!([]), "{path}");
            for (method, operation) in item.as_object().unwrap() {
                let integration = &operation["x-amazon-apigateway-integration"];
                assert_eq!(integration["type"], "aws_proxy", "{method} {path}");
                assert!(!operation["responses"].as_object().unwrap().is_empty());
            }
        }
    }

    #[test]
    fn parameters_are_those_that_the_gateway_knows() {
        let operation = gateway()["paths"]["/v1/videos/{video_id}"]["delete"].clone();
        let expected =
            [parameter("video_id", "path", true), parameter("Idempotency-Key", "header", false)];
        assert_eq!(operation["parameters"], json!(expected));
        assert_eq!(operation["responses"].as_object().unwrap().len(), 1);
    }
}
