//! The brief: what a person asks for, and every rule it must keep.
//!
//! The types carry their limits as JSON Schema attributes, so the published schema and the check
//! are the same thing. [`Brief::parse`] is the only way in: it reports all problems at once.

pub mod analysis;
mod brand;
mod choices;
mod content;
mod parse;
mod sources;
mod text_problems;
mod words;

use std::collections::BTreeMap;

use oma_guard::{Action, Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use brand::{
    BrandCard, BrandColors, BrandKit, BriefBrand, Color, Corner, Logo, LowerThird, Pronunciation,
};
pub use choices::{CaptionStyle, Fallbacks, Fit, Mood, Pictures, Review, Style, Template, Tone};
pub use content::{claims_in, refused_in};

pub use crate::check::Problem;

use crate::Result;
use crate::contract::files;
use crate::format::{Aspect, Fps, Quality, Resolution, VideoFormat};
use crate::id::VideoId;
use crate::language::Language;
use crate::money::BudgetUsd;
use crate::plan::Purpose;
use crate::ports::Objects;
use crate::timeline::TransitionKind;
use crate::video::keys;

/// A request for one video.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Brief {
    /// The name of the video, 3 to 200 characters.
    #[schemars(length(min = 3, max = 200))]
    pub title: String,
    /// What the video is about, in your own words, 10 to 5,000 characters. The offline writer
    /// makes its scenes from these sentences.
    #[schemars(length(min = 10, max = 5000))]
    pub description: String,
    /// The language of narration and captions.
    pub language: Language,
    /// How long the film is to be, 15 to 180 seconds.
    #[serde(default = "default_duration_s")]
    #[schemars(range(min = 15, max = 180))]
    pub duration_s: u32,
    /// Who is to watch it ("young urban professionals").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TargetAudience>")]
    pub target_audience: Option<String>,
    /// The look.
    #[serde(default)]
    pub style: Style,
    /// The voice of the words.
    #[serde(default)]
    pub tone: Tone,
    /// The first sentence of the narration, word for word ("Is your coffee cold again?"); without it,
    /// one is written. With a script of your own, write it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Hook>")]
    pub hook: Option<String>,
    /// The call to action ("Visit us"), spoken and shown at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Cta>")]
    pub cta: Option<String>,
    /// The structure of the film.
    #[serde(default)]
    pub template: Template,
    /// Width to height.
    #[serde(default)]
    pub aspect: Aspect,
    /// The shorter side in pixels.
    #[serde(default)]
    pub resolution: Resolution,
    /// Frames per second.
    #[serde(default)]
    pub fps: Fps,
    /// How much detail the encoder keeps.
    #[serde(default)]
    pub quality: Quality,
    /// How scenes pass into each other; without it, chosen by style and template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<TransitionKind>,
    /// Your colours, font, logo and cards: here, or the path of a JSON file with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<BriefBrand>,
    /// Your own narration, whole or by scene; without it, OMA writes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<BriefScript>,
    /// The id of a voice; without it, one is chosen by language and tone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<VoiceId>")]
    pub voice: Option<String>,
    /// Music under the voice.
    #[serde(default)]
    pub music: BriefMusic,
    /// Captions burned into the film. SRT and VTT files are always written.
    #[serde(default)]
    pub captions: CaptionStyle,
    /// Where pictures come from, for scenes that show no file of your own.
    #[serde(default, skip_serializing_if = "is_auto")]
    pub pictures: Pictures,
    /// Your own pictures, in the order in which scenes use them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 50))]
    pub assets: Vec<BriefAsset>,
    /// Equal briefs with equal seeds give equal films.
    #[serde(default)]
    #[schemars(range(max = 9_007_199_254_740_991_u64))]
    pub seed: u64,
    /// The most this video may cost, in US dollars. No limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_usd: Option<BudgetUsd>,
    /// Whether something may be replaced when it cannot be had.
    #[serde(default)]
    pub fallbacks: Fallbacks,
    /// Where a person must say yes before OMA goes on.
    #[serde(default)]
    pub review: Review,
    /// What happens to personal data in the brief's texts, by kind. Unless named here, ways to reach
    /// a business stay (`email`, `phone`, `cep`, `cnpj`), and any other kind refuses the brief.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub personal_data: BTreeMap<Kind, Action>,
}

/// Your own narration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum BriefScript {
    /// All of it in one text; OMA splits it into scenes at sentence ends.
    Whole(#[schemars(length(min = 1, max = 5000))] String),
    /// Scene by scene, as in the `script.json` that `oma generate` writes.
    Scenes(SceneList),
}

/// A script scene by scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SceneList {
    /// 1 to 40 scenes, in the order of the film.
    #[schemars(length(min = 1, max = 40))]
    pub scenes: Vec<BriefScene>,
    /// The language of these scenes, where it is not the brief's: a language model translates them,
    /// and their pictures stay those of these words, or of `original`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Language>")]
    pub language: Option<Language>,
    /// The scenes that these are a translation of, as many: their words choose the pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Original>,
}

impl SceneList {
    /// Scenes in the language of the brief that are no translation.
    pub fn new(scenes: Vec<BriefScene>) -> Self {
        Self { scenes, language: None, original: None }
    }
}

/// What scenes are a translation of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Original {
    /// The language of its words.
    pub language: Language,
    /// Its scenes, in the order of the film.
    #[schemars(length(min = 1, max = 40))]
    pub scenes: Vec<BriefScene>,
}

/// One scene of your own script. Only `narration` is needed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BriefScene {
    /// What the voice says.
    #[schemars(length(min = 1, max = 1000))]
    pub narration: String,
    /// The headline on the picture; without it, taken from the narration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<OnScreen>")]
    pub on_screen: Option<String>,
    /// A smaller line under the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Supporting>")]
    pub supporting: Option<String>,
    /// What the picture shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<VisualText>")]
    pub visual: Option<String>,
    /// Words that choose the picture or icon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10), inner(length(min = 1, max = 40)))]
    pub keywords: Vec<String>,
    /// The feeling of the scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mood: Option<Mood>,
    /// How long the scene lasts at least, 1 to 60 seconds. A scene with a duration of its own
    /// does not move when another scene changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 60))]
    pub seconds: Option<f64>,
    /// Its part in the story; without it, told by its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<StoryPurpose>")]
    pub purpose: Option<Purpose>,
}

impl BriefScene {
    /// [`BriefScene::seconds`] in whole milliseconds; 0 without.
    pub fn duration_ms(&self) -> u64 {
        // 1 to 60 s, so the cast keeps the value.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let ms = (self.seconds.unwrap_or(0.0).max(0.0) * 1000.0).round() as u64;
        ms
    }
}

/// Music under the voice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BriefMusic {
    /// Chosen to fit tone and seed.
    #[default]
    Auto,
    /// No music.
    None,
    /// Chosen by mood.
    Mood(Mood),
    /// Your own sound file.
    File(#[schemars(length(min = 1, max = 1024))] String),
}

/// One of your own pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BriefAsset {
    /// Where the image or clip is: a path relative to the brief's file, or an https link.
    #[schemars(length(min = 1, max = 2048))]
    pub source: String,
    /// The number of the scene that shows it; without it, the scene whose words fit `shows` best,
    /// or the next that has no picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<SceneNumber>")]
    pub scene: Option<u32>,
    /// What is on it ("baker with fresh bread"), in the language of the brief.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Shows>")]
    pub shows: Option<String>,
    /// Where in a clip to start, in seconds; without it, its liveliest part is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<StartSeconds>")]
    pub start_s: Option<f64>,
    /// How it is made to fill the frame.
    #[serde(default)]
    pub fit: Fit,
}

/// Limits of optional fields, named so that the schema can carry them.
mod limits {
    use schemars::JsonSchema;

    macro_rules! limited_text {
        ($($name:ident: $min:literal..=$max:literal),* $(,)?) => {$(
            #[derive(JsonSchema)]
            #[schemars(inline)]
            #[allow(dead_code)]
            pub(super) struct $name(#[schemars(length(min = $min, max = $max))] String);
        )*};
    }

    limited_text! {
        TargetAudience: 1..=500,
        Hook: 1..=120,
        Cta: 1..=200,
        VoiceId: 1..=100,
        OnScreen: 1..=120,
        Supporting: 1..=200,
        VisualText: 1..=500,
        Shows: 1..=200,
    }

    /// The parts that a scene with words can play: the brand's cards come from the brand kit.
    #[derive(JsonSchema)]
    #[schemars(inline, rename_all = "snake_case")]
    #[allow(dead_code)]
    pub(super) enum StoryPurpose {
        Hook,
        Problem,
        Body,
        Proof,
        CallToAction,
    }

    #[derive(JsonSchema)]
    #[schemars(inline)]
    #[allow(dead_code)]
    pub(super) struct StartSeconds(#[schemars(range(min = 0, max = 3600))] f64);

    #[derive(JsonSchema)]
    #[schemars(inline)]
    #[allow(dead_code)]
    pub(super) struct SceneNumber(#[schemars(range(min = 1, max = 40))] u32);
}
use limits::{
    Cta, Hook, OnScreen, SceneNumber, Shows, StartSeconds, StoryPurpose, Supporting,
    TargetAudience, VisualText, VoiceId,
};

/// The usual choice is not written, as it was not before there was another.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde gives a reference.
fn is_auto(pictures: &Pictures) -> bool {
    *pictures == Pictures::Auto
}

fn default_duration_s() -> u32 {
    30
}

impl Brief {
    /// Reads the brief of a video, which was checked before it was stored, and checks it again:
    /// an operator may start an execution by hand.
    pub async fn load(objects: &dyn Objects, video: VideoId) -> Result<Self> {
        let json = objects.get_bytes(&keys::video_file(video, files::BRIEF)).await?;
        Self::parse(&json)
    }

    /// The language that the scenes of the brief's script are in, if they are to be translated.
    pub fn translates_from(&self) -> Option<Language> {
        match &self.script {
            Some(BriefScript::Scenes(list)) => list.language.filter(|it| *it != self.language),
            _ => None,
        }
    }

    /// What is wrong with the brief where no language model is configured: it asks for a translation,
    /// and OMA's own writer knows no other language.
    pub fn without_translator(&self) -> Option<Problem> {
        let allowed = "a language model (`oma keys set openrouter`; `oma keys --help` names others), \
                       or the translated words as `script.scenes` without `script.language`";
        let problem = "asks for a translation, and no language model is configured";
        self.translates_from().map(|_| Problem::new("script.language", problem, allowed))
    }

    /// The format of the film.
    pub fn format(&self) -> VideoFormat {
        VideoFormat::new(self.aspect, self.resolution).with_fps(self.fps).with_quality(self.quality)
    }

    /// The brand kit. A kit that is still a path is none: whoever takes a brief in replaces the
    /// path by what the file says.
    pub fn brand(&self) -> Option<&BrandKit> {
        match &self.brand {
            Some(BriefBrand::Kit(kit)) => Some(kit),
            Some(BriefBrand::File(_)) | None => None,
        }
    }

    /// The asked length in milliseconds.
    pub fn duration_ms(&self) -> u64 {
        u64::from(self.duration_s) * 1000
    }

    /// The asked length without the brand's cards: what the story has.
    pub fn story_ms(&self) -> u64 {
        let cards = self.brand().map_or(0, BrandKit::cards_ms);
        self.duration_ms().saturating_sub(cards)
    }
}
