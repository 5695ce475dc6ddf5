//! Videos: what was asked for, how it goes, what it became.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oma_core::brief::Brief;
use oma_core::contract::ApprovalStage;
use oma_core::event::VideoEvent;
use oma_core::id::VideoId;
use oma_core::language::Language;
use oma_core::money::MicroUsd;
use oma_core::variants::{How, Vary};
use oma_core::video::{Failure, VideoStatus};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `POST /v1/videos`: a brief, and what does not change the film.
///
/// In `assets[].source`, `music.file`, `brand.logo.source` and `brand.font` stand ids of uploads;
/// in place of a brand kit may stand the id of a stored one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreateVideo {
    /// The brief's own fields.
    #[serde(flatten)]
    pub brief: Brief,
    /// Words to find the video by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20), inner(length(min = 1, max = 50)))]
    pub tags: Vec<String>,
}

/// The answer to what starts a video: 202 with its `Location`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// The video.
    pub video_id: VideoId,
    /// Where it stands.
    pub status: VideoStatus,
    /// Which revision is being made, from 1.
    pub revision: u32,
}

/// A video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Video {
    /// Its id.
    pub video_id: VideoId,
    /// From the brief.
    pub title: String,
    /// Where it stands.
    pub status: VideoStatus,
    /// How often it was asked for, from 1: each revision makes the film anew.
    pub revision: u32,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The video that this one is a variant of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_of: Option<VideoId>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What waits for a person's yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Asked>,
    /// Whether there is a film to download. While a revision is made it is the one before.
    pub has_film: bool,
}

/// A question to the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// About what.
    pub stage: ApprovalStage,
    /// Since when.
    pub asked_at: Timestamp,
}

/// `GET /v1/videos`: which videos, page by page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListVideos {
    /// Only those that stand there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<VideoStatus>,
    /// Only those with this tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 50))]
    pub tag: Option<String>,
    /// Only those asked for at this time or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_from: Option<Timestamp>,
    /// Only those asked for before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_before: Option<Timestamp>,
    /// The most items on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub cursor: Option<String>,
}

/// `POST /v1/videos/{video_id}/revisions`: what is to change. Only what it touches is made anew.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revise {
    /// A merge patch (RFC 7396) of the brief: fields that are named take the new value, `null`
    /// takes a field away. `{"voice": "pf_dora", "music": {"mood": "calm"}}`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub brief: Map<String, Value>,
    /// Changes of single scenes of the film as it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 40))]
    pub scenes: Vec<SceneChange>,
}

/// The change of one scene; what is not named stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SceneChange {
    /// Which, from 1; scenes in which nothing is said do not count.
    #[schemars(range(min = 1, max = 40))]
    pub scene: u32,
    /// What the voice says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1000))]
    pub narration: Option<String>,
    /// The headline on the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 120))]
    pub on_screen: Option<String>,
    /// What the picture shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 500))]
    pub visual: Option<String>,
}

/// `POST /v1/videos/{video_id}/variants`: siblings of a video, each with its own changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateVariants {
    /// One merge patch (RFC 7396) of the brief per variant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1, max = 10))]
    pub variants: Vec<Map<String, Value>>,
    /// In place of patches: fields of the brief, with dots for nested ones (`music.mood`), and the
    /// values that they take. `palette` is `brand.colors`, `length` is `duration_s`. At most 50
    /// variants come of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vary: Vary,
    /// How the values of `vary` are put together.
    #[serde(default)]
    pub how: How,
}

/// `POST /v1/videos/{video_id}/translations`: a finished film in another language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTranslation {
    /// The language.
    pub language: Language,
    /// The words in that language, scene by scene; without it, a language model translates them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<TranslatedScript>,
    /// A merge patch of the brief for what else is said or shown: title, voice, brand cards.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub brief: Map<String, Value>,
}

/// The words of a film in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslatedScript {
    /// As many as the film has scenes with words, in its order.
    #[schemars(length(min = 1, max = 40))]
    pub scenes: Vec<TranslatedScene>,
}

/// The words of a scene in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslatedScene {
    /// What the voice says.
    #[schemars(length(min = 1, max = 1000))]
    pub narration: String,
    /// The headline on the picture; without it, taken from the narration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 120))]
    pub on_screen: Option<String>,
    /// The smaller line under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200))]
    pub supporting: Option<String>,
}

/// The variants that were started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Variants {
    /// In the order asked for.
    pub videos: Vec<Accepted>,
    /// For each, in what it differs (`aspect=1:1, voice=af_bella`), where `vary` was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
}

/// `GET /v1/videos/{video_id}/files`: links that are good for a quarter of an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Files {
    /// By name: `video.mp4`, `captions.srt`, `captions.vtt`, `poster.jpg`, `script.json`,
    /// `report.json`, `words.json`, `timeline.json`, as far as they are there.
    pub files: BTreeMap<String, FileLink>,
    /// When the links end.
    pub expires_at: Timestamp,
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileLink {
    /// Where. Whoever has the link can read the file.
    pub url: String,
    /// In bytes.
    pub size: u64,
    /// The media type.
    pub content_type: String,
}

/// `GET /v1/videos/{video_id}/events`: what has happened so far, the oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    /// What happened.
    pub events: Vec<VideoEvent>,
    /// Send it as `after` to get only what comes next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_event_id: Option<String>,
    /// Where the video stands.
    pub status: VideoStatus,
    /// What all executions have cost so far.
    pub cost_micro_usd: MicroUsd,
    /// What finished work that was found again would have cost.
    pub saved_micro_usd: MicroUsd,
}

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventsQuery {
    /// Only those after this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 26, max = 26))]
    pub after: Option<String>,
}

/// `POST /v1/videos/estimate`: what a brief would cost and how long it would take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// What providers would charge if nothing is found again.
    pub cost_micro_usd: MicroUsd,
    /// How long until the film is there.
    pub duration_ms: u64,
    /// How many finished films of the same owner the time was learned from; 0 takes the figures
    /// that were measured for the release.
    pub learned_from: u32,
    /// What the cost is made of.
    pub lines: Vec<EstimateLine>,
    /// What to know before: that the brief's budget is below the cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// One line of an estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EstimateLine {
    /// What for: `script`, `narration`, `pictures`, `music`, `rendering`.
    pub what: String,
    /// Who does it.
    pub provider: String,
    /// With what.
    pub model: String,
    /// How many units.
    pub units: u64,
    /// Of what: `characters`, `scenes`, `seconds of film`.
    pub unit: String,
    /// What they cost.
    pub cost_micro_usd: MicroUsd,
}
