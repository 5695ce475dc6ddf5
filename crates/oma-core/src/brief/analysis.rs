//! What a brief says, what it leaves open, and what may go wrong with it. Pure.

use super::content;
use super::{Brief, BriefMusic, BriefScript, CaptionStyle, Fallbacks, Review, Template};
use crate::format::Aspect;
use crate::pacing;
use crate::plan::Analysis;

/// Speech that fills less of the film than this leaves long pauses, in percent.
const SPARSE_PERCENT: u64 = 50;
/// A description whose words would take longer than this share of the film is cut, in percent.
const DENSE_PERCENT: u64 = 200;

/// What the supervisor understands of a brief.
pub fn analyse(brief: &Brief) -> Analysis {
    Analysis {
        objective: objective(brief),
        audience: brief.target_audience.clone().unwrap_or_else(|| "everybody".to_owned()),
        visual_needs: visual_needs(brief),
        audio_needs: audio_needs(brief),
        completeness: completeness(brief),
        suggestions: gaps(brief).into_iter().map(|gap| gap.suggestion.to_owned()).collect(),
    }
}

/// From 0 to 100: how much of what makes a good brief is there.
pub fn completeness(brief: &Brief) -> u32 {
    100 - gaps(brief).iter().map(|gap| gap.weight).sum::<u32>()
}

/// Something that a good brief has and this one has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// What it costs, of 100.
    pub weight: u32,
    /// What is missing.
    pub missing: &'static str,
    /// How to fill it.
    pub suggestion: &'static str,
}

/// What is missing. The weights of all gaps sum to less than 100: a valid brief is never empty.
pub fn gaps(brief: &Brief) -> Vec<Gap> {
    let few_words = brief.script.is_none() && brief.description.split_whitespace().count() < 20;
    let no_proof = !brief.description.contains(|c: char| c.is_ascii_digit());
    let all = [
        (
            brief.cta.is_none(),
            20,
            "Nothing says what viewers are to do.",
            "Say what viewers are to do: add `cta`.",
        ),
        (
            brief.target_audience.is_none(),
            20,
            "Nothing says who watches.",
            "Say who watches: add `target_audience`.",
        ),
        (
            few_words,
            20,
            "The description is short.",
            "Describe more: 20 words or more in `description` give a richer script.",
        ),
        (
            no_proof,
            10,
            "The description has no number.",
            "Give a number or a fact in `description`: it makes the proof scene strong.",
        ),
        (
            brief.assets.is_empty(),
            10,
            "There are no pictures of your own.",
            "Add pictures of your own in `assets`.",
        ),
    ];
    let missing = all.into_iter().filter(|(is_missing, ..)| *is_missing);
    missing.map(|(_, weight, missing, suggestion)| Gap { weight, missing, suggestion }).collect()
}

/// What may go wrong, or turn out other than meant.
pub fn risks(brief: &Brief) -> Vec<String> {
    let mut risks = Vec::new();
    let story_ms = brief.story_ms();
    let spoken_ms = match &brief.script {
        Some(BriefScript::Whole(text)) => pacing::scene_ms(text, brief.language),
        Some(BriefScript::Scenes(list)) => {
            list.scenes.iter().map(|s| pacing::scene_ms(&s.narration, brief.language)).sum()
        }
        None => pacing::scene_ms(&brief.description, brief.language),
    };
    let seconds = spoken_ms.div_ceil(1000);
    if brief.script.is_none() && spoken_ms * 100 > story_ms * DENSE_PERCENT {
        risks.push(format!(
            "The description takes {seconds} s to speak: much of it will not be in the film."
        ));
    }
    if brief.script.is_some() && spoken_ms > story_ms {
        risks.push(format!("The script takes {seconds} s to speak: the voice will hurry."));
    }
    if spoken_ms * 100 < story_ms * SPARSE_PERCENT {
        risks.push(format!("The words fill {seconds} s: the film will have long pauses."));
    }
    risks.extend(risks_of_policies(brief));
    risks.extend(content::risks(brief));
    risks
}

fn risks_of_policies(brief: &Brief) -> Vec<String> {
    let mut risks = Vec::new();
    if brief.review != Review::None {
        risks
            .push("A person must say yes: without an answer in three days the video fails.".into());
    }
    if brief.fallbacks == Fallbacks::Never {
        risks.push("Nothing may be replaced: what cannot be had makes the video fail.".into());
    }
    if brief.captions == CaptionStyle::None {
        risks.push("There are no captions on the picture: many watch without sound.".into());
    }
    risks
}

fn objective(brief: &Brief) -> String {
    match (&brief.cta, brief.template) {
        (Some(cta), _) => format!("The viewer does: {cta}"),
        (None, Template::Educational) => format!("The viewer understands: {}", brief.title),
        (None, _) => format!("The viewer remembers: {}", brief.title),
    }
}

fn visual_needs(brief: &Brief) -> Vec<String> {
    let mut needs = Vec::new();
    needs.push(match brief.aspect {
        Aspect::Portrait => {
            "Upright frame: type large, centre free of platform buttons.".to_owned()
        }
        Aspect::Landscape => "Wide frame: picture beside type.".to_owned(),
        Aspect::Square | Aspect::Feed => "Feed frame: one idea a scene.".to_owned(),
    });
    if !brief.assets.is_empty() {
        needs.push(format!("{} pictures of the user's own, each used once.", brief.assets.len()));
    }
    needs
}

fn audio_needs(brief: &Brief) -> Vec<String> {
    let mut needs = vec![format!("Narration in {}.", brief.language.tag())];
    if brief.music != BriefMusic::None {
        needs.push("Music that stays under the voice.".to_owned());
    }
    if brief.captions == CaptionStyle::None {
        needs.push("No captions on the picture: the narration must carry the film.".to_owned());
    }
    needs
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn brief(extra: &serde_json::Value) -> Brief {
        let mut brief = json!({
            "title": "Coffee shop", "description": "A coffee shop.", "language": "en-US",
        });
        for (name, value) in extra.as_object().unwrap() {
            brief[name] = value.clone();
        }
        Brief::from_value(brief).unwrap()
    }

    #[test]
    fn a_fuller_brief_is_more_complete_and_gets_fewer_suggestions() {
        let bare = analyse(&brief(&json!({})));
        let full = analyse(&brief(&json!({"cta": "Visit us", "target_audience": "students"})));
        assert_eq!(full.completeness, bare.completeness + 40);
        assert_eq!(full.suggestions.len() + 2, bare.suggestions.len());
        assert_eq!(full.objective, "The viewer does: Visit us");
    }

    #[test]
    fn what_may_go_wrong_is_said() {
        let quiet = risks(&brief(&json!({"captions": "none", "fallbacks": "never"})));
        assert!(quiet.iter().any(|risk| risk.contains("long pauses")), "{quiet:?}");
        assert!(quiet.iter().any(|risk| risk.contains("without sound")), "{quiet:?}");
        assert!(quiet.iter().any(|risk| risk.contains("Nothing may be replaced")), "{quiet:?}");
        let long = json!({"description": "We roast the beans of the day. ".repeat(60)});
        assert!(risks(&brief(&long))[0].contains("will not be in the film"));
    }
}
