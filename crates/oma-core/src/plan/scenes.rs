//! Cuts the asked length into scenes. Pure.

use crate::brief::{Brief, BriefScript, Template};
use crate::language::Language;
use crate::pacing;
use crate::plan::{Purpose, ScenePlan};

/// Durations are multiples of this, so that small edits elsewhere do not move them.
const GRID_MS: u64 = 100;
/// A hook must be over before the viewer has decided.
const LONGEST_HOOK_MS: u64 = 4_000;

/// The planned parts of the film. Their durations sum to the asked length less the
/// brand's cards.
///
/// Words of the user's own script do not matter here, only their number of scenes: the plan must
/// stay the same when a word changes.
pub fn plan_scenes(brief: &Brief) -> Vec<ScenePlan> {
    let count = match &brief.script {
        Some(BriefScript::Scenes(list)) => list.scenes.len(),
        _ => scene_count(brief.story_ms(), brief.template),
    };
    let purposes = purposes(count, brief.template);
    let durations = durations(brief.story_ms(), &purposes);
    let scenes = purposes.into_iter().zip(durations).zip(1..);
    scenes
        .map(|((purpose, duration_ms), number)| ScenePlan {
            number,
            purpose,
            duration_ms,
            words: words(duration_ms, brief.language),
        })
        .collect()
}

fn words(duration_ms: u64, language: Language) -> u64 {
    let speech_ms = duration_ms.saturating_sub(pacing::LEAD_MS + pacing::TAIL_MS);
    pacing::words_in(speech_ms, language).max(2)
}

/// How many scenes a film of a template has: its pace.
fn scene_count(duration_ms: u64, template: Template) -> usize {
    let pace_ms = match template {
        Template::SocialMedia => 4_800,
        Template::Custom => 5_500,
        Template::ProductTech => 5_800,
        Template::Corporate => 6_500,
        Template::Educational => 7_000,
    };
    let count = (duration_ms + pace_ms / 2) / pace_ms;
    usize::try_from(count).unwrap_or(usize::MAX).clamp(3, 36)
}

/// The story: attention first, action last, desire before it, interest between.
fn purposes(count: usize, template: Template) -> Vec<Purpose> {
    let starts_with_problem =
        matches!(template, Template::ProductTech | Template::Corporate | Template::Custom);
    (0..count)
        .map(|i| match (i, count - 1 - i) {
            (0, _) => Purpose::Hook,
            (_, 0) => Purpose::CallToAction,
            (_, 1) if count >= 4 => Purpose::Proof,
            (1, _) if count >= 5 && starts_with_problem => Purpose::Problem,
            _ => Purpose::Body,
        })
        .collect()
}

/// Shares out a length: hooks are short, calls to action too, the rest is equal.
fn durations(total_ms: u64, purposes: &[Purpose]) -> Vec<u64> {
    let weight = |purpose: &Purpose| match purpose {
        Purpose::Hook => 75,
        Purpose::CallToAction => 90,
        _ => 100,
    };
    let weights: u64 = purposes.iter().map(weight).sum();
    let mut durations: Vec<u64> = purposes
        .iter()
        .map(|purpose| {
            let share = total_ms * weight(purpose) / weights / GRID_MS * GRID_MS;
            if *purpose == Purpose::Hook { share.min(LONGEST_HOOK_MS) } else { share }
        })
        .collect();
    // What rounding and the short hook leave over goes to the scenes after the hook, evenly.
    let after_hook = usize::from(durations.len() > 1);
    let mut rest = total_ms - durations.iter().sum::<u64>();
    while rest > 0 {
        for duration in &mut durations[after_hook..] {
            let piece = rest.min(GRID_MS);
            *duration += piece;
            rest -= piece;
        }
    }
    durations
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scenes(duration_s: u32, template: &str) -> Vec<ScenePlan> {
        plan_scenes(&brief(&json!({"duration_s": duration_s, "template": template})))
    }

    fn brief(extra: &serde_json::Value) -> Brief {
        let mut brief = json!({
            "title": "Coffee shop", "description": "A coffee shop.", "language": "pt-BR",
        });
        for (name, value) in extra.as_object().unwrap() {
            brief[name] = value.clone();
        }
        Brief::from_value(brief).unwrap()
    }

    #[test]
    fn the_scenes_last_exactly_as_long_as_asked() {
        for template in ["custom", "product_tech", "educational", "social_media", "corporate"] {
            for duration_s in [15, 16, 29, 30, 45, 60, 97, 180] {
                let scenes = scenes(duration_s, template);
                let sum: u64 = scenes.iter().map(|s| s.duration_ms).sum();
                assert_eq!(sum, u64::from(duration_s) * 1000, "{template} {duration_s}");
                assert!(scenes[0].duration_ms <= LONGEST_HOOK_MS);
                assert!(scenes.iter().all(|s| s.words >= 2));
            }
        }
    }

    #[test]
    fn every_film_begins_with_a_hook_and_ends_with_a_call_to_action() {
        for duration_s in [15, 30, 180] {
            let scenes = scenes(duration_s, "custom");
            assert_eq!(scenes[0].purpose, Purpose::Hook);
            assert_eq!(scenes[scenes.len() - 1].purpose, Purpose::CallToAction);
            assert_eq!(
                scenes.iter().map(|s| s.number).max(),
                Some(u32::try_from(scenes.len()).unwrap())
            );
        }
    }

    #[test]
    fn a_script_of_ones_own_decides_how_many_scenes_there_are_and_nothing_else() {
        let with = |words: &str| {
            let scenes = json!({"scenes": [{"narration": words}, {"narration": "Visit us."}]});
            plan_scenes(&brief(&json!({"script": scenes})))
        };
        assert_eq!(with("Hello.").len(), 2);
        assert_eq!(with("Hello."), with("Good morning to you."));
        let one = json!({"scenes": [{"narration": "Only one."}]});
        assert_eq!(plan_scenes(&brief(&json!({"script": one})))[0].duration_ms, 30_000);
    }
}
