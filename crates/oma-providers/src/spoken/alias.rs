//! How a brand has its words said: one word becomes another, or several, and stays one in the times.

use oma_core::brief::Pronunciation;
use oma_core::language::Language;

use super::token::Token;
use super::words;

/// What is said for each word of a text as split at white space, numbers in words.
pub(crate) fn as_said(
    text: &str,
    language: Language,
    pronunciations: &[Pronunciation],
) -> Vec<String> {
    let said = words(text, language).into_iter().zip(text.split_whitespace());
    said.map(|(said, written)| alias(written, language, pronunciations).unwrap_or(said)).collect()
}

/// Each word of a text as split at white space, as a voice is to be sent it that reads numbers itself.
pub(crate) fn aliased(
    text: &str,
    language: Language,
    pronunciations: &[Pronunciation],
) -> Vec<String> {
    let word =
        |word: &str| alias(word, language, pronunciations).unwrap_or_else(|| word.to_owned());
    text.split_whitespace().map(word).collect()
}

/// What the brand has said for a word, its punctuation kept. The first entry counts.
fn alias(written: &str, language: Language, pronunciations: &[Pronunciation]) -> Option<String> {
    if pronunciations.is_empty() {
        return None;
    }
    let token = Token::new(written);
    let core = token.core.to_lowercase();
    // "Nubank's" is "Nubank" with an ending.
    let (stem, ending) = match core.strip_suffix("'s").or_else(|| core.strip_suffix("’s")) {
        Some(stem) => (stem, "'s"),
        None => (core.as_str(), ""),
    };
    let entry = pronunciations.iter().find(|entry| {
        let word = Token::new(&entry.word).core.to_lowercase();
        let is_meant = word == core || word == stem;
        is_meant && !word.is_empty() && entry.language.is_none_or(|only| only == language)
    })?;
    let ending = if Token::new(&entry.word).core.to_lowercase() == core { "" } else { ending };
    let say: Vec<&str> = entry.say.split_whitespace().collect();
    Some(format!("{}{}{ending}{}", token.lead, say.join(" "), token.tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(word: &str, say: &str, language: Option<Language>) -> Pronunciation {
        Pronunciation { word: word.to_owned(), say: say.to_owned(), language }
    }

    #[test]
    fn a_word_becomes_several_and_stays_one_place() {
        let brand = [entry("Nubank", "nu bank", None), entry("BI", "bê i", Some(Language::PtBr))];
        let text = "O NUBANK, (nubank) e o BI: R$ 19,90.";
        let said = as_said(text, Language::PtBr, &brand);
        assert_eq!(said.len(), text.split_whitespace().count());
        assert_eq!(said[..5], ["O", "nu bank,", "(nu bank)", "e", "o"]);
        assert_eq!(said[5], "bê i:");
        assert_eq!(said[6..].join(" ").trim(), "dezenove reais e noventa centavos.");
        let sent = aliased(text, Language::PtBr, &brand);
        assert_eq!(sent.join(" "), "O nu bank, (nu bank) e o bê i: R$ 19,90.");
    }

    #[test]
    fn endings_and_other_languages_are_kept() {
        let brand = [entry("Açaí", "ah sah ee", Some(Language::EnUs)), entry("GIF", "jif", None)];
        let sent = |text, language| aliased(text, language, &brand).join(" ");
        assert_eq!(sent("AÇAÍ's gifs, GIF!", Language::EnUs), "ah sah ee's gifs, jif!");
        assert_eq!(sent("Açaí", Language::PtBr), "Açaí");
        assert_eq!(aliased("a  b", Language::EnUs, &[]), ["a", "b"]);
    }
}
