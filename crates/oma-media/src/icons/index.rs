//! Which words and phrases call for which icon.

use std::collections::HashMap;
use std::sync::OnceLock;

use oma_core::language::Language;
use oma_core::words::plain_words;

use super::stem::stem;

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
                    let words = plain_words(phrase);
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
    matches(text, language).into_iter().next()
}

/// The icons of all known phrases in a text: the language's own before those of the others, and
/// longer phrases first.
pub(super) fn matches(text: &str, language: Language) -> Vec<&'static str> {
    let words = plain_words(text);
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    let mut found: Vec<&'static str> = Vec::new();
    for icon in std::iter::once(language).chain(others).flat_map(|l| matches_in(&words, l)) {
        if !found.contains(&icon) {
            found.push(icon);
        }
    }
    found
}

fn matches_in(words: &[String], language: Language) -> Vec<&'static str> {
    let lookup = Lookup::of(language);
    // Letters, first word, end, icon.
    let mut found: Vec<(usize, usize, usize, &'static str)> = Vec::new();
    for from in 0..words.len() {
        for to in from + 1..=words.len().min(from + LONGEST_PHRASE) {
            let phrase = &words[from..to];
            if let Some(icon) = lookup.get(phrase, language) {
                found.push((phrase.iter().map(String::len).sum(), from, to, icon));
            }
        }
    }
    found.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut taken = vec![false; words.len()];
    // A word within a longer phrase does not stand for itself.
    found.retain(|(_, from, to, _)| {
        let is_free = !taken[*from..*to].contains(&true);
        taken[*from..*to].fill(true);
        is_free
    });
    found.into_iter().map(|(.., icon)| icon).collect()
}
