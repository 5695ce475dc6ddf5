use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use axum::{Router, http};
use oma_aws::{Bucket, Storage};
use oma_core::{Error, Result};
use s3s::service::S3Service;
use tower::ServiceExt as _;
use url::Url;

use crate::embedded::{BUCKET, Embedded, TABLE};

/// A film is shown or stored, and never run: an upload may call itself HTML, and the page on which
/// people sign in has the same origin.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// Presigned links of the server's own address: `{url}/media/{key}?X-Amz-…`. Whoever reaches the
/// server reaches them, with nothing but the link.
///
/// They are those of S3: made by the production adapter, and checked by the embedded S3, which
/// the request is handed to. They end when they say, and with the process: the credentials that
/// sign are drawn at each start.
#[derive(Clone)]
pub(crate) struct Links {
    presigner: Bucket,
    media: S3Service,
    /// The host that links are signed for, whatever a proxy in front makes of the header.
    host: HeaderValue,
}

impl Links {
    pub(crate) fn new(embedded: &Embedded, url: &str) -> Result<Self> {
        let parsed = Url::parse(url).map_err(Error::internal)?;
        let host = parsed.host_str().unwrap_or_default();
        let host = match parsed.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let endpoints = embedded.endpoints_at(url);
        Ok(Self {
            presigner: Storage::at_endpoints(&endpoints, TABLE, BUCKET).bucket,
            media: embedded.media(),
            host: HeaderValue::try_from(host).map_err(Error::internal)?,
        })
    }

    /// What makes links.
    pub(crate) fn presigner(&self) -> Bucket {
        self.presigner.clone()
    }

    /// What answers them.
    pub(super) fn router(self) -> Router {
        let path = format!("/{BUCKET}/{{*key}}");
        Router::new().route(&path, any(answer)).with_state(self)
    }
}

async fn answer(State(links): State<Links>, mut request: Request) -> Response {
    // All that a link can be for. Whether it is good is for the S3 to say.
    let signed = request.uri().query().is_some_and(|query| query.contains("X-Amz-Signature="));
    if !matches!(*request.method(), Method::GET | Method::HEAD | Method::PUT) || !signed {
        return StatusCode::FORBIDDEN.into_response();
    }
    request.headers_mut().insert(header::HOST, links.host.clone());
    // The caller's token is for the API; here it would be taken for a second signature.
    request.headers_mut().remove(header::AUTHORIZATION);
    match links.media.oneshot(request).await {
        Ok(response) => harden(response),
        Err(error) => {
            tracing::warn!(?error, "the embedded S3 does not answer");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn harden(response: http::Response<s3s::Body>) -> Response {
    let mut response = response.map(Body::new);
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
    ] {
        response.headers_mut().insert(name, value);
    }
    response
}
