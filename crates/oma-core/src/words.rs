//! Words as they are compared: without case and accents.

/// The words of a text in lower case without accents; everything else separates.
pub fn plain_words(text: &str) -> Vec<String> {
    let lower = text.chars().flat_map(char::to_lowercase);
    let plain: String = lower.filter_map(without_accent).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A small letter without its accent; nothing for an accent that is a character of its own.
pub fn without_accent(c: char) -> Option<char> {
    Some(match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_case_and_accents() {
        assert_eq!(plain_words("Pão de Açúcar, já!"), ["pao", "de", "acucar", "ja"]);
        assert_eq!(plain_words("cafe\u{301}"), ["cafe"]);
        assert_eq!(plain_words("..."), [""; 0]);
    }
}
