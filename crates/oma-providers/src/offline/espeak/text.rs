//! What of a text is spoken, and where the voice pauses.

use std::ops::Range;

/// A word as the program is given it: without what it would spell out (markup) or cannot say
/// (emoji), and with typewriter quotes.
pub(super) fn spoken(word: &str) -> String {
    word.chars().filter_map(|c| if is_silent(c) { None } else { Some(plain(c)) }).collect()
}

/// Whether there is anything to say.
pub(super) fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Markup, brackets (which hold phonemes in espeak's input), symbols, joiners.
fn is_silent(c: char) -> bool {
    const SIGNS: &str = "*_#`~<>|[]{}\\^\"“”«»•·®™©";
    // Joiners, variation selectors, tags, and the blocks of arrows, shapes and emoji.
    let picture = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}'
        | '\u{e0000}'..='\u{e007f}');
    picture || SIGNS.contains(c) || c.is_control()
}

fn plain(c: char) -> char {
    match c {
        '‘' | '’' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        _ => c,
    }
}

/// Runs of words between pauses.
pub(super) fn clauses(words: &[String]) -> Vec<Range<usize>> {
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
pub(super) fn tails(clause: &[String]) -> impl Iterator<Item = String> {
    (0..clause.len()).map(|from| clause[from..].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_emoji_are_not_spoken() {
        assert_eq!(spoken("**Fresh**"), "Fresh");
        assert_eq!(spoken("coffee☕️!"), "coffee!");
        assert_eq!(spoken("[[h@l'oU]]"), "h@l'oU");
        assert_eq!(spoken("“it’s”"), "it's");
        assert_eq!(spoken("maçã,"), "maçã,");
        assert_eq!(spoken("👩‍🍳"), "");
        assert!(!has_words("… — !") && has_words("3"));
    }

    #[test]
    fn a_clause_ends_where_the_voice_pauses() {
        let words: Vec<String> = "One, two three. (Four?) five".split(' ').map(spoken).collect();
        assert_eq!(clauses(&words), [0..1, 1..3, 3..4, 4..5]);
        assert!(clauses(&[]).is_empty());
        assert_eq!(tails(&words[1..3]).collect::<Vec<_>>(), ["two three.", "three."]);
    }
}
