//! What can be seen: English words, and the Portuguese ones for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use oma_core::words::plain_words;

use super::stem::{content_words, stem};

/// The most words of an entry: `pôr do sol`.
const LONGEST: usize = 3;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of(include_str!("pt_en.txt")));

struct Lexicon {
    /// By the Portuguese words, without accents.
    english: BTreeMap<String, &'static str>,
    /// The stems of all the English ones.
    visual: BTreeSet<String>,
}

impl Lexicon {
    fn of(text: &'static str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let entries = lines.flat_map(|line| line.split(';')).filter_map(|entry| {
            let (portuguese, english) = entry.split_once('=')?;
            Some((plain_words(portuguese).join(" "), english.trim()))
        });
        let english: BTreeMap<_, _> = entries.collect();
        let visual = english.values().flat_map(|english| plain_words(english));
        let visual = visual.map(|word| stem(&word)).collect();
        Self { english, visual }
    }
}

/// Whether an English word names something that can be seen.
pub(super) fn is_visual(word: &str) -> bool {
    LEXICON.visual.contains(&stem(word))
}

/// The English for what is known of a Portuguese text, in its order: the longest entries first.
pub(super) fn translated(text: &str) -> Vec<&'static str> {
    let words = plain_words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=LONGEST.min(words.len() - at)).rev();
        let entry =
            longest.map(|count| (count, &words[at..at + count])).find_map(|(count, part)| {
                let english = if count == 1 { of_word(&part[0]) } else { of_phrase(part) };
                Some((count, english?))
            });
        if let Some((_, english)) = entry {
            found.push(english);
        }
        at += entry.map_or(1, |(count, _)| count);
    }
    found
}

fn of_phrase(part: &[String]) -> Option<&'static str> {
    let exact = LEXICON.english.get(&part.join(" "));
    let singular = || {
        let part: Vec<String> = part.iter().map(|word| singular(word)).collect();
        LEXICON.english.get(&part.join(" "))
    };
    exact.or_else(singular).copied()
}

fn of_word(word: &str) -> Option<&'static str> {
    // Words like `para` and `como`, which would be read as forms of a verb.
    if content_words(word).is_empty() {
        return None;
    }
    forms(word).iter().find_map(|form| LEXICON.english.get(form)).copied()
}

/// The forms under which a word may be listed, the likeliest first: as it is, in the singular, in the
/// masculine, without its diminutive, as an infinitive.
fn forms(word: &str) -> Vec<String> {
    let one = singular(word);
    let mut forms = vec![word.to_owned(), one.clone()];
    let mut add = |ending: &str, others: &[&str], least: usize| {
        if let Some(root) = one.strip_suffix(ending).filter(|root| root.len() >= least) {
            forms.extend(others.iter().map(|other| format!("{root}{other}")));
        }
    };
    for (ending, other) in [("zinho", ""), ("zinha", "")] {
        add(ending, &[other], 2);
    }
    for ending in ["inho", "inha"] {
        add(ending, &["o", "a", "e"], 3);
    }
    add("a", &["o"], 3);
    for (ending, infinitive) in [
        ("ando", "ar"),
        ("endo", "er"),
        ("indo", "ir"),
        ("am", "ar"),
        ("em", "er"),
        ("em", "ir"),
        ("a", "ar"),
        ("e", "er"),
        ("e", "ir"),
        ("ou", "ar"),
        ("eu", "er"),
        ("iu", "ir"),
    ] {
        add(ending, &[infinitive], 2);
    }
    forms
}

/// The singular of a word without accents.
fn singular(word: &str) -> String {
    const ENDINGS: [(&str, &str); 10] = [
        ("oes", "ao"),
        ("aes", "ao"),
        ("ais", "al"),
        ("eis", "el"),
        ("ois", "ol"),
        ("res", "r"),
        ("zes", "z"),
        ("ns", "m"),
        ("ss", "ss"),
        ("s", ""),
    ];
    if LEXICON.english.contains_key(word) {
        return word.to_owned();
    }
    let found = ENDINGS.iter().find_map(|(ending, other)| {
        let root = word.strip_suffix(ending)?;
        (root.len() + other.len() >= 2).then(|| format!("{root}{other}"))
    });
    found.unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_is_whole() {
        assert!(LEXICON.english.len() >= 300, "{}", LEXICON.english.len());
        for (portuguese, english) in &LEXICON.english {
            assert!(!portuguese.is_empty() && english.is_ascii(), "{portuguese} = {english}");
            assert!(portuguese.split(' ').count() <= LONGEST, "{portuguese}");
        }
    }

    #[test]
    fn plurals_genders_and_forms_of_verbs_are_found() {
        for (text, english) in [
            ("grãos de café", "coffee beans"),
            ("flores amarelas", "flower yellow"),
            ("pães caseiros", "bread homemade"),
            ("O padeiro assando pães", "baker baking bread"),
            ("crianças correm na praia", "child running beach"),
            ("um cachorrinho feliz", "dog happy"),
            ("pôr do sol no mar", "sunset sea"),
            ("viagens de avião", "travel airplane"),
            ("animais", "animal"),
            ("para como que xyz", ""),
        ] {
            assert_eq!(translated(text).join(" "), english, "{text}");
        }
    }

    #[test]
    fn english_words_that_can_be_seen_are_known() {
        assert!(is_visual("beaches") && is_visual("running") && is_visual("coffee"));
        assert!(!is_visual("synergy"));
    }
}
