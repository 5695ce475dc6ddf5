use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::{Extension, Json};
use oma_api::videos::{Accepted, CreateTranslation, TranslatedScene};
use oma_core::brief::BriefScene;
use oma_core::id::VideoId;
use oma_core::lifecycle::Translation;
use oma_core::{Error, ErrorKind};
use ulid::Ulid;

use super::body;
use super::create::accepted;
use super::one::Named;
use crate::caller::Caller;
use crate::estimate::cost;
use crate::idempotency::RequestKey;
use crate::intake;
use crate::observe::PublicPath;
use crate::problem::ApiResult;
use crate::quota;
use crate::services::Services;

pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new().api_route(
        "/v1/videos/{video_id}/translations",
        post_with(create, |op| {
            op.id("createTranslation")
                .summary("Translate a finished video")
                .description(
                    "Makes a variant in another language. Its scenes show the same pictures and \
                     keep their lengths where the new words fit them. The words are sent as \
                     `script`; without it a language model translates them, and where none is \
                     configured the answer is 422.",
                )
                .input::<Json<CreateTranslation>>()
                .response::<202, Json<Accepted>>()
        }),
    )
}

/// `POST /v1/videos/{video_id}/translations`.
async fn create(
    State(services): State<Services>,
    caller: Caller,
    video: Named,
    key: Option<Extension<RequestKey>>,
    path: Option<Extension<PublicPath>>,
    request: Request,
) -> ApiResult<Response> {
    let (owner, id) = (&caller.owner, video.id()?);
    let lifecycle = services.lifecycle();
    lifecycle.find(owner, id).await?;
    let translation = translation(body(request, &services).await?);
    let (source, draft) = lifecycle.draft_translation(owner, id, &translation).await?;
    let brief = intake::brief(&services, owner, draft).await?;
    let new = VideoId(key.map_or_else(Ulid::generate, |Extension(RequestKey(id))| id));
    let place = (new.to_string(), cost(services.prices.as_ref(), &brief));
    let briefs = [(new, brief)];
    let work = lifecycle.start_variants(&source, &briefs);
    let made = quota::reserved(&services, owner, &[place], work).await?;
    let record = made.into_iter().next();
    let record = record.ok_or_else(|| Error::new(ErrorKind::Internal, "nothing was started"))?;
    let base = path.as_ref().and_then(|Extension(PublicPath(path))| {
        path.trim_end_matches('/').strip_suffix(&format!("/{id}/translations"))
    });
    accepted(&record, Some(&format!("{}/{new}", base.unwrap_or("/v1/videos"))))
}

fn translation(asked: CreateTranslation) -> Translation {
    let CreateTranslation { language, script, brief } = asked;
    let scene = |scene: TranslatedScene| {
        let TranslatedScene { narration, on_screen, supporting } = scene;
        BriefScene { narration, on_screen, supporting, ..BriefScene::default() }
    };
    let scenes = script.map(|script| script.scenes.into_iter().map(scene).collect());
    Translation { language, scenes, brief }
}
