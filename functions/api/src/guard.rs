//! Stands before every route: who asks, whether too often, whether they may, whether it was asked
//! before; and afterwards writes down who did what.
//!
//! This is the one place that judges by group. Handlers ask for nothing but whose the request is,
//! and look up what is that user's.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::caller::{Admitted, Caller, Group, unauthenticated};
use crate::limits::{Gate, refusal, show};
use crate::{Claims, audit, idempotency};

/// Requests of the method POST that change nothing: a viewer may send them.
const ASKING_POSTS: [&str; 2] = ["/v1/videos/estimate", "/v1/briefs/analyze"];
/// Paths that are open to all, by their beginnings.
const OPEN: [&str; 3] = ["/v1/health", "/v1/openapi.json", "/v1/docs"];

/// The least a caller must be to use a route; nothing for one that is open to all.
///
/// One rule for all routes: looking is a viewer's, changing an editor's, `/v1/admin` an
/// administrator's. The documentation of a route and its guard follow it alike.
pub(crate) fn least(method: &Method, route: &str) -> Option<Group> {
    if OPEN.iter().any(|open| route.starts_with(open)) {
        return None;
    }
    if route.starts_with("/v1/admin/") {
        return Some(Group::Admin);
    }
    let looks = matches!(*method, Method::GET | Method::HEAD);
    let asks = *method == Method::POST && ASKING_POSTS.contains(&route);
    Some(if looks || asks { Group::Viewer } else { Group::Editor })
}

/// Whether a route takes the header `Idempotency-Key`: each that makes or starts something.
pub(crate) fn is_repeatable(method: &Method, route: &str) -> bool {
    *method == Method::POST && least(method, route) == Some(Group::Editor)
}

/// The guard.
pub(crate) async fn guard(
    State(gate): State<Arc<Gate>>,
    route: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let Some(least) = least(&method, route.as_str()) else { return next.run(request).await };
    let caller = request.extensions().get::<Claims>().and_then(Caller::from_claims);
    let Some(caller) = caller else { return unauthenticated().into_response() };
    let rate = gate.count_user(&caller.owner).await;
    let mut response = match rate {
        Some(rate) if rate.is_exceeded => refusal("user", rate),
        _ => {
            let act = audit::Act::of(&request, route.as_str(), &caller);
            let response = match caller.must_be(least) {
                Ok(()) => admit(&gate, caller, route.as_str(), request, next).await,
                Err(refused) => refused.into_response(),
            };
            if let Some(act) = act {
                let entry = act.answered(&response, gate.services.clock.now());
                audit::append(&gate.services, entry).await;
            }
            response
        }
    };
    if let Some(rate) = rate {
        show(response.headers_mut(), "user", rate);
    }
    response
}

/// Lets a request in, as its caller's.
async fn admit(
    gate: &Gate,
    caller: Caller,
    route: &str,
    mut request: Request,
    next: Next,
) -> Response {
    request.extensions_mut().insert(Admitted(caller.clone()));
    if is_repeatable(request.method(), route) {
        idempotency::once(&gate.services, &caller, route, request, next).await
    } else {
        next.run(request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_rule_says_who_may_use_a_route() {
        for (method, route, expected) in [
            (Method::GET, "/v1/health/live", None),
            (Method::GET, "/v1/docs", None),
            (Method::GET, "/v1/videos", Some(Group::Viewer)),
            (Method::HEAD, "/v1/videos", Some(Group::Viewer)),
            (Method::POST, "/v1/videos/estimate", Some(Group::Viewer)),
            (Method::PUT, "/v1/videos/estimate", Some(Group::Editor)),
            (Method::POST, "/v1/videos", Some(Group::Editor)),
            (Method::DELETE, "/v1/videos/{video_id}", Some(Group::Editor)),
            (Method::GET, "/v1/admin/usage", Some(Group::Admin)),
        ] {
            assert_eq!(least(&method, route), expected, "{method} {route}");
        }
        assert!(is_repeatable(&Method::POST, "/v1/videos/{video_id}/retry"));
        assert!(!is_repeatable(&Method::POST, "/v1/briefs/analyze"));
        assert!(!is_repeatable(&Method::PUT, "/v1/brands/{brand_id}"));
    }
}
