//! Numbers with a letter or word that multiplies them: `10k`, `2.5M`, `3 mil`, `1,5 milhão`.

use oma_core::language::Language;

use super::number::{Gender, Numeral, cardinal};

/// What a number is multiplied by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    Thousand,
    Million,
    Billion,
    Trillion,
}

impl Scale {
    /// Whether its Portuguese name is a noun, which needs "de" before what is counted.
    pub(super) fn is_noun(self) -> bool {
        self != Self::Thousand
    }

    fn name(self, language: Language, is_one: bool) -> &'static str {
        match (language, self, is_one) {
            (Language::EnUs, Self::Thousand, _) => "thousand",
            (Language::EnUs, Self::Million, _) => "million",
            (Language::EnUs, Self::Billion, _) => "billion",
            (Language::EnUs, Self::Trillion, _) => "trillion",
            (Language::PtBr, Self::Thousand, _) => "mil",
            (Language::PtBr, Self::Million, true) => "milhão",
            (Language::PtBr, Self::Million, false) => "milhões",
            (Language::PtBr, Self::Billion, true) => "bilhão",
            (Language::PtBr, Self::Billion, false) => "bilhões",
            (Language::PtBr, Self::Trillion, true) => "trilhão",
            (Language::PtBr, Self::Trillion, false) => "trilhões",
        }
    }

    /// The multiplied number in words.
    pub(super) fn say(self, number: &Numeral, language: Language, gender: Gender) -> String {
        if language == Language::PtBr && self == Self::Thousand && number.is(1) {
            return "mil".to_owned();
        }
        let gender = if self.is_noun() { Gender::Masculine } else { gender };
        let is_one = number.integer() == Some(1);
        format!("{} {}", number.say(language, gender), self.name(language, is_one))
    }
}

/// A number with the letter at its end, if there is one.
pub(super) fn scaled(text: &str, language: Language) -> Option<(Numeral, Option<Scale>)> {
    if let Some(number) = Numeral::parse(text, language) {
        return Some((number, None));
    }
    let at = text.find(|c: char| c.is_alphabetic())?;
    let scale = match (&text[at..], language) {
        ("k" | "K", _) | ("mil", Language::PtBr) => Scale::Thousand,
        ("m" | "M" | "MM", _) | ("mi", Language::PtBr) => Scale::Million,
        ("b" | "B", _) | ("bi", Language::PtBr) | ("bn", Language::EnUs) => Scale::Billion,
        ("t" | "T" | "tri", _) => Scale::Trillion,
        _ => return None,
    };
    Some((Numeral::parse(&text[..at], language)?, Some(scale)))
}

/// The scale that a word names.
pub(super) fn scale_word(word: &str, language: Language) -> Option<Scale> {
    match (word, language) {
        ("thousand", Language::EnUs) | ("mil", Language::PtBr) => Some(Scale::Thousand),
        ("million", Language::EnUs) | ("milhão" | "milhões" | "mi", Language::PtBr) => {
            Some(Scale::Million)
        }
        ("billion", Language::EnUs) | ("bilhão" | "bilhões" | "bi", Language::PtBr) => {
            Some(Scale::Billion)
        }
        ("trillion", Language::EnUs) | ("trilhão" | "trilhões", Language::PtBr) => {
            Some(Scale::Trillion)
        }
        _ => None,
    }
}

/// A fraction such as `1/2`, if it has a name of its own; a half agrees with what is halved.
pub(super) fn fraction(text: &str, language: Language, gender: Gender) -> Option<String> {
    let (part, whole) = text.split_once('/')?;
    let (part, whole): (u64, u64) = (part.parse().ok()?, whole.parse().ok()?);
    let count = cardinal(part, language, Gender::Masculine);
    let name = match (language, whole, part) {
        (Language::EnUs, 2, 1) => "half",
        (Language::EnUs, 3, 1) => "third",
        (Language::EnUs, 3, 2) => "thirds",
        (Language::EnUs, 4, 1) => "quarter",
        (Language::EnUs, 4, 3) => "quarters",
        (Language::PtBr, 2, 1) => {
            let half = if gender == Gender::Feminine { "meia" } else { "meio" };
            return Some(half.to_owned());
        }
        (Language::PtBr, 3, 1) => "terço",
        (Language::PtBr, 3, 2) => "terços",
        (Language::PtBr, 4, 1) => "quarto",
        (Language::PtBr, 4, 3) => "quartos",
        _ => return None,
    };
    Some(format!("{count} {name}"))
}
