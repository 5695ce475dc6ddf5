use axum::body::Body;
use axum::http::{Request, Uri};
use lambda_http::request::RequestContext;
use lambda_http::{Body as GatewayBody, RequestExt as _};

use crate::{Claims, ClientAddress, PublicPath, TraceId};

/// Takes a request over from API Gateway (a REST API): its path without the stage, the claims of
/// the token that its authorizer has checked, the id under which its access log knows the request.
///
/// Claims come from the event's `requestContext` alone, which no client can write.
pub fn from_api_gateway(request: Request<GatewayBody>) -> Request<Body> {
    let path = request.raw_http_path().to_owned();
    let (mut parts, body) = request.into_parts();
    if let Some(uri) = without_stage(&parts.uri, &path) {
        parts.uri = uri;
    }
    if let Some(RequestContext::ApiGatewayV1(context)) = parts.extensions.get() {
        let (claims, trace_id, path, address) = (
            context.authorizer.fields.get("claims").and_then(|claims| claims.as_object()).cloned(),
            context.request_id.clone(),
            context.path.clone(),
            context.identity.source_ip.as_deref().and_then(|ip| ip.parse().ok()),
        );
        if let Some(claims) = claims {
            parts.extensions.insert(Claims(claims));
        }
        if let Some(id) = trace_id {
            parts.extensions.insert(TraceId(id));
        }
        if let Some(ip) = address {
            parts.extensions.insert(ClientAddress(ip));
        }
        if let Some(path) = path {
            parts.extensions.insert(PublicPath(path));
        }
    }
    Request::from_parts(parts, Body::new(body))
}

/// `lambda_http` puts the stage in front of the path, which depends on how the API is deployed;
/// routes do not.
fn without_stage(uri: &Uri, path: &str) -> Option<Uri> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{path}{query}").parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn event(authorizer: &Value) -> Request<Body> {
        let event = json!({
            "resource": "/v1/videos/{video_id}",
            "path": "/v1/videos/01J",
            "httpMethod": "GET",
            "headers": {"Host": "x.execute-api.eu-central-1.amazonaws.com", "X-Forwarded-For": "10.0.0.1"},
            "multiValueHeaders": {"Host": ["x.execute-api.eu-central-1.amazonaws.com"]},
            "queryStringParameters": {"a": "1"},
            "multiValueQueryStringParameters": {"a": ["1"]},
            "pathParameters": {"video_id": "01J"},
            "requestContext": {
                "accountId": "123456789012", "apiId": "x", "stage": "live", "httpMethod": "GET",
                "path": "/live/v1/videos/01J", "requestId": "r-1", "authorizer": authorizer,
                "identity": {"sourceIp": "192.0.2.7"},
            },
            "body": null,
            "isBase64Encoded": false,
        });
        from_api_gateway(lambda_http::request::from_str(&event.to_string()).unwrap())
    }

    #[test]
    fn a_request_keeps_its_path_and_gets_its_claims() {
        let claims = json!({"claims": {"sub": "u-1", "cognito:groups": "admin,editor"}});
        let request = event(&claims);
        assert_eq!(request.uri().to_string(), "/v1/videos/01J?a=1");
        let extensions = request.extensions();
        assert_eq!(extensions.get::<Claims>().unwrap().0["sub"], "u-1");
        assert_eq!(extensions.get::<TraceId>().unwrap().0, "r-1");
        assert_eq!(extensions.get::<ClientAddress>().unwrap().0.to_string(), "192.0.2.7");
        assert_eq!(extensions.get::<PublicPath>().unwrap().0, "/live/v1/videos/01J");
    }

    #[test]
    fn an_open_route_has_no_claims() {
        for authorizer in [json!({}), Value::Null] {
            assert!(event(&authorizer).extensions().get::<Claims>().is_none());
        }
    }
}
