use oma_core::brief::{Brief, Style, Template};
use oma_core::format::VideoFormat;
use oma_core::language::Language;
use oma_core::plan::{Plan, Purpose};
use oma_core::script::{Scene, Script};
use oma_media::cards::CardRequest;
use serde::Serialize;

/// What decides a card beside its scene: the film's look and the scene's place in it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CardStyle {
    pub(crate) format: VideoFormat,
    style: Style,
    template: Template,
    language: Language,
    seed: u64,
    number: u32,
    of: usize,
    step: Option<u32>,
}

impl CardStyle {
    pub(crate) fn new(plan: &Plan, script: &Script, brief: &Brief, scene: &Scene) -> Self {
        Self {
            format: plan.format,
            style: plan.style,
            template: plan.template,
            language: script.language,
            seed: brief.seed,
            number: scene.number,
            of: script.scenes.len(),
            step: step_number(script, scene),
        }
    }

    pub(crate) fn request<'a>(&self, scene: &'a Scene) -> CardRequest<'a> {
        CardRequest {
            format: self.format,
            style: self.style,
            template: self.template,
            seed: self.seed,
            number: self.number,
            of: u32::try_from(self.of).unwrap_or(u32::MAX),
            step: self.step,
            purpose: scene.purpose,
            language: self.language,
            mood: scene.mood,
            headline: &scene.on_screen,
            supporting: scene.supporting.as_deref(),
            keywords: &scene.keywords,
        }
    }
}

/// Which step a scene explains: scenes of the body are counted from 1.
fn step_number(script: &Script, scene: &Scene) -> Option<u32> {
    let body = |s: &&Scene| s.purpose == Purpose::Body && s.number <= scene.number;
    let count = script.scenes.iter().filter(body).count();
    (scene.purpose == Purpose::Body).then(|| u32::try_from(count).unwrap_or(u32::MAX))
}
