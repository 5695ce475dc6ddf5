//! What a brief says, and what it leaves open. Pure.

use oma_core::brief::{Brief, BriefMusic, CaptionStyle, Template};
use oma_core::format::Aspect;
use oma_core::plan::Analysis;

/// What the supervisor understands of a brief.
pub(crate) fn analyse(brief: &Brief) -> Analysis {
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
pub(crate) fn completeness(brief: &Brief) -> u32 {
    100 - gaps(brief).iter().map(|gap| gap.weight).sum::<u32>()
}

struct Gap {
    weight: u32,
    suggestion: &'static str,
}

/// What is missing. The weights of all gaps sum to less than 100: a valid brief is never empty.
fn gaps(brief: &Brief) -> Vec<Gap> {
    let few_words = brief.script.is_none() && brief.description.split_whitespace().count() < 20;
    let no_proof = !brief.description.contains(|c: char| c.is_ascii_digit());
    let all = [
        (brief.cta.is_none(), 20, "Say what viewers are to do: add `cta`."),
        (brief.target_audience.is_none(), 20, "Say who watches: add `target_audience`."),
        (few_words, 20, "Describe more: 20 words or more in `description` give a richer script."),
        (
            no_proof,
            10,
            "Give a number or a fact in `description`: it makes the proof scene strong.",
        ),
        (brief.assets.is_empty(), 10, "Add pictures of your own in `assets`."),
    ];
    let missing = all.into_iter().filter(|(is_missing, ..)| *is_missing);
    missing.map(|(_, weight, suggestion)| Gap { weight, suggestion }).collect()
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
}
