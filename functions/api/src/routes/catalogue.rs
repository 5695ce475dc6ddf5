use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use oma_api::catalogue::{Model, MusicMood, Voice};
use oma_api::page::Page;
use oma_core::brief::Mood;
use oma_core::money::MicroUsd;
use oma_providers::offline::{Gender, catalogue};
use oma_providers::speech::{SpeechModel, SpeechTable, TableVoice, Times};

use crate::problem::ApiResult;
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
                        "OMA's own first: the first of each language is its default. Then those of \
                         vendors, once for each language that they speak; without a `voice` in the \
                         brief, the cheapest good one among those that can be had speaks. Where a \
                         voice cannot be had another speaks instead, which the video's report says; \
                         a brief with `fallbacks: never` fails instead.",
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
async fn voices(State(services): State<Services>) -> ApiResult<Json<Page<Voice>>> {
    let voice = |voice: catalogue::CatalogueVoice| Voice {
        voice_id: voice.id.to_owned(),
        language: voice.language,
        provider: voice.provider.to_owned(),
        description: voice.description,
        price_of_1000_characters_micro_usd: MicroUsd(0),
        is_available: true,
    };
    let mut voices: Vec<Voice> = catalogue::voices().into_iter().map(voice).collect();
    let table = SpeechTable::from_env()?;
    voices.extend(table.voices().flat_map(|found| of_vendor(found, &services.voices_of)));
    Ok(page(voices))
}

/// A vendor's voice, once for each language that it speaks.
fn of_vendor<'a>(
    (model, voice): (&'a SpeechModel, &'a TableVoice),
    switched_on: &'a [String],
) -> impl Iterator<Item = Voice> + 'a {
    let gender = match voice.gender {
        Gender::Female => "like a woman",
        Gender::Male => "like a man",
    };
    let times = match model.times {
        Times::WithSound | Times::SecondCall => "tells when each word is said",
        Times::None => "word times are estimated",
    };
    let description = format!("{}: {gender}; {}; {times}", voice.name, model.model);
    voice.languages.iter().map(move |language| Voice {
        voice_id: voice.id.clone(),
        language: *language,
        provider: model.provider.clone(),
        description: description.clone(),
        price_of_1000_characters_micro_usd: model.price_of_1000_characters(),
        is_available: switched_on.contains(&model.provider),
    })
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
