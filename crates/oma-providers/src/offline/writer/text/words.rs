//! Words, and which of them count.

use std::collections::BTreeSet;

use oma_core::language::Language;

use super::super::lexicon::Lexicon;

/// A word in lower case, without the punctuation around it.
pub(crate) fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@' && c != '+').to_lowercase()
}

/// The words of a text, bare.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}

/// Whether two texts say the same but for punctuation and capitals.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    words(one) == words(other)
}

/// Up to `most` words that could choose a picture, in the order of the text. Likely verbs are left
/// out if there is enough else.
pub(crate) fn keywords(text: &str, language: Language, most: usize) -> Vec<String> {
    let lexicon = Lexicon::of(language);
    let mut seen = BTreeSet::new();
    let mut found: Vec<(i32, String)> = Vec::new();
    let mut before = String::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '—')) {
        let clean = bare(word);
        let clean = clean.strip_suffix("'s").unwrap_or(&clean).to_owned();
        let odd = clean.contains(|c: char| c.is_ascii_digit() || c == '@');
        if lexicon.is_content(&clean) && !odd && seen.insert(stem(&clean)) {
            found.push((likelihood(&before, lexicon), clean.clone()));
        }
        // Behind a mark, nothing is known of the word before.
        before = if word.ends_with(char::is_alphanumeric) { clean } else { String::new() };
    }
    let nouns = found.iter().filter(|(likelihood, _)| *likelihood >= 0).count();
    if nouns >= 2 {
        found.retain(|(likelihood, _)| *likelihood >= 0);
    }
    found.into_iter().map(|(_, word)| word).take(most).collect()
}

/// How likely a word is a noun, by the word before it.
fn likelihood(before: &str, lexicon: &Lexicon) -> i32 {
    if lexicon.noun_leads.contains(&before) {
        1
    } else if lexicon.verb_leads.contains(&before) {
        -1
    } else {
        0
    }
}

/// Near enough to tell a plural from another word.
fn stem(word: &str) -> String {
    word.trim_end_matches('s').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_content_words_without_repetition() {
        let english = keywords(
            "Every morning starts with coffee. Our coffees are roasted slowly, by hand.",
            Language::EnUs,
            6,
        );
        assert_eq!(english, ["morning", "coffee", "hand"]);
        let portuguese =
            keywords("Toda manhã começa com café, torrado lentamente à mão.", Language::PtBr, 2);
        assert_eq!(portuguese, ["manhã", "café"]);
    }

    #[test]
    fn punctuation_and_capitals_make_no_difference() {
        assert!(same_words("Visit us!", "visit us."));
        assert!(!same_words("Visit us", "Visit them"));
    }
}
