//! The video that a path names, and the body of what is asked of it.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::{FromRequest as _, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use oma_core::id::VideoId;
use oma_core::{Error, ErrorKind};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::input::Valid;
use crate::problem::{ApiResult, Failed};
use crate::services::Services;

/// The path of one video.
#[derive(Debug, Deserialize, JsonSchema)]
struct OneVideo {
    /// The video.
    #[schemars(with = "VideoId")]
    video_id: String,
}

/// The video that a path names. A text that is no id is refused when the id is asked for, like the
/// id of another's video.
pub(super) struct Named(Option<VideoId>);

impl Named {
    pub(super) fn id(&self) -> ApiResult<VideoId> {
        let absent = || Error::new(ErrorKind::NotFound, "There is no such video.");
        Ok(self.0.ok_or_else(absent)?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let path = Path::<OneVideo>::from_request_parts(parts, state).await;
        Ok(Self(path.ok().and_then(|Path(OneVideo { video_id })| video_id.parse().ok())))
    }
}

impl OperationInput for Named {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Path::<OneVideo>::operation_input(ctx, operation);
    }
}

/// Reads a body, which handlers do only once they know who asks, and for what.
pub(in crate::routes) async fn body<T: DeserializeOwned + JsonSchema + 'static>(
    request: Request,
    services: &Services,
) -> ApiResult<T> {
    let Valid(body) = Valid::<T>::from_request(request, services).await?;
    Ok(body)
}
