//! A better draft: only the scenes that were criticised change.

use std::collections::BTreeSet;

use oma_core::pacing;
use oma_core::plan::{Plan, Purpose};
use oma_core::ports::ImproveRequest;
use oma_core::script::{CritiqueFinding, Rule, Scene, Script};

use super::compose::Composer;
use super::scene;
use super::source::Source;
use super::text::{heads, sentences};
use super::voice::{Speech, Wishes, key};

/// The draft with its findings mended. The user's own words stay as they are.
pub(super) fn improve(request: &ImproveRequest<'_>) -> Script {
    let ImproveRequest { brief, plan, script, .. } = *request;
    if brief.script.is_some() {
        return script.clone();
    }
    let source = Source::read(brief);
    let mut narrations: Vec<Option<String>> =
        plan.scenes.iter().map(|planned| kept(script, planned.number, planned.purpose)).collect();
    for index in rewritten(request, &source) {
        if let Some(narration) = narrations.get_mut(index) {
            *narration = None;
        }
    }
    let shortened = shorten_all(request, &mut narrations);
    let wishes = wishes(request, &source, &narrations);
    if narrations.iter().any(Option::is_none) {
        let lot = super::lot(brief, request.attempt);
        let fresh = Composer::new(&source, plan, &wishes, lot).write();
        for (narration, fresh) in narrations.iter_mut().zip(fresh) {
            narration.get_or_insert(fresh);
        }
    }
    let narrations: Vec<String> = narrations.into_iter().flatten().collect();
    let mut scenes = scene::scenes(&source, plan, &narrations);
    keep_untouched(&mut scenes, script, &shortened);
    Script { scenes, ..script.clone() }
}

/// A scene's narration, if the draft has the scene where the plan has it.
fn kept(script: &Script, number: u32, purpose: Purpose) -> Option<String> {
    script
        .scene(number)
        .filter(|scene| scene.purpose == purpose && !scene.narration.trim().is_empty())
        .map(|scene| scene.narration.clone())
}

/// The scenes to be written anew.
fn rewritten(request: &ImproveRequest<'_>, source: &Source) -> BTreeSet<usize> {
    let ImproveRequest { plan, script, critique, reason, .. } = *request;
    let all = 0..plan.scenes.len();
    let asked = Asked::read(reason);
    if !reason.trim().is_empty() && asked == Asked::default() {
        // A person is not content and does not say what OMA could act on: everything anew.
        return all.collect();
    }
    let breaks = |index: &usize| {
        let text = &script.scenes.get(*index).map(|s| s.narration.clone()).unwrap_or_default();
        asked.no_questions && text.contains('?') || asked.no_exclamations && text.contains('!')
    };
    let mut anew: BTreeSet<usize> = all.filter(breaks).collect();
    for finding in &critique.findings {
        anew.extend(scenes_of(finding, plan, script, source));
    }
    anew
}

/// The scenes that a finding is about.
fn scenes_of(
    finding: &CritiqueFinding,
    plan: &Plan,
    script: &Script,
    source: &Source,
) -> Vec<usize> {
    let at = |number| plan.scenes.iter().position(|scene| scene.number == number);
    let named: Option<usize> = finding.scene.and_then(at);
    let of = |purpose| plan.scenes.iter().position(|scene| scene.purpose == purpose);
    match finding.rule {
        Rule::Hook => named.or_else(|| of(Purpose::Hook)).or(Some(0)).into_iter().collect(),
        Rule::CallToAction => plan.scenes.len().checked_sub(1).into_iter().collect(),
        // Missing parts are missing in `kept` and so written anyway.
        Rule::Story => named.into_iter().collect(),
        Rule::Repetition if named.is_some() => named.into_iter().collect(),
        Rule::Repetition => repeated(plan, script, source),
        Rule::Duration => named
            .into_iter()
            .chain(too_empty(finding, plan, script, source))
            .filter(|index| !is_too_long(plan, script, *index))
            .collect(),
    }
}

/// Scenes with a sentence that an earlier scene has.
fn repeated(plan: &Plan, script: &Script, source: &Source) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    // The name may open a film and sign it.
    let name = key(&source.title.name);
    let mut again = Vec::new();
    for (index, planned) in plan.scenes.iter().enumerate() {
        let Some(scene) = script.scene(planned.number) else { continue };
        let told = sentences(&scene.narration, script.language);
        let again_told = |key: String| key != name && !seen.insert(key);
        if told.iter().map(|sentence| key(sentence)).any(again_told) {
            again.push(index);
        }
    }
    again
}

/// For a film that is too short as a whole: its emptiest scenes.
fn too_empty(
    finding: &CritiqueFinding,
    plan: &Plan,
    script: &Script,
    source: &Source,
) -> Vec<usize> {
    if finding.scene.is_some() {
        return Vec::new();
    }
    let empty = |(_, planned): &(usize, &oma_core::plan::ScenePlan)| {
        // Opening and call are as long as they should be.
        !matches!(planned.purpose, Purpose::Hook | Purpose::CallToAction)
            && script.scene(planned.number).is_none_or(|scene| {
                pacing::scene_ms(&scene.narration, source.language) * 10 < planned.duration_ms * 7
            })
    };
    plan.scenes.iter().enumerate().filter(empty).map(|(index, _)| index).collect()
}

fn is_too_long(plan: &Plan, script: &Script, index: usize) -> bool {
    let planned = &plan.scenes[index];
    script.scene(planned.number).is_some_and(|scene| {
        pacing::scene_ms(&scene.narration, script.language) > planned.duration_ms
    })
}

/// Cuts what is too long: where the critic says so, or everywhere when a person asks for less.
/// Returns the scenes that changed.
fn shorten_all(request: &ImproveRequest<'_>, narrations: &mut [Option<String>]) -> BTreeSet<usize> {
    let ImproveRequest { plan, script, critique, reason, .. } = *request;
    let asked = Asked::read(reason);
    let duration = critique.findings.iter().any(|finding| finding.rule == Rule::Duration);
    let wishes = Wishes { shorter: asked.shorter, ..Wishes::default() };
    let last = narrations.len().saturating_sub(1);
    let mut changed = BTreeSet::new();
    for (index, narration) in narrations.iter_mut().enumerate() {
        let Some(text) = narration else { continue };
        // The call to action is said in full.
        if !(asked.shorter || duration) || index == last {
            continue;
        }
        let budget = wishes.speaking_ms(plan.scenes[index].duration_ms);
        let shorter = shortened(text, Speech::new(budget, script.language), script);
        if shorter.as_ref() != Some(text) {
            changed.insert(index);
            *narration = shorter;
        }
    }
    changed
}

/// The sentences of a narration that fit, the last one perhaps without its last clauses. Nothing
/// if not even its first clause fits: then the scene is written anew.
fn shortened(text: &str, mut speech: Speech, script: &Script) -> Option<String> {
    for sentence in sentences(text, script.language) {
        let shorter = heads(&sentence, script.language);
        let fits = |text: &String| speech.has_room_for(text);
        match std::iter::once(sentence.clone()).chain(shorter).find(fits) {
            Some(text) => {
                let cut = text != sentence;
                speech.parts.push(text);
                if cut {
                    break;
                }
            }
            None => break,
        }
    }
    (!speech.parts.is_empty()).then(|| speech.text())
}

/// What must not be said: what the kept scenes say, and the old phrases of those written anew.
fn wishes(request: &ImproveRequest<'_>, source: &Source, narrations: &[Option<String>]) -> Wishes {
    let asked = Asked::read(request.reason);
    let language = source.language;
    let facts: BTreeSet<String> = source.facts.iter().map(|fact| key(&fact.text)).collect();
    let said: BTreeSet<String> = narrations
        .iter()
        .flatten()
        .flat_map(|text| sentences(text, language))
        .map(|sentence| key(&sentence))
        .collect();
    // A fact that a kept scene tells in a shorter form is told.
    let told = source
        .facts
        .iter()
        .map(|fact| &fact.text)
        .filter(|text| heads(text, language).iter().any(|head| said.contains(&key(head))));
    let old = request.script.scenes.iter().flat_map(|scene| sentences(&scene.narration, language));
    let mut avoid: BTreeSet<String> =
        old.map(|sentence| key(&sentence)).filter(|sentence| !facts.contains(sentence)).collect();
    avoid.extend(told.map(|text| key(text)));
    avoid.extend(said);
    Wishes {
        shorter: asked.shorter,
        no_questions: asked.no_questions,
        no_exclamations: asked.no_exclamations,
        avoid,
    }
}

/// Scenes that did not change keep what they show.
fn keep_untouched(scenes: &mut [Scene], script: &Script, shortened: &BTreeSet<usize>) {
    for (index, scene) in scenes.iter_mut().enumerate() {
        if let Some(old) = script.scene(scene.number)
            && old.narration == scene.narration
            && old.purpose == scene.purpose
            && !shortened.contains(&index)
        {
            *scene = old.clone();
        }
    }
}

/// What a person asked for, as far as the writer understands it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Asked {
    shorter: bool,
    no_questions: bool,
    no_exclamations: bool,
}

impl Asked {
    /// Looks for the wishes in both languages: reviewers do not always write in the film's.
    fn read(reason: &str) -> Self {
        let reason = reason.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| reason.contains(word));
        let without =
            says(&["no ", "without", "remove", "not ", "don't", "sem ", "tire", "não ", "evite"]);
        Self {
            shorter: says(&[
                "shorter",
                "too long",
                "less text",
                "fewer words",
                "mais curt",
                "muito long",
                "menos texto",
                "menos palavras",
                "resum",
                "encurt",
            ]),
            no_questions: without && says(&["question", "pergunta"]),
            no_exclamations: without && says(&["exclam"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_wishes_are_understood_in_both_languages() {
        let (shorter, questions, exclamations) = (
            Asked { shorter: true, ..Asked::default() },
            Asked { no_questions: true, ..Asked::default() },
            Asked { no_exclamations: true, ..Asked::default() },
        );
        for (reason, asked) in [
            ("Make it shorter, please", shorter),
            ("Está muito longo", shorter),
            ("No question at the start", questions),
            ("sem pergunta", questions),
            ("Não use exclamação", exclamations),
            ("I do not like it", Asked::default()),
            ("", Asked::default()),
        ] {
            assert_eq!(Asked::read(reason), asked, "{reason}");
        }
    }
}
