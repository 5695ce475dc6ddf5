//! What handlers take from a request, checked before they see it.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Path, Query, Request};
use axum::http::request::Parts;
use oma_core::check::{Problem, TypeSchema, check};
use oma_core::{Error, ErrorKind};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::body::JsonBody;
use crate::problem::Failed;

/// A body that keeps the rules of its type's JSON Schema. All its problems come at once.
pub(crate) struct Valid<T>(pub(crate) T);

impl<T: DeserializeOwned + JsonSchema + 'static, S: Send + Sync> FromRequest<S> for Valid<T> {
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

impl<T: DeserializeOwned + JsonSchema + 'static, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let malformed =
            |_| Error::new(ErrorKind::MalformedRequest, "The query string cannot be read.");
        let Query(pairs) = query.map_err(malformed)?;
        let schema = TypeSchema::of::<T>()?;
        let mut fields = Map::new();
        for (name, text) in pairs {
            let value = schema.from_text(&name, text);
            if fields.insert(name.clone(), value).is_some() {
                // Only a name of ours is repeated.
                let known = schema.json()["properties"].get(&name).is_some();
                let path = if known { name } else { String::new() };
                let problem = Problem::new(path, "is given more than once", "once");
                return Err(Error::invalid_request(vec![problem]).into());
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
        if let Ok(Path(path)) = Path::<T>::from_request_parts(parts, state).await {
            return Ok(Self(path));
        }
        // What is no text is no id: it goes the way of any other id that nobody has.
        let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let nobody = serde_json::from_value(Value::Object(no_ids(route)));
        let absent = |_| Error::new(ErrorKind::NotFound, "There is nothing at this path.");
        Ok(Self(nobody.map_err(absent)?))
    }
}

/// The parameters of a route, each as a text that is no id.
fn no_ids(route: &str) -> Map<String, Value> {
    let names = route.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(|name| (name.to_owned(), Value::from("?"))).collect()
}

impl<T: JsonSchema> OperationInput for At<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Path::<T>::operation_input(ctx, operation);
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::header;
    use oma_api::page::PageQuery;
    use oma_api::webhooks::WriteWebhook;

    use super::*;

    async fn asked(query: &str) -> Result<PageQuery, Error> {
        let (mut parts, ()) = Request::get(format!("/?{query}")).body(()).unwrap().into_parts();
        let asked = Asked::<PageQuery>::from_request_parts(&mut parts, &()).await;
        asked.map(|Asked(query)| query).map_err(|Failed(error)| error)
    }

    #[tokio::test]
    async fn a_query_is_held_to_its_schema() {
        let query = asked("limit=5&cursor=7").await.unwrap();
        assert_eq!((query.limit, query.cursor.as_deref()), (Some(5), Some("7")));
        for (query, path, problem) in [
            ("limit=0", "limit", "is 0"),
            ("limit=x", "limit", "is a string"),
            ("cursor=", "cursor", "is 0 characters long"),
            ("cursor=%00", "cursor", "contains the control character U+0000"),
            ("limit=1&limit=2", "limit", "is given more than once"),
            ("page=2", "page", "is not a field"),
        ] {
            let error = asked(query).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidRequest, "{query}");
            let found = &error.problems[0];
            assert_eq!((found.path.as_str(), found.problem.as_str()), (path, problem), "{query}");
        }
    }

    #[tokio::test]
    async fn a_body_is_held_to_its_schema() {
        let post = |body: &'static str| async move {
            let request = Request::post("/").header(header::CONTENT_TYPE, "application/json");
            let request = request.body(Body::from(body)).unwrap();
            let valid = Valid::<WriteWebhook>::from_request(request, &()).await;
            valid.map(|Valid(webhook)| webhook).map_err(|Failed(error)| error)
        };
        assert!(post(r#"{"url": "https://a.example", "events": ["ping"]}"#).await.is_ok());
        let error = post(r#"{"url": "x", "events": ["pong"], "key": 1}"#).await.unwrap_err();
        assert_eq!((error.kind, error.problems.len()), (ErrorKind::InvalidRequest, 3), "{error:?}");
        let twice = post(r#"{"url": "https://a.example", "url": "https://b.example"}"#).await;
        let error = twice.unwrap_err();
        assert_eq!(error.kind, ErrorKind::MalformedRequest);
        assert!(error.message.starts_with("The body is not JSON"), "{}", error.message);
    }
}
