//! Which of OMA's languages a text is in, by its small words.

use oma_core::language::Language;

/// Small words that the other language does not have.
const ENGLISH: &[&str] = &[
    "the", "and", "of", "to", "in", "is", "you", "your", "that", "it", "for", "with", "are",
    "this", "we", "our", "from", "at", "by", "every", "have", "be", "not", "can", "will", "just",
    "what",
];
const PORTUGUESE: &[&str] = &[
    "o", "e", "de", "que", "do", "da", "em", "um", "uma", "para", "com", "não", "os", "na", "no",
    "por", "mais", "se", "você", "sua", "seu", "é", "ao", "das", "dos", "à", "até", "aqui", "sem",
];
/// Fewer small words than this tell nothing: a text of names is in any language.
const FEWEST: usize = 3;

/// Whether a text can be in a language. Of two that fit, as in a short text, it is.
pub(super) fn is(text: &str, language: Language) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|w| !w.is_empty()).collect();
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    let (english, portuguese) = (count(ENGLISH), count(PORTUGUESE));
    let (own, other) = match language {
        Language::EnUs => (english, portuguese),
        Language::PtBr => (portuguese, english),
    };
    other < FEWEST || own >= other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_by_its_small_words() {
        let english = "We roast our beans every morning, and your cup is ready when you are.";
        let portuguese = "A massa descansa e o pão sai quente do forno para a sua mesa.";
        assert!(is(english, Language::EnUs) && !is(english, Language::PtBr));
        assert!(is(portuguese, Language::PtBr) && !is(portuguese, Language::EnUs));
        assert!(is("Corner Coffee.", Language::PtBr), "names tell nothing");
    }
}
