use std::ops::Range;

/// How far before a number a word may stand that says what it is, in characters.
const BEFORE: usize = 40;
/// And behind it.
const BEHIND: usize = 24;

/// Whether one of these words stands near a range. Words are lower-case without accents; they
/// match whole words, or the beginnings of words when they end with `*`.
pub(crate) fn speaks_for(text: &str, range: &Range<usize>, words: &[&str]) -> bool {
    let before = text[..range.start].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let behind = &text[range.end..];
    let behind = behind.char_indices().nth(BEHIND).map_or(behind.len(), |(at, _)| at);
    let near = [&text[before..range.start], &text[range.end..range.end + behind]];
    near.iter().any(|near| has_word(near, words))
}

/// Whether one of these words stands right before a range, with nothing between but `:`, `#`, a
/// full stop, blanks, or "n", "no", "number", "numero", "is".
pub(crate) fn is_called(text: &str, range: &Range<usize>, words: &[&str]) -> bool {
    let mut before = fold(&text[..range.start]);
    loop {
        let cut = before.trim_end_matches([':', '#', '.', ' ', '-', '=', '\u{b0}', '\u{ba}', '(']);
        let last = cut.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if last.is_empty() {
            return false;
        }
        if is_one_of(last, words) {
            return true;
        }
        if !["n", "no", "num", "numero", "number", "is", "e", "is:"].contains(&last) {
            return false;
        }
        before = cut[..cut.len() - last.len()].to_owned();
    }
}

fn has_word(text: &str, words: &[&str]) -> bool {
    let text = fold(text);
    let mut parts = text.split(|c: char| !c.is_alphanumeric());
    parts.any(|part| is_one_of(part, words))
}

fn is_one_of(part: &str, words: &[&str]) -> bool {
    words.iter().any(|word| match word.strip_suffix('*') {
        Some(beginning) => part.starts_with(beginning),
        None => part == *word,
    })
}

/// Lower case, and the accents of Portuguese taken away.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(fold_char).collect()
}

/// A lower-case letter without its accent.
pub(crate) fn fold_char(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, number: &str) -> Range<usize> {
        let start = text.find(number).unwrap();
        start..start + number.len()
    }

    #[test]
    fn a_word_nearby_speaks_for_a_number() {
        let text = "Meu cartão de identidade é o 123456, emitido em São Paulo.";
        assert!(speaks_for(text, &at(text, "123456"), &["identidade"]));
        assert!(speaks_for(text, &at(text, "123456"), &["emit*"]));
        assert!(!speaks_for(text, &at(text, "123456"), &["cart"]));
        let far = format!("RG {} 123456", "palavras e mais palavras ".repeat(3));
        assert!(!speaks_for(&far, &at(&far, "123456"), &["rg"]));
    }

    #[test]
    fn a_name_before_a_number_may_be_followed_by_a_sign() {
        for text in ["RG: 1234", "rg nº 1234", "RG número 1234", "RG n. 1234"] {
            assert!(is_called(text, &at(text, "1234"), &["rg"]), "{text}");
        }
        assert!(!is_called("RG de 1234", &at("RG de 1234", "1234"), &["rg"]));
    }
}
