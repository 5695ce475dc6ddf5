//! Which words and phrases call for which icon.

use std::collections::HashMap;
use std::sync::OnceLock;

use oma_core::language::Language;

use super::stem::{stem, words};

const FILE: &str = include_str!("../../assets/icons/keywords.txt");

/// The longest phrase of the index has this many words.
const LONGEST_PHRASE: usize = 4;

/// One entry of the hand-made table: an icon and what calls for it in each language.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) icon: &'static str,
    pub(super) phrases: [(Language, Vec<&'static str>); 2],
}

/// The table in the order of the file.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    FILE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (icon, rest) = line.split_once(':')?;
        let (english, portuguese) = rest.split_once('|')?;
        Some(Entry {
            icon,
            phrases: [(Language::EnUs, split(english)), (Language::PtBr, split(portuguese))],
        })
    })
}

fn split(phrases: &'static str) -> Vec<&'static str> {
    phrases.split(',').map(str::trim).filter(|phrase| !phrase.is_empty()).collect()
}

/// Phrases, as words joined by a space, to icons.
#[derive(Debug, Default)]
struct Lookup {
    exact: HashMap<String, &'static str>,
    stemmed: HashMap<String, &'static str>,
}

impl Lookup {
    fn new(language: Language) -> Self {
        let mut lookup = Self::default();
        for entry in entries() {
            for (_, phrases) in entry.phrases.iter().filter(|(spoken, _)| *spoken == language) {
                for phrase in phrases {
                    let words = words(phrase);
                    lookup.exact.entry(words.join(" ")).or_insert(entry.icon);
                    lookup.stemmed.entry(joined_stems(&words, language)).or_insert(entry.icon);
                }
            }
        }
        lookup
    }

    fn of(language: Language) -> &'static Self {
        static ENGLISH: OnceLock<Lookup> = OnceLock::new();
        static PORTUGUESE: OnceLock<Lookup> = OnceLock::new();
        match language {
            Language::EnUs => ENGLISH.get_or_init(|| Self::new(language)),
            Language::PtBr => PORTUGUESE.get_or_init(|| Self::new(language)),
        }
    }

    fn get(&self, words: &[String], language: Language) -> Option<&'static str> {
        let exact = self.exact.get(&words.join(" "));
        exact.or_else(|| self.stemmed.get(&joined_stems(words, language))).copied()
    }
}

fn joined_stems(words: &[String], language: Language) -> String {
    let stems: Vec<String> = words.iter().map(|word| stem(word, language)).collect();
    stems.join(" ")
}

/// The icon of the longest known phrase in a text, the first of equals; the language's own words
/// before those of the others.
pub(super) fn longest_match(text: &str, language: Language) -> Option<&'static str> {
    let words = words(text);
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    std::iter::once(language).chain(others).find_map(|language| longest_in(&words, language))
}

fn longest_in(words: &[String], language: Language) -> Option<&'static str> {
    let lookup = Lookup::of(language);
    let mut best: Option<(usize, &'static str)> = None;
    for from in 0..words.len() {
        for to in from + 1..=words.len().min(from + LONGEST_PHRASE) {
            let phrase = &words[from..to];
            let letters = phrase.iter().map(String::len).sum();
            if best.is_none_or(|(longest, _)| letters > longest)
                && let Some(icon) = lookup.get(phrase, language)
            {
                best = Some((letters, icon));
            }
        }
    }
    best.map(|(_, icon)| icon)
}
