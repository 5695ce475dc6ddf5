//! From words to the symbols the model was trained on.
//!
//! `espeak-ng` gives phonemes in IPA, with `^` between the letters of one sound; the model has a
//! letter of its own for most such sounds. The tables follow misaki, the grapheme-to-phoneme
//! library of Kokoro's author.

use oma_core::Result;
use oma_core::language::Language;

use super::super::espeak::Program;
use super::align;
use super::clause::Clause;

/// The symbols of each word of a clause, in order. A word of which nothing is heard has none.
pub(super) async fn of_clause(
    program: &Program,
    clause: &Clause,
    language: Language,
) -> Result<Vec<String>> {
    let words: Vec<&str> = clause.words.iter().map(|word| word.text.as_str()).collect();
    let together = program.phonemes(voice(language), &words.join(" ")).await?;
    let together = symbols(&together, language);
    let groups: Vec<String> = together.split_whitespace().map(str::to_owned).collect();
    if groups.len() == words.len() {
        return Ok(groups);
    }
    // Words are run together ("of the" is one group), or one is said as several.
    let alone = program.phonemes(voice(language), &words.join("\n\n")).await?;
    let alone: Vec<String> = alone.lines().map(|line| symbols(line, language)).collect();
    Ok(align::split(&together, &alone, words.len()))
}

fn voice(language: Language) -> &'static str {
    match language {
        Language::EnUs => "en-us",
        Language::PtBr => "pt-br",
    }
}

const PORTUGUESE: &[(&str, &str)] = &[
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^z", "ʣ"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("ə^ʊ", "Q"),
    ("t^s", "ʦ"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("^", ""),
    // In "tchau" and foreign words they come as two sounds.
    ("dʒ", "ʤ"),
    ("tʃ", "ʧ"),
];

/// In order: what is long before what is short.
const ENGLISH: &[(&str, &str)] = &[
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("ə^l", "ᵊl"),
    ("^", ""),
    ("ʔn\u{329}", "tᵊn"),
    ("n\u{329}", "ᵊn"),
    ("l\u{329}", "ᵊl"),
    ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"),
    ("ɪə", "iə"),
    ("ɚ", "əɹ"),
    ("ː", ""),
    ("e", "A"),
    ("o", "ɔ"),
    ("ɐ", "ə"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ç", "k"),
    ("ɬ", "l"),
    ("ʲ", ""),
    ("ɾ", "T"),
    ("ʔ", "t"),
    ("\u{303}", ""),
];

/// One line of phonemes in the model's symbols.
fn symbols(ipa: &str, language: Language) -> String {
    let table = match language {
        Language::EnUs => ENGLISH,
        Language::PtBr => PORTUGUESE,
    };
    let ipa = without_language_marks(ipa).replace('-', "");
    table.iter().fold(ipa, |text, (from, to)| text.replace(from, to))
}

/// Without the `(en)` and `(pt-br)` that espeak writes where it takes a word for a foreign one.
fn without_language_marks(ipa: &str) -> String {
    let mut depth = 0_u32;
    let mut outside = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    ipa.chars().filter(|&c| outside(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::clause::clauses;
    use super::*;

    async fn phonemes(text: &str, language: Language) -> Vec<String> {
        let spoken: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let clause = clauses(&spoken).remove(0);
        of_clause(&Program::from_env(), &clause, language).await.unwrap()
    }

    #[tokio::test]
    async fn each_word_has_its_own_even_where_words_run_together() {
        let english = phonemes("one of the best in the world", Language::EnUs).await;
        assert_eq!(english, ["wˈʌn", "ʌv", "ðə", "bˈɛst", "ɪn", "ðə", "wˈɜɹld"]);
        let portuguese = phonemes("o rei de tchau", Language::PtBr).await;
        assert_eq!(portuguese.len(), 4);
        assert!(portuguese[1].contains('A') && portuguese[3].contains('ʧ'), "{portuguese:?}");
    }

    #[test]
    fn marks_of_a_foreign_word_are_not_heard() {
        assert_eq!(symbols("(en)ʃ^ˈo^ʊ(pt-br) a", Language::PtBr), "ʃˈO a");
    }
}
