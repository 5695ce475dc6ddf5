//! What of a word's letters and signs is heard at all.

/// Without what a voice would spell out (markup) or cannot say (emoji), and with typewriter quotes.
pub(super) fn clean(word: &str) -> String {
    word.chars().filter_map(|c| if is_silent(c) { None } else { Some(plain(c)) }).collect()
}

/// Markup, brackets (which hold phonemes in espeak's input), symbols, joiners.
fn is_silent(c: char) -> bool {
    const SIGNS: &str = "*_`~<>|[]{}\\^\"“”«»•·®™©";
    // Joiners, variation selectors, tags, and the blocks of arrows, shapes and emoji.
    let picture = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{2190}'..='\u{2211}' | '\u{2213}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}' | '\u{e0000}'..='\u{e007f}');
    picture || SIGNS.contains(c) || c.is_control()
}

fn plain(c: char) -> char {
    match c {
        '‘' | '’' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        '−' => '-',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_emoji_are_not_spoken() {
        assert_eq!(clean("**Fresh**"), "Fresh");
        assert_eq!(clean("coffee☕️!"), "coffee!");
        assert_eq!(clean("[[h@l'oU]]"), "h@l'oU");
        assert_eq!(clean("“it’s”"), "it's");
        assert_eq!(clean("maçã,"), "maçã,");
        assert_eq!(clean("👩‍🍳"), "");
    }
}
