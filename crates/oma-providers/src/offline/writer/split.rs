//! Splits a whole script into scenes.

use oma_core::language::Language;
use oma_core::pacing;

use super::text::{pieces, sentences};

/// Splits a text at sentence ends into at most `scenes` parts of about equal spoken time. A
/// single sentence splits at the ends of its clauses. Every word is kept; no part is empty.
pub fn split_into_scenes(text: &str, scenes: usize, language: Language) -> Vec<String> {
    let mut units: Vec<String> = text
        .lines()
        .flat_map(|line| sentences(line, language))
        .filter(|sentence| sentence.chars().any(char::is_alphanumeric))
        .collect();
    let wanted = scenes.max(1);
    if units.len() < wanted {
        units = units.iter().flat_map(|unit| clauses(unit, wanted, &units, language)).collect();
    }
    balanced(&units, wanted, language)
}

/// A sentence in clauses if it takes much more than its share of the time.
fn clauses(unit: &str, wanted: usize, units: &[String], language: Language) -> Vec<String> {
    let total: u64 = units.iter().map(|unit| pacing::speech_ms(unit, language)).sum();
    let share = total / wanted as u64;
    // Half above its share, a clause still makes a scene of its own.
    let fits = |text: &str| pacing::speech_ms(text, language) * 2 <= share * 3;
    if fits(unit) { vec![unit.to_owned()] } else { pieces(unit, language, &fits) }
}

/// Joins units so that each border lies where the spoken time comes nearest to an equal share.
fn balanced(units: &[String], wanted: usize, language: Language) -> Vec<String> {
    let times: Vec<u64> = units.iter().map(|unit| pacing::speech_ms(unit, language)).collect();
    let total: u64 = times.iter().sum();
    let mut scenes: Vec<String> = Vec::new();
    let (mut from, mut spoken) = (0, 0);
    for scene in 1..=wanted.min(units.len()) {
        let left = wanted.min(units.len()) - scene;
        let target = total * scene as u64 / wanted.min(units.len()) as u64;
        let mut to = from + 1;
        spoken += times[from];
        // Leave one unit for each scene still to come.
        while to < units.len() - left
            && (left == 0 || (spoken + times[to]).abs_diff(target) <= spoken.abs_diff(target))
        {
            spoken += times[to];
            to += 1;
        }
        scenes.push(units[from..to].join(" "));
        from = to;
    }
    scenes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_split_at_sentence_ends() {
        let text = "One little sentence here. And another one there. A third one follows. \
                    Then comes the fourth.";
        let scenes = split_into_scenes(text, 2, Language::EnUs);
        assert_eq!(
            scenes,
            [
                "One little sentence here. And another one there.",
                "A third one follows. Then comes the fourth."
            ]
        );
        assert_eq!(split_into_scenes(text, 4, Language::EnUs).len(), 4);
        assert_eq!(split_into_scenes(text, 9, Language::EnUs).len(), 4);
        assert_eq!(split_into_scenes(text, 1, Language::EnUs), [text]);
    }

    #[test]
    fn one_long_sentence_is_split_at_clauses_and_keeps_its_words() {
        let text = "When the sun rises over the quiet harbor, the first boats come in, the \
                    market opens its doors, and the smell of fresh bread fills the streets";
        let scenes = split_into_scenes(text, 3, Language::EnUs);
        assert!((2..=4).contains(&scenes.len()), "{scenes:?}");
        let said: Vec<String> = scenes.iter().flat_map(|s| super::super::text::words(s)).collect();
        assert_eq!(said, super::super::text::words(text));
        assert!(scenes.iter().all(|scene| scene.ends_with('.')), "{scenes:?}");
    }

    #[test]
    fn nothing_gives_no_scene_and_no_scene_is_empty() {
        assert!(split_into_scenes(" \n ", 3, Language::PtBr).is_empty());
        for scenes in [0, 1, 2, 7] {
            let split = split_into_scenes("Olá.\n\n\nVenha ver! … 🎉", scenes, Language::PtBr);
            assert!(!split.is_empty() && split.iter().all(|s| s.contains(char::is_alphabetic)));
        }
    }

    #[test]
    fn scenes_are_balanced_by_time() {
        let text = "Short. Also short. This one sentence is much longer than all of the other \
                    sentences around it. Short again. And done.";
        let scenes = split_into_scenes(text, 3, Language::EnUs);
        assert_eq!(
            scenes[1],
            "This one sentence is much longer than all of the other sentences around it."
        );
    }
}
