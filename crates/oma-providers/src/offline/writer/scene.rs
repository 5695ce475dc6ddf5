//! Narrations become scenes: what is shown is chosen with the whole script in view.

use oma_core::language::Language;
use oma_core::plan::{Plan, Purpose};
use oma_core::script::Scene;

use super::annotate::{Annotation, annotate, mood, visual};
use super::headline::{phrases, short};
use super::phrases::{Part, own};
use super::source::Source;
use super::text::{same_words, sentences, words};

/// A scene has at least so many words to choose a picture by, if the brief has them.
const FEWEST_KEYWORDS: usize = 3;
const MOST_KEYWORDS: usize = 6;

/// The scenes of a plan with their narrations.
pub(super) fn scenes(source: &Source, plan: &Plan, narrations: &[String]) -> Vec<Scene> {
    let mut scenes: Vec<Scene> = Vec::new();
    for (planned, narration) in plan.scenes.iter().zip(narrations) {
        let telling = telling(narration, source.language);
        let mut shown = annotate(&telling, source.language, planned.purpose);
        if let Some(headline) = own_headline(&telling, source.language) {
            shown.on_screen = headline;
        }
        with_more_keywords(&mut shown, source, planned.number);
        with_new_headline(&mut shown, narration, source, &scenes);
        match planned.purpose {
            Purpose::Hook => with_name(&mut shown, narration, source),
            _ if scenes.len() + 1 == plan.scenes.len() => with_call(&mut shown, narration, source),
            _ => {}
        }
        let Annotation { on_screen, supporting, keywords, .. } = shown;
        scenes.push(Scene {
            number: planned.number,
            purpose: planned.purpose,
            narration: narration.clone(),
            visual: visual(&keywords, &on_screen, source.language, planned.purpose),
            on_screen,
            supporting,
            keywords,
            mood: mood(plan.tone, planned.purpose),
            seconds: planned.duration_ms as f64 / 1000.0,
        });
    }
    scenes
}

/// The sentences of a scene that tell something: without the writer's own, if others are there.
fn telling(narration: &str, language: Language) -> String {
    let all = sentences(narration, language);
    let told: Vec<&str> =
        all.iter().filter(|text| own(text, language).is_none()).map(String::as_str).collect();
    if told.is_empty() { narration.to_owned() } else { told.join(" ") }
}

/// The headline of the first of the writer's own sentences, where it was written with one.
fn own_headline(telling: &str, language: Language) -> Option<String> {
    let first = sentences(telling, language).into_iter().next()?;
    own(&first, language)?.1.headline().map(str::to_owned)
}

/// A scene of general words is still about what the brief is about. The brief's words are taken
/// in turn, so that such scenes do not all show the same.
fn with_more_keywords(shown: &mut Annotation, source: &Source, number: u32) {
    let own = &source.keywords;
    let turn = usize::try_from(number).unwrap_or(0);
    let general = !own.is_empty() && is_general(&shown.keywords, source);
    let mut more: Vec<String> = own.iter().cycle().skip(turn).take(own.len()).cloned().collect();
    if general {
        std::mem::swap(&mut more, &mut shown.keywords);
    }
    for word in more {
        let enough = shown.keywords.len() >= FEWEST_KEYWORDS;
        if !enough && !shown.keywords.contains(&word) {
            shown.keywords.push(word);
        }
    }
    shown.keywords.truncate(MOST_KEYWORDS);
    if general {
        shown.keywords.truncate(FEWEST_KEYWORDS);
    }
}

/// Whether none of the words is the brief's: the writer's own phrases choose no picture.
fn is_general(keywords: &[String], source: &Source) -> bool {
    let said: Vec<String> = source.facts.iter().flat_map(|fact| words(&fact.text)).collect();
    !keywords.iter().any(|word| source.keywords.contains(word) || said.contains(word))
}

/// Another phrase where an earlier scene shows the same headline.
fn with_new_headline(shown: &mut Annotation, narration: &str, source: &Source, before: &[Scene]) {
    let taken = |text: &str| before.iter().any(|scene| same_words(&scene.on_screen, text));
    if !taken(&shown.on_screen) {
        return;
    }
    let phrase = phrases(narration, source.language).into_iter().find(|phrase| !taken(phrase));
    let fallback = || Some(short(narration, source.language)).filter(|text| !taken(text));
    if let Some(text) = phrase.or_else(fallback) {
        shown.on_screen = text;
    }
    if shown.supporting.as_ref().is_some_and(|line| same_words(line, &shown.on_screen)) {
        shown.supporting = None;
    }
}

/// The opening shows the name under its headline, or as its headline if it has no short phrase.
fn with_name(shown: &mut Annotation, narration: &str, source: &Source) {
    let name = &source.title.name;
    if name.chars().count() > 40 {
        return;
    }
    let says = |text: &str| text.to_lowercase().contains(&name.to_lowercase());
    let phrases = phrases(narration, source.language);
    if let Some(phrase) = phrases.iter().find(|phrase| says(phrase)) {
        shown.on_screen.clone_from(phrase);
    } else if phrases.is_empty() || says(narration) {
        shown.on_screen.clone_from(name);
    }
    let says = says(&shown.on_screen);
    shown.supporting = (!says).then(|| name.clone());
}

/// The end shows the call as headline, and the link or the name under it.
fn with_call(shown: &mut Annotation, narration: &str, source: &Source) {
    let is_call =
        |text: &String| own(text, source.language).is_some_and(|(part, _)| part == Part::Call);
    let ours = || sentences(narration, source.language).into_iter().find(is_call);
    if let Some(call) = source.call.clone().or_else(ours) {
        shown.on_screen = headline_of_call(&call, source);
    }
    let name = source.title.signs.then(|| source.title.name.clone());
    shown.supporting = source
        .link
        .clone()
        .or(name)
        .filter(|line| !shown.on_screen.to_lowercase().contains(&line.to_lowercase()));
}

/// The call itself if it is short, else its strongest phrase.
fn headline_of_call(call: &str, source: &Source) -> String {
    let whole = short(call, source.language);
    if same_words(&whole, call) {
        return whole;
    }
    phrases(call, source.language).into_iter().next().unwrap_or(whole)
}
