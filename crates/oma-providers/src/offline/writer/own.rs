//! The user's own script keeps its words; the writer adds what is missing around them.

use oma_core::brief::{Brief, BriefScene, BriefScript};
use oma_core::pacing;
use oma_core::plan::{Plan, Purpose};
use oma_core::script::{Scene, Script};

use super::annotate::{annotate, mood};
use super::model;
use super::split::split_into_scenes;

/// The script of a brief that brings one.
pub(super) fn write(script: &BriefScript, brief: &Brief, plan: &Plan) -> Script {
    let given: Vec<BriefScene> = match script {
        BriefScript::Scenes(list) => list.scenes.clone(),
        BriefScript::Whole(text) => {
            let mut parts = split_into_scenes(text, plan.scenes.len(), brief.language);
            if parts.is_empty() {
                parts.push(text.trim().to_owned());
            }
            let scene = |narration| BriefScene { narration, ..BriefScene::default() };
            parts.into_iter().map(scene).collect()
        }
    };
    let seconds = seconds(&given, plan);
    let count = given.len();
    let scenes = given
        .into_iter()
        .zip(seconds)
        .enumerate()
        .map(|(index, (given, seconds))| {
            scene(given, seconds, index, purpose(index, count, plan), plan)
        })
        .collect();
    Script { title: brief.title.clone(), language: brief.language, writer: model(), scenes }
}

fn scene(given: BriefScene, seconds: f64, index: usize, purpose: Purpose, plan: &Plan) -> Scene {
    let shown = annotate(&given.narration, plan.language, purpose);
    Scene {
        // At most 40 scenes.
        number: u32::try_from(index + 1).unwrap_or(u32::MAX),
        purpose,
        narration: given.narration.trim().to_owned(),
        on_screen: given.on_screen.unwrap_or(shown.on_screen),
        supporting: shown.supporting,
        visual: given.visual.unwrap_or(shown.visual),
        keywords: if given.keywords.is_empty() { shown.keywords } else { given.keywords },
        mood: given.mood.unwrap_or_else(|| mood(plan.tone, purpose)),
        seconds,
    }
}

/// The plan's purposes if it has as many scenes, else the usual order.
fn purpose(index: usize, count: usize, plan: &Plan) -> Purpose {
    if plan.scenes.len() == count {
        return plan.scenes[index].purpose;
    }
    match (index, count - index) {
        (0, _) => Purpose::Hook,
        (_, 1) => Purpose::CallToAction,
        (_, 2) if count > 3 => Purpose::Proof,
        (1, _) if count > 4 => Purpose::Problem,
        _ => Purpose::Body,
    }
}

/// How long each scene lasts: as the user says, else its share of the film by its words, and
/// never less than its words take.
fn seconds(given: &[BriefScene], plan: &Plan) -> Vec<f64> {
    let spoken =
        |scene: &BriefScene| pacing::scene_ms(&scene.narration, plan.language) as f64 / 1000.0;
    let fixed: f64 = given.iter().filter_map(|scene| scene.seconds).sum();
    let free: f64 = given.iter().filter(|scene| scene.seconds.is_none()).map(spoken).sum();
    let stretch = (plan.duration_ms as f64 / 1000.0 - fixed) / free.max(f64::MIN_POSITIVE);
    let share = |scene: &BriefScene| (spoken(scene) * stretch.max(1.0) * 1000.0).round() / 1000.0;
    given.iter().map(|scene| scene.seconds.unwrap_or_else(|| share(scene))).collect()
}
