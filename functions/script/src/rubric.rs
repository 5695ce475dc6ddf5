//! The rubric: what a script of a short spot must do, in points of 100. Pure.
//!
//! | Rule | Points | Lost when |
//! |---|---|---|
//! | Hook | 25 | the first sentence cannot be spoken in three seconds, or there is none |
//! | Story | 20 | attention, interest, desire or action has no scene |
//! | Call to action | 25 | the last scene does not say what to do |
//! | Duration | 20 | the words do not fit the time, or leave much of it empty |
//! | Repetition | 10 | two scenes say nearly the same |

use std::collections::BTreeSet;

use oma_core::pacing;
use oma_core::plan::Purpose;
use oma_core::script::{Critique, CritiqueFinding, Rule, Scene, Script};

/// A hook must be over by then.
const HOOK_MS: u64 = 3_000;
/// A scene may run over its time by this much before it counts, in percent.
const OVERRUN_PERCENT: u64 = 5;
/// Speech that fills less of the film than this leaves it empty, in percent.
const EMPTY_PERCENT: u64 = 60;
/// Two scenes that share this much of their words say nearly the same, in percent.
const SAME_PERCENT: usize = 60;

/// Holds a script against the rubric. `cta` is the brief's call to action.
pub fn criticise(script: &Script, cta: Option<&str>, duration_ms: u64) -> Critique {
    let mut findings = Vec::new();
    hook(script, &mut findings);
    story(script, &mut findings);
    call_to_action(script, cta, &mut findings);
    duration(script, duration_ms, &mut findings);
    repetition(script, &mut findings);
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.points));
    let lost: u32 = findings.iter().map(|finding| finding.points).sum();
    Critique { score: 100_u32.saturating_sub(lost), findings }
}

fn finding(rule: Rule, scene: Option<u32>, points: u32, message: String) -> CritiqueFinding {
    CritiqueFinding { rule, scene, message, points }
}

fn hook(script: &Script, findings: &mut Vec<CritiqueFinding>) {
    let Some(first) = script.scenes.first() else { return };
    let end = first.narration.find(['.', '!', '?', '…']).map_or(first.narration.len(), |i| i + 1);
    let spoken_ms = pacing::speech_ms(&first.narration[..end], script.language);
    if spoken_ms > HOOK_MS {
        let message = format!("The hook takes {spoken_ms} ms to speak; {HOOK_MS} ms is the limit.");
        findings.push(finding(Rule::Hook, Some(first.number), 25, message));
    }
}

fn story(script: &Script, findings: &mut Vec<CritiqueFinding>) {
    let has = |wanted: &[Purpose]| script.scenes.iter().any(|s| wanted.contains(&s.purpose));
    // With fewer than four scenes the parts share scenes, and the order alone tells nothing.
    if script.scenes.len() < 4 {
        return;
    }
    let parts: [(&str, &[Purpose]); 4] = [
        ("attention", &[Purpose::Hook]),
        ("interest", &[Purpose::Problem, Purpose::Body]),
        ("desire", &[Purpose::Proof]),
        ("action", &[Purpose::CallToAction]),
    ];
    for (part, purposes) in parts {
        if !has(purposes) {
            findings.push(finding(Rule::Story, None, 5, format!("No scene is there for {part}.")));
        }
    }
}

fn call_to_action(script: &Script, cta: Option<&str>, findings: &mut Vec<CritiqueFinding>) {
    let Some(last) = script.scenes.last() else { return };
    let problem = match cta {
        Some(cta) => {
            let (wanted, said) = (words(cta), words(&last.narration));
            let heard = wanted.intersection(&said).count();
            (heard * 100 < wanted.len() * SAME_PERCENT)
                .then(|| format!("The last scene does not say \"{cta}\"."))
        }
        None => (last.purpose != Purpose::CallToAction)
            .then(|| "The last scene does not call for anything.".to_owned()),
    };
    if let Some(message) = problem {
        findings.push(finding(Rule::CallToAction, Some(last.number), 25, message));
    }
}

fn duration(script: &Script, duration_ms: u64, findings: &mut Vec<CritiqueFinding>) {
    let spoken = |scene: &Scene| pacing::scene_ms(&scene.narration, script.language);
    for scene in &script.scenes {
        let (needs, has) = (spoken(scene), scene.duration_ms());
        if needs * 100 > has * (100 + OVERRUN_PERCENT) {
            let message = format!("The words need {needs} ms and the scene has {has} ms.");
            findings.push(finding(Rule::Duration, Some(scene.number), 5, message));
        }
    }
    let total: u64 = script.scenes.iter().map(spoken).sum();
    if total * 100 < duration_ms * EMPTY_PERCENT {
        let message = format!("The words fill {total} ms of {duration_ms} ms.");
        findings.push(finding(Rule::Duration, None, 10, message));
    }
}

fn repetition(script: &Script, findings: &mut Vec<CritiqueFinding>) {
    let spoken: Vec<BTreeSet<String>> =
        script.scenes.iter().map(|scene| words(&scene.narration)).collect();
    for (i, later) in spoken.iter().enumerate() {
        let repeated = spoken[..i].iter().position(|earlier| {
            let all = earlier.union(later).count();
            all > 0 && earlier.intersection(later).count() * 100 >= all * SAME_PERCENT
        });
        if let Some(earlier) = repeated {
            let number = script.scenes[i].number;
            let message =
                format!("Says nearly the same as scene {}.", script.scenes[earlier].number);
            findings.push(finding(Rule::Repetition, Some(number), 10, message));
        }
    }
}

/// The words of a text, in lower case, each once.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests;
