use axum::Router;
use axum::response::Response;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt as _};
use oma_lambda::{Answered, HttpRequest, Telemetry};
use tower::ServiceExt as _;

use crate::{About, Failed, from_api_gateway};

/// Answers one request from API Gateway, and lets telemetry log and count it.
pub async fn answer(router: Router, telemetry: &Telemetry, request: Request) -> Response {
    let lambda = request.lambda_context();
    let (route, request_id) = names(&request);
    let request = from_api_gateway(request);
    let work = async {
        // A router cannot fail: its error type has no values.
        let Ok(response) = router.oneshot(request).await;
        answered(telemetry, response)
    };
    let http = HttpRequest { route: &route, request_id: &request_id };
    telemetry.http(http, &lambda, work).await
}

/// The route as the API's definition has it, and the id under which the access log knows the
/// request. A request that names neither did not come through the definition.
fn names(request: &Request) -> (String, String) {
    let context = request.request_context_ref();
    let Some(RequestContext::ApiGatewayV1(context)) = context else {
        return ("unmatched".to_owned(), String::new());
    };
    let resource = context.resource_path.as_deref().unwrap_or("unmatched");
    let request_id = context.request_id.clone().unwrap_or_default();
    (format!("{} {resource}", context.http_method), request_id)
}

fn answered(telemetry: &Telemetry, response: Response) -> Answered<Response> {
    match response.extensions().get() {
        Some(About::Video(video)) => telemetry.about_video(*video),
        Some(About::Started(video)) => telemetry.video_started(*video),
        None => {}
    }
    let error = response.extensions().get().map(|Failed(error)| error.clone());
    Answered { status: response.status().as_u16(), error, response }
}
