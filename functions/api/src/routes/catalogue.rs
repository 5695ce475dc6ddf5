use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use oma_api::catalogue::{Model, MusicMood, Voice};
use oma_api::page::Page;
use oma_core::brief::Mood;
use oma_providers::offline::catalogue;

use crate::services::Services;

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .api_route(
            "/v1/voices",
            get_with(voices, |op| {
                op.id("listVoices")
                    .summary("List the voices a brief can name")
                    .description(
                        "The first of each language is its default. Where a voice's pack is not \
                         installed another speaks instead, which the video's report says; a brief \
                         with `fallbacks: never` fails instead.",
                    )
                    .response::<200, Json<Page<Voice>>>()
            }),
        )
        .api_route(
            "/v1/music-moods",
            get_with(moods, |op| {
                op.id("listMusicMoods")
                    .summary("List the moods of music a brief can name")
                    .response::<200, Json<Page<MusicMood>>>()
            }),
        )
        .api_route(
            "/v1/models",
            get_with(models, |op| {
                op.id("listModels")
                    .summary("List what makes words, voices, pictures and music")
                    .response::<200, Json<Page<Model>>>()
            }),
        )
}

fn page<T>(items: Vec<T>) -> Json<Page<T>> {
    Json(Page { items, next_cursor: None })
}

/// `GET /v1/voices`.
async fn voices() -> Json<Page<Voice>> {
    let voice = |voice: catalogue::CatalogueVoice| Voice {
        voice_id: voice.id.to_owned(),
        language: voice.language,
        provider: voice.provider.to_owned(),
        description: voice.description,
    };
    page(catalogue::voices().into_iter().map(voice).collect())
}

/// `GET /v1/music-moods`.
async fn moods() -> Json<Page<MusicMood>> {
    let mood = |mood: &Mood| MusicMood { mood: *mood, pieces: catalogue::pieces(*mood) };
    page(Mood::ALL.iter().map(mood).collect())
}

/// `GET /v1/models`.
async fn models() -> Json<Page<Model>> {
    let model = |model: catalogue::CatalogueModel| Model {
        task: model.task.to_owned(),
        provider: model.provider,
        model: model.model,
        description: model.description.to_owned(),
    };
    page(catalogue::models().into_iter().map(model).collect())
}
