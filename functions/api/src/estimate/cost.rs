use oma_api::videos::EstimateLine;
use oma_core::brief::{Brief, BriefMusic, BriefScript};
use oma_core::money::MicroUsd;
use oma_core::plan::{ModelChoice, plan_scenes};
use oma_core::ports::{Composer as _, Narrator as _, ScriptWriter as _};
use oma_providers::offline::OfflineNarrator;
use oma_providers::offline::library::MusicLibrary;
use oma_providers::offline::writer::TemplateWriter;

/// About how many characters a spoken word has, its blank included, in both languages.
const WORD_CHARS: u64 = 6;

/// What a brief would cost altogether.
pub(crate) fn cost(brief: &Brief) -> MicroUsd {
    lines(brief).iter().map(|line| line.cost_micro_usd).sum()
}

/// What makes up the cost of a brief, by what the plan would choose. Every provider of this release
/// works on the machine itself and charges nothing.
pub(crate) fn lines(brief: &Brief) -> Vec<EstimateLine> {
    let seconds = u64::from(brief.duration_s);
    let scenes = plan_scenes(brief);
    let own = |model: &str| ModelChoice::new("user", model);
    let written_by = if brief.script.is_some() { own("own-words") } else { TemplateWriter.model() };
    let (spoken_by, _) =
        OfflineNarrator::from_env().choose(brief.language, brief.voice.as_deref(), brief.tone);
    let characters = spoken_characters(brief)
        .unwrap_or_else(|| scenes.iter().map(|scene| scene.words).sum::<u64>() * WORD_CHARS);
    let mut lines = vec![
        line("script", written_by, characters, "characters"),
        line("narration", spoken_by, characters, "characters"),
        line("pictures", ModelChoice::new("offline", "card-2"), scenes.len() as u64, "scenes"),
        line("rendering", ModelChoice::new("ffmpeg", "x264"), seconds, "seconds of film"),
    ];
    let music = match &brief.music {
        BriefMusic::None => None,
        BriefMusic::File(_) => Some(own("own-music")),
        BriefMusic::Auto | BriefMusic::Mood(_) => Some(MusicLibrary::from_env().model()),
    };
    lines.extend(music.map(|model| line("music", model, seconds, "seconds of film")));
    lines
}

/// The length of the user's own words.
fn spoken_characters(brief: &Brief) -> Option<u64> {
    let count = |text: &str| text.chars().count() as u64;
    brief.script.as_ref().map(|script| match script {
        BriefScript::Whole(text) => count(text),
        BriefScript::Scenes(list) => list.scenes.iter().map(|scene| count(&scene.narration)).sum(),
    })
}

fn line(what: &str, by: ModelChoice, units: u64, unit: &str) -> EstimateLine {
    EstimateLine {
        what: what.to_owned(),
        provider: by.provider,
        model: by.model,
        units,
        unit: unit.to_owned(),
        cost_micro_usd: MicroUsd::default(),
    }
}
