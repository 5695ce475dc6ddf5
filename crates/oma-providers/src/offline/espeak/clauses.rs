//! Where the voice pauses.

use std::ops::Range;

/// Whether there is anything to say.
pub(crate) fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Runs of words between pauses.
pub(crate) fn clauses(words: &[String]) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut from = 0;
    for (index, word) in words.iter().enumerate() {
        if ends_clause(word) || index + 1 == words.len() {
            clauses.push(from..index + 1);
            from = index + 1;
        }
    }
    clauses
}

fn ends_clause(word: &str) -> bool {
    word.trim_end_matches(['\'', ')']).ends_with([',', ';', ':', '.', '!', '?', '…', '—', '–'])
}

/// The endings of a clause from each of its words on.
pub(crate) fn tails(clause: &[String]) -> impl Iterator<Item = String> {
    (0..clause.len()).map(|from| clause[from..].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_ends_where_the_voice_pauses() {
        let words = "One, two three. (Four?) five".split(' ').map(str::to_owned);
        let words: Vec<String> = words.collect();
        assert_eq!(clauses(&words), [0..1, 1..3, 3..4, 4..5]);
        assert!(clauses(&[]).is_empty());
        assert_eq!(tails(&words[1..3]).collect::<Vec<_>>(), ["two three.", "three."]);
        assert!(!has_words("… — !") && has_words("3"));
    }
}
