//! Rules that a schema cannot say of a brief: scripts without words, scripts that do not fit their
//! time.

use super::{Brief, BriefScript, Problem, SceneList};
use crate::pacing;

/// Spoken time may be this much over the asked length, in percent, before the brief is refused.
const OVERRUN_PERCENT: u64 = 10;
/// Scenes with times of their own may be this much shorter together than the asked length.
const SHORT_PERCENT: u64 = 5;
/// A hook that takes longer is none.
const LONGEST_HOOK_MS: u64 = 6_000;

/// Rules over the brief as a whole.
pub(super) fn find_in_brief(brief: &Brief, problems: &mut Vec<Problem>) {
    find_in_hook(brief, problems);
    let Some(script) = &brief.script else { return };
    let spoken: Vec<(String, &str)> = match script {
        BriefScript::Whole(text) => vec![("script".to_owned(), text.as_str())],
        BriefScript::Scenes(list) => {
            let path = |i: usize| format!("script.scenes[{i}].narration");
            list.scenes.iter().enumerate().map(|(i, s)| (path(i), s.narration.as_str())).collect()
        }
    };
    for (path, text) in &spoken {
        if !text.trim().is_empty() && !text.contains(char::is_alphanumeric) {
            problems.push(Problem::new(path, "has no words to speak", "text with words"));
        }
    }
    if let BriefScript::Scenes(list) = script {
        find_in_translation(list, problems);
    }
    find_wrong_length(brief, script, problems);
}

/// A hook is spoken before a viewer has decided to go on, and is no sentence of an own script.
fn find_in_hook(brief: &Brief, problems: &mut Vec<Problem>) {
    let Some(hook) = &brief.hook else { return };
    if !hook.trim().is_empty() && !hook.contains(char::is_alphanumeric) {
        problems.push(Problem::new("hook", "has no words to speak", "text with words"));
    }
    if brief.script.is_some() {
        let allowed = "one of the two: with a script, the hook is its first sentence";
        problems.push(Problem::new("hook", "stands beside `script`", allowed));
    }
    let spoken_ms = pacing::scene_ms(hook, brief.language);
    if spoken_ms > LONGEST_HOOK_MS {
        let problem = format!("takes about {} s to speak", spoken_ms.div_ceil(1000));
        problems.push(Problem::new("hook", problem, "what can be said in 6 s; 3 are better"));
    }
}

fn find_in_translation(list: &SceneList, problems: &mut Vec<Problem>) {
    let Some(original) = &list.original else { return };
    if original.scenes.len() != list.scenes.len() {
        let problem = format!("has {} scenes", original.scenes.len());
        let allowed = format!("{}, as `script.scenes`", list.scenes.len());
        problems.push(Problem::new("script.original.scenes", problem, allowed));
    }
}

/// A script that cannot be a film of the asked length, whatever is done with pauses and pace.
fn find_wrong_length(brief: &Brief, script: &BriefScript, problems: &mut Vec<Problem>) {
    let asked_ms = brief.story_ms();
    let language = brief.translates_from().unwrap_or(brief.language);
    let natural = |text: &str| pacing::scene_ms(text, language);
    let (spoken_ms, all_timed) = match script {
        BriefScript::Whole(text) => (natural(text), false),
        BriefScript::Scenes(list) => (
            list.scenes.iter().map(|s| natural(&s.narration).max(s.duration_ms())).sum(),
            !list.scenes.is_empty() && list.scenes.iter().all(|scene| scene.seconds.is_some()),
        ),
    };
    let cards_s = (brief.duration_ms() - asked_ms).div_ceil(1000);
    let needed_s = spoken_ms.div_ceil(1000) + cards_s;
    if spoken_ms * 100 > asked_ms * (100 + OVERRUN_PERCENT) {
        problems.push(Problem::new(
            "script",
            format!("takes about {needed_s} s to speak, and duration_s is {}", brief.duration_s),
            format!("fewer words, or a duration_s of {needed_s} (at most 180)"),
        ));
    } else if all_timed && spoken_ms * 100 < asked_ms * (100 - SHORT_PERCENT) {
        problems.push(Problem::new(
            "script.scenes",
            format!("last {needed_s} s together, and duration_s is {}", brief.duration_s),
            format!("longer seconds, or a duration_s of {needed_s} (at least 15)"),
        ));
    }
}
