//! Where sentences end.

use oma_core::language::Language;
use unicode_segmentation::UnicodeSegmentation;

use super::super::lexicon::Lexicon;
use super::words::bare;

/// The sentences of one line, unchanged but for the white space around them.
///
/// The Unicode rules (UAX 29) split after "Dr." and the like, which is mended here.
pub(crate) fn sentences(line: &str, language: Language) -> Vec<String> {
    let lexicon = Lexicon::of(language);
    let mut sentences: Vec<String> = Vec::new();
    for part in line.unicode_sentences().flat_map(at_ellipses) {
        let part = part.trim();
        match sentences.last_mut() {
            Some(last) if ends_in_abbreviation(last, lexicon) => {
                last.push(' ');
                last.push_str(part);
            }
            _ if part.is_empty() => {}
            _ => sentences.push(part.to_owned()),
        }
    }
    sentences
}

/// A "…" ends a sentence if a capital follows; the Unicode rules never end one there.
fn at_ellipses(part: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, mark) in part.match_indices("… ") {
        let next = at + mark.len();
        if part[next..].starts_with(char::is_uppercase) {
            parts.push(&part[from..next]);
            from = next;
        }
    }
    parts.push(&part[from..]);
    parts
}

fn ends_in_abbreviation(text: &str, lexicon: &Lexicon) -> bool {
    let Some(last) = text.split_whitespace().next_back() else { return false };
    let Some(stem) = last.strip_suffix('.') else { return false };
    let stem = bare(stem);
    let initial = stem.chars().count() == 1 && last.starts_with(char::is_uppercase);
    lexicon.abbreviations.contains(&stem.as_str()) || initial
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_full_stops_but_not_at_abbreviations_or_numbers() {
        let english = |text| sentences(text, Language::EnUs);
        assert_eq!(
            english("One. Two! Three? Four… Five"),
            ["One.", "Two!", "Three?", "Four…", "Five"]
        );
        assert_eq!(
            english("Dr. Lee opens at 8.30 a.m. on Mondays. Come in."),
            ["Dr. Lee opens at 8.30 a.m. on Mondays.", "Come in."]
        );
        assert_eq!(english("Coffee, e.g. Arabica, is fine."), ["Coffee, e.g. Arabica, is fine."]);
        let portuguese = sentences("A Sra. Ana atende às 9h. Venha!", Language::PtBr);
        assert_eq!(portuguese, ["A Sra. Ana atende às 9h.", "Venha!"]);
        assert!(english("  ").is_empty());
    }
}
