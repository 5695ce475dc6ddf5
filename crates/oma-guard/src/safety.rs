//! Words that a film must not say, and claims that advertising rules forbid.
//!
//! Lists of phrases in both languages (`words/`), held against a text as a person reads it: lower
//! case, without accents, whatever stands between the words. A list cannot understand; what it finds
//! is a question to a person or to a model, unless its category is one that is always refused.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::context::fold_char;
use crate::text::Plain;

/// What a phrase is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Against people for what they are.
    Hate,
    /// Sexual content.
    Sexual,
    /// Sexual content with minors.
    Minors,
    /// Violence against people, and how to do it.
    Violence,
    /// Harm to oneself.
    SelfHarm,
    /// Illegal goods and services.
    Illegal,
    /// Promises about health that advertising rules forbid.
    HealthClaim,
    /// Promises of money that advertising rules forbid.
    FinanceClaim,
    /// Before and after, which advertising rules of health and looks forbid.
    BeforeAfter,
}

impl Category {
    const ALL: [(&'static str, Self); 9] = [
        ("hate", Self::Hate),
        ("sexual", Self::Sexual),
        ("minors", Self::Minors),
        ("violence", Self::Violence),
        ("self_harm", Self::SelfHarm),
        ("illegal", Self::Illegal),
        ("health_claim", Self::HealthClaim),
        ("finance_claim", Self::FinanceClaim),
        ("before_after", Self::BeforeAfter),
    ];

    /// Whether a text with it is refused; else it is reported as a risk and the film is made.
    pub fn is_refused(self) -> bool {
        !matches!(self, Self::HealthClaim | Self::FinanceClaim | Self::BeforeAfter)
    }
}

/// A phrase of the lists in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// What it is about.
    pub category: Category,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// What the lists of both languages find in a text, in its order. Both, because a brief may mix
/// them and a phrase of one is rarely harmless in the other.
pub fn concerns(text: &str) -> Vec<Concern> {
    let plain = Plain::new(text);
    // Every character becomes one of the same length or shorter, so places are kept by a map.
    let (folded, places) = folded(&plain.text);
    let harmless: Vec<Range<usize>> = LISTS
        .iter()
        .filter_map(|list| list.harmless.as_ref())
        .flat_map(|p| all(p, &folded))
        .collect();
    let mut found = Vec::new();
    for (category, pattern) in LISTS.iter().flat_map(|list| &list.phrases) {
        for range in all(pattern, &folded) {
            if !harmless.iter().any(|other| other.start <= range.start && range.end <= other.end) {
                let range = places[range.start]..places[range.end];
                found.push(Concern { category: *category, range: plain.origin(&range) });
            }
        }
    }
    found.sort_by_key(|concern| concern.range.start);
    found
}

/// The text without case and accents, and where each of its bytes, and its end, came from.
fn folded(text: &str) -> (String, Vec<usize>) {
    let mut folded = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        folded.extend(c.to_lowercase().map(fold_char));
        places.resize(folded.len(), at);
    }
    places.push(text.len());
    (folded, places)
}

fn all(pattern: &Regex, text: &str) -> Vec<Range<usize>> {
    pattern.find_iter(text).map(|found| found.range()).collect()
}

/// The phrases of one language.
struct List {
    phrases: Vec<(Category, Regex)>,
    harmless: Option<Regex>,
}

/// All lists are files of this crate and read by its tests, so none fails to compile.
static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    [include_str!("../words/pt-BR.txt"), include_str!("../words/en-US.txt")].map(list).into()
});

fn list(file: &str) -> List {
    let mut phrases: Vec<(Category, Vec<String>)> = Vec::new();
    let mut harmless = Vec::new();
    for line in file.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let category = Category::ALL.into_iter().find(|(known, _)| *known == name);
            phrases.extend(category.map(|(_, category)| (category, Vec::new())));
        } else if let Some(phrase) = line.strip_prefix("- ") {
            harmless.push(expression(phrase));
        } else if let Some((_, last)) = phrases.last_mut() {
            last.push(expression(line));
        }
    }
    let phrases = phrases
        .into_iter()
        .filter_map(|(category, phrases)| Some((category, one_of(&phrases)?)))
        .collect();
    List { phrases, harmless: one_of(&harmless) }
}

/// A phrase as an expression: any blanks and signs may stand between its words.
fn expression(phrase: &str) -> String {
    let word = |word: &str| match word {
        "#" => r"\d+(?:[.,]\d+)?".to_owned(),
        word => regex::escape(word).replace(r"\*", r"\w*"),
    };
    phrase.split_whitespace().map(word).collect::<Vec<_>>().join(r"[\s\p{P}]+")
}

fn one_of(phrases: &[String]) -> Option<Regex> {
    if phrases.is_empty() {
        return None;
    }
    Regex::new(&format!(r"\b(?:{})\b", phrases.join("|"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Category, &str)> {
        concerns(text).into_iter().map(|c| (c.category, &text[c.range])).collect()
    }

    #[test]
    fn every_line_of_every_list_is_found_under_its_category() {
        for file in [include_str!("../words/pt-BR.txt"), include_str!("../words/en-US.txt")] {
            let mut category = None;
            for line in file.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'))
            {
                if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                    let known = Category::ALL.into_iter().find(|(known, _)| *known == name);
                    category = Some(known.unwrap_or_else(|| panic!("[{name}]")).1);
                } else if let Some(phrase) = line.strip_prefix("- ") {
                    assert_eq!(found(&phrase.replace('*', "")), [], "{phrase}");
                } else {
                    let text = line.replace('*', "").replace('#', "10");
                    let hit = found(&text).into_iter().any(|(c, _)| Some(c) == category);
                    assert!(hit, "{text} is not {category:?}");
                }
            }
        }
    }

    #[test]
    fn case_accents_and_signs_do_not_hide_a_phrase() {
        let text = "EMAGREÇA 10 kg — lucro, garantido!";
        assert_eq!(
            found(text),
            [
                (Category::HealthClaim, "EMAGREÇA 10 kg"),
                (Category::FinanceClaim, "lucro, garantido"),
            ]
        );
    }

    #[test]
    fn advertisements_are_left_alone() {
        for text in [
            "Bomba de chocolate com sorvete: de matar a sede e a fome.",
            "Killer deals on knives, guns for glue, and shots of espresso.",
            "Drogaria aberta 24 horas. Analgésicos com desconto.",
            "Um curso que ensina a investir com risco calculado.",
            "Perca o medo de dirigir. Ganhe tempo.",
            "Antes de sair, agende. Depois, relaxe.",
            "Classes before and after school.",
            "Teen fashion, kids' shoes, sexy lingerie for women.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn claims_are_risks_and_the_rest_is_refused() {
        assert!(Category::Minors.is_refused() && Category::Illegal.is_refused());
        assert!(!Category::BeforeAfter.is_refused());
    }
}
