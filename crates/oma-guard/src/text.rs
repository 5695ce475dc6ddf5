use std::ops::Range;

/// A text as a person reads it: digits of other scripts and of full width are ASCII digits, odd
/// blanks are blanks, odd dashes are hyphens, and what has no width is gone.
pub(crate) struct Plain {
    pub(crate) text: String,
    /// For each byte of `text`, and for its end, where it stood in the original.
    origins: Vec<usize>,
}

impl Plain {
    pub(crate) fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origins = Vec::with_capacity(original.len() + 1);
        for (at, c) in original.char_indices() {
            let Some(plain) = plain(c) else { continue };
            text.push(plain);
            origins.resize(text.len(), at);
        }
        origins.push(original.len());
        Self { text, origins }
    }

    /// The bytes of the original that a range of the plain text was read from.
    pub(crate) fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.origins.get(byte).copied().unwrap_or_default();
        at(range.start)..at(range.end)
    }
}

/// The zero of each script whose digits stand in order. Texts in our languages never mix them.
const ZEROS: [u32; 12] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0BE6, 0x0E50, 0xFF10, 0x1D7CE,
    0x1D7F6,
];

/// Nothing for characters that have no width.
fn plain(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c);
    }
    match c {
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => Some('-'),
        '\u{FF20}' | '\u{FE6B}' => Some('@'),
        '\u{FF0E}' | '\u{2024}' => Some('.'),
        '\u{FF0F}' | '\u{2044}' => Some('/'),
        '\u{FF08}' => Some('('),
        '\u{FF09}' => Some(')'),
        '\u{FF0B}' => Some('+'),
        '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => char::from_u32(u32::from(c) - 0xFEE0),
        c if c.is_whitespace() => Some(' '),
        c => Some(digit(c).unwrap_or(c)),
    }
}

fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROS.into_iter().find(|zero| (*zero..zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_characters_are_read_as_what_they_look_like() {
        for (odd, plain) in [
            ("１２３．４５６", "123.456"),
            ("٣٤", "34"),
            ("11\u{A0}98765\u{2011}4321", "11 98765-4321"),
            ("1\u{200B}2\u{AD}3", "123"),
            ("ａｂ＠ｃ", "ab@c"),
            ("ação", "ação"),
        ] {
            assert_eq!(Plain::new(odd).text, plain);
        }
    }

    #[test]
    fn a_range_leads_back_to_the_original() {
        let original = "é \u{200B}１２３ x";
        let plain = Plain::new(original);
        let at = plain.text.find("123").unwrap();
        assert_eq!(&original[plain.origin(&(at..at + 3))], "１２３");
        let end = plain.text.len();
        assert_eq!(plain.origin(&(end - 1..end)).end, original.len());
    }
}
