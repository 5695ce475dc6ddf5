//! What handlers take from a request, checked before they see it.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use oma_core::brief::Problem;
use oma_core::{Error, ErrorKind};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::body::JsonBody;
use crate::problem::Failed;

/// A body that keeps the rules of its type's JSON Schema. All its problems come at once.
pub(crate) struct Valid<T>(pub(crate) T);

impl<T: DeserializeOwned + JsonSchema, S: Send + Sync> FromRequest<S> for Valid<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        let JsonBody(value) = JsonBody::from_request(request, state).await?;
        Ok(Self(check(value)?))
    }
}

impl<T: JsonSchema> OperationInput for Valid<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Json::<T>::operation_input(ctx, operation);
    }
}

/// A query string that keeps the rules of its type's JSON Schema. Texts that stand for numbers and
/// booleans are read as such where the schema asks for them.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned + JsonSchema, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let malformed =
            |_| Error::new(ErrorKind::MalformedRequest, "The query string cannot be read.");
        let Query(pairs) = query.map_err(malformed)?;
        let mut fields = Map::new();
        for (name, text) in pairs {
            let value = serde_json::from_str(&text).ok().filter(Value::is_u64);
            if fields.insert(name.clone(), value.unwrap_or(Value::String(text))).is_some() {
                let problem = Problem::new(name, "is given more than once", "once");
                return Err(invalid(vec![problem]).into());
            }
        }
        Ok(Self(check(Value::Object(fields))?))
    }
}

impl<T: JsonSchema> OperationInput for Asked<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Query::<T>::operation_input(ctx, operation);
    }
}

/// Parameters of the path. Ids are texts: one that is no id of ours is not found, like any other.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        let absent = |_| Error::new(ErrorKind::NotFound, "There is nothing at this path.");
        Ok(Self(path.map_err(absent)?.0))
    }
}

impl<T: JsonSchema> OperationInput for At<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Path::<T>::operation_input(ctx, operation);
    }
}

fn invalid(problems: Vec<Problem>) -> Error {
    let message = "The request has problems.";
    Error { problems, ..Error::new(ErrorKind::InvalidRequest, message) }
}

/// Holds a value to its type's schema.
fn check<T: DeserializeOwned + JsonSchema>(value: Value) -> Result<T, Error> {
    let schema = schemars::schema_for!(T).to_value();
    let validator = jsonschema::validator_for(&schema).map_err(Error::internal)?;
    let problems: Vec<Problem> = validator
        .iter_errors(&value)
        .map(|error| {
            let path = error.instance_path().to_string();
            Problem::new(path, error.masked().to_string(), "what the schema says")
        })
        .collect();
    if !problems.is_empty() {
        return Err(invalid(problems));
    }
    serde_json::from_value(value).map_err(|error| {
        invalid(vec![Problem::new("", format!("cannot be read ({error})"), "see the schema")])
    })
}
