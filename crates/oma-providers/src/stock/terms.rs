use oma_core::language::Language;

use super::lexicon::{is_visual, translated};
use super::stem::{content_words, stem};

/// The most words of a search: libraries look for all of them together, and find nothing for many.
const MOST_WORDS: usize = 4;

/// What to search a library for, in English: at most four words of a scene's texts, which come in the order
/// of what they say about the picture (what is to be seen, keywords, headline, narration).
///
/// The words of a text that name something visible come before its others, and all of them before the
/// next text's. Portuguese ones are looked up in a lexicon of what can be seen; unknown ones are
/// left out, unless nothing would be left.
pub fn terms(language: Language, texts: &[&str]) -> String {
    let found = match language {
        Language::EnUs => texts.iter().flat_map(|text| visible_first(text)).collect(),
        Language::PtBr => portuguese(texts),
    };
    chosen(found)
}

/// A text's words, the visible ones first.
fn visible_first(text: &str) -> Vec<String> {
    let (visible, others): (Vec<_>, Vec<_>) =
        content_words(text).into_iter().partition(|word| is_visual(word));
    visible.into_iter().chain(others).collect()
}

fn portuguese(texts: &[&str]) -> Vec<String> {
    let known = texts.iter().flat_map(|text| translated(text));
    let known: Vec<String> =
        known.flat_map(|english| english.split(' ')).map(str::to_owned).collect();
    if known.is_empty() {
        return texts.iter().flat_map(|text| content_words(text)).collect();
    }
    known
}

fn chosen(words: Vec<String>) -> String {
    let mut chosen: Vec<String> = Vec::new();
    for word in words {
        if chosen.len() == MOST_WORDS {
            break;
        }
        if !chosen.iter().any(|other| stem(other) == stem(&word)) {
            chosen.push(word);
        }
    }
    chosen.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_scenes_are_searched_for_by_what_is_seen() {
        let of = |texts: &[&str]| terms(Language::EnUs, texts);
        assert_eq!(of(&["A barista pours milk into a cup of coffee"]), "barista pours milk cup");
        assert_eq!(of(&["", "sunset, beach", "Leave it all behind"]), "sunset beach leave behind");
        assert_eq!(of(&["Coffee and coffees", "synergy"]), "coffee synergy");
        assert_eq!(of(&[]), "");
    }

    #[test]
    fn portuguese_scenes_are_searched_for_in_english() {
        let of = |texts: &[&str]| terms(Language::PtBr, texts);
        assert_eq!(of(&["Mulher sorrindo toma café na cozinha"]), "woman smiling drinking coffee");
        assert_eq!(of(&["Painéis solares no telhado da casa"]), "solar panel roof house");
        assert_eq!(of(&["Zumbidor", "xpto", "Fale com a gente"]), "people");
        assert_eq!(of(&["Cajuína geladíssima"]), "cajuina geladissima", "better than nothing");
    }
}
