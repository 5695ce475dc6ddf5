//! What the shape of an answer cannot say: whether its words can be spoken, fit, and are the brief's.
//! Pure.

mod tongue;
mod words;

use oma_core::brief::Brief;
use oma_core::pacing;
use oma_core::ports::WriteRequest;
use oma_core::script::{Scene, Script};
use oma_core::{Error, ErrorKind, Result};
use oma_guard::{Category, concerns};

/// A scene's words may need so much more than its time, in percent. The critic judges finer, and
/// an improved draft may put right what passes here.
const MOST_PERCENT: u64 = 160;
/// What all words may need of the film's time, in percent.
const FILM_PERCENT: std::ops::RangeInclusive<u64> = 35..=125;
/// How many of the call's words must be heard in the last scene, in percent; as the critic's rule.
const CALL_PERCENT: usize = 60;
/// How long a translated film may become, in percent of the asked length; as a script of one's own.
const MOST_TRANSLATED_PERCENT: u64 = 110;
const MOST_SUPPORTING: usize = 200;

/// What is wrong with a script, in sentences for its writer.
///
/// # Errors
/// [`ErrorKind::ContentRejected`] for words that no film may say: no other try is made.
pub(super) fn problems(request: WriteRequest<'_>, script: &Script) -> Result<Vec<String>> {
    let WriteRequest { brief, plan } = request;
    let given = given(brief);
    let mut problems = Vec::new();
    for (scene, planned) in script.scenes.iter().zip(&plan.scenes) {
        let mut say = |what: &str| problems.push(format!("Scene {}: {what}", scene.number));
        if scene.purpose != planned.purpose {
            say("its purpose is not the plan's.");
        }
        let needs_ms = pacing::scene_ms(&scene.narration, script.language);
        if needs_ms * 100 > planned.duration_ms * MOST_PERCENT {
            say(&format!("far too many words; about {} are wanted.", planned.words));
        }
        words::of_narration(&scene.narration, &given).into_iter().for_each(&mut say);
        words::of_headline(&scene.on_screen).into_iter().for_each(&mut say);
        if scene.supporting.as_ref().is_some_and(|text| text.chars().count() > MOST_SUPPORTING) {
            say("its smaller line is too long.");
        }
        claims(scene, &given, &mut say)?;
    }
    problems.extend(of_film(brief, plan.story_ms(), script));
    Ok(problems)
}

/// Everything that the brief says.
fn given(brief: &Brief) -> String {
    let own = [brief.hook.as_ref(), brief.cta.as_ref()];
    let parts = [Some(&brief.title), Some(&brief.description)].into_iter().chain(own);
    parts.flatten().cloned().collect::<Vec<_>>().join("\n")
}

fn of_film(brief: &Brief, story_ms: u64, script: &Script) -> Vec<String> {
    let mut problems = Vec::new();
    let speech_ms = |scene: &Scene| pacing::scene_ms(&scene.narration, script.language);
    let total_ms: u64 = script.scenes.iter().map(speech_ms).sum();
    if !FILM_PERCENT.contains(&(total_ms * 100 / story_ms.max(1))) {
        problems.push(format!("The words take {total_ms} ms to speak and have {story_ms} ms."));
    }
    let last = script.scenes.last().map(|scene| scene.narration.as_str()).unwrap_or_default();
    if brief.cta.as_deref().is_some_and(|cta| !is_heard(cta, last)) {
        problems.push("The last scene does not say the cta.".to_owned());
    }
    let first = script.scenes.first().map(|scene| scene.narration.as_str()).unwrap_or_default();
    if brief.hook.as_deref().is_some_and(|hook| !words::begins(first, hook)) {
        problems.push("The first scene does not begin with the hook.".to_owned());
    }
    let spoken: Vec<&str> = script.scenes.iter().map(|s| s.narration.as_str()).collect();
    if !tongue::is(&spoken.join(" "), script.language) {
        problems.push(format!("The narration is not in {}.", script.language.tag()));
    }
    problems
}

/// What is to be said of a translation.
pub(super) struct OfTranslation {
    /// What makes it unusable.
    pub wrong: Vec<String>,
    /// Scenes whose words need more time than they had. They last longer then.
    pub long: Vec<String>,
}

/// Holds a translation against what it translates. `story_ms` is the film's length.
///
/// # Errors
/// As [`problems`].
pub(super) fn of_translation(
    source: &Script,
    script: &Script,
    story_ms: u64,
) -> Result<OfTranslation> {
    let texts = |scene: &Scene| format!("{}\n{}", scene.narration, scene.on_screen);
    let given = source.scenes.iter().map(texts).collect::<Vec<_>>().join("\n");
    let mut found = OfTranslation { wrong: Vec::new(), long: Vec::new() };
    let mut total_ms = 0;
    for scene in &script.scenes {
        let mut say = |what: &str| found.wrong.push(format!("Scene {}: {what}", scene.number));
        words::of_narration(&scene.narration, &given).into_iter().for_each(&mut say);
        words::of_headline(&scene.on_screen).into_iter().for_each(&mut say);
        claims(scene, &given, &mut say)?;
        let needs_ms = pacing::scene_ms(&scene.narration, script.language);
        total_ms += needs_ms.max(scene.duration_ms());
        if needs_ms * 100 > scene.duration_ms() * pacing::FASTEST_PERCENT {
            found.long.push(format!("Scene {}: too many words for its time.", scene.number));
        }
    }
    if total_ms * 100 > story_ms * MOST_TRANSLATED_PERCENT {
        found.wrong.push(format!("The words take {total_ms} ms and have {story_ms} ms."));
    }
    let spoken: Vec<&str> = script.scenes.iter().map(|s| s.narration.as_str()).collect();
    if !tongue::is(&spoken.join(" "), script.language) {
        found.wrong.push(format!("The narration is not in {}.", script.language.tag()));
    }
    Ok(found)
}

fn is_heard(cta: &str, narration: &str) -> bool {
    let said = words::set(narration);
    let wanted = words::set(cta);
    let heard = wanted.intersection(&said).count();
    heard * 100 >= wanted.len() * CALL_PERCENT
}

/// Holds the texts of a scene against the lists of what no film and what no advertisement may say.
/// A claim that is the brief's own was told to the user already.
fn claims(scene: &Scene, given: &str, say: &mut impl FnMut(&str)) -> Result<()> {
    let supporting = scene.supporting.as_deref().unwrap_or_default();
    let texts = [&scene.narration, &scene.on_screen, supporting, &scene.visual];
    let found: Vec<Category> = texts.iter().flat_map(|t| concerns(t)).map(|c| c.category).collect();
    if found.iter().any(|category| category.is_refused()) {
        let message = format!("Scene {} of the script says what no film may say.", scene.number);
        return Err(Error::new(ErrorKind::ContentRejected, message));
    }
    let own: Vec<Category> = concerns(given).into_iter().map(|c| c.category).collect();
    if found.iter().any(|category| !own.contains(category)) {
        say("it makes a claim of health, money or before and after that the brief does not make.");
    }
    Ok(())
}
