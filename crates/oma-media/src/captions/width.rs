//! How wide words are, without drawing them.

/// Widths of Inter Display Bold from the space to the tilde, in thousandths of the font size as
/// ASS counts it: the height of a line.
const ASCII: [u16; 95] = [
    189, 198, 303, 525, 521, 658, 538, 140, 298, 274, 413, 502, 207, 342, 205, 312, 522, 314, 484,
    508, 527, 494, 510, 460, 511, 510, 216, 216, 502, 498, 502, 435, 813, 589, 519, 588, 566, 473,
    454, 601, 573, 196, 459, 554, 435, 708, 575, 606, 500, 614, 513, 518, 515, 558, 597, 836, 553,
    580, 513, 296, 312, 269, 379, 391, 321, 447, 474, 439, 474, 447, 297, 481, 479, 190, 193, 459,
    191, 716, 480, 465, 475, 475, 303, 423, 300, 480, 464, 670, 456, 464, 430, 319, 235, 311, 510,
];

/// The width of a space.
pub(super) const SPACE: usize = ASCII[0] as usize;

/// The width of a text in thousandths of the font size. Letters with accents are taken as wide as
/// the widest of their case, which is a little too much.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(letter).sum()
}

fn letter(c: char) -> usize {
    let ascii = (c as usize).checked_sub(0x20).and_then(|at| ASCII.get(at));
    match (ascii, c) {
        (Some(width), _) => usize::from(*width),
        (None, '‘' | '’' | '‚') => 170,
        (None, '“' | '”' | '„') => 334,
        (None, 'í' | 'ì' | 'î' | 'ï') => 230,
        (None, c) if c.is_lowercase() => 480,
        (None, c) if c.is_uppercase() => 610,
        (None, _) => 820,
    }
}

/// What can be burned in: the font has no emoji, and a box would stand in their place.
pub(super) fn without_emoji(text: &str) -> String {
    text.chars().filter(|&c| !is_emoji(c)).collect::<String>().trim().to_owned()
}

/// Emoji, symbols drawn like them, and what joins, colours or frames them.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{200d}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{231a}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2934}' | '\u{2935}'
        | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
        | '\u{e000}'..='\u{f8ff}' | '\u{1f000}'..='\u{1faff}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_letters() {
        assert_eq!(width("Wi n"), 836 + 190 + 189 + 480);
        assert!(width("mmm") > 2 * width("ill") && width("ação") >= width("acao"));
    }

    #[test]
    fn emoji_go_and_words_stay() {
        assert_eq!(without_emoji("mel🍯!"), "mel!");
        assert_eq!(without_emoji("👩‍🚀"), "");
        assert_eq!(without_emoji("❤️ coração"), "coração");
        assert_eq!(without_emoji("R$ 5,00 — não é “só”…"), "R$ 5,00 — não é “só”…");
    }
}
