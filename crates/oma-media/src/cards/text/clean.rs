use unicode_segmentation::UnicodeSegmentation;

/// A text as it can be drawn: what Inter has no glyph for (emoji, other scripts) is left out,
/// control characters and runs of white space become one space, and a sum of money stays whole.
pub(in crate::cards) fn clean(text: &str) -> String {
    let kept: String = text
        .graphemes(true)
        .flat_map(|grapheme| {
            // An emoji made of a digit (the keycap "1") keeps the digit.
            grapheme.chars().filter(|c| is_drawable(*c) || c.is_whitespace() || c.is_control())
        })
        .map(|c| if is_space(c) { ' ' } else { c })
        .collect();
    let words: Vec<&str> = kept.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").replace("R$ ", "R$\u{a0}").replace("US$ ", "US$\u{a0}")
}

/// A place where a line may break; the no-break space is none.
fn is_space(c: char) -> bool {
    c.is_control() || (c.is_whitespace() && c != '\u{a0}')
}

/// Whether every one of our fonts has a glyph (a test asks them).
fn is_drawable(c: char) -> bool {
    matches!(c,
        '\u{20}'..='\u{7e}'
        | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{148}' | '\u{14a}'..='\u{17e}'
        | '\u{300}'..='\u{304}' | '\u{306}'..='\u{308}' | '\u{30a}'..='\u{30c}' | '\u{327}'..='\u{328}'
        | '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3a9}' | '\u{3b1}'..='\u{3c9}'
        | '\u{410}'..='\u{44f}'
        | '\u{2013}' | '\u{2014}' | '\u{2018}'..='\u{201a}' | '\u{201c}'..='\u{201e}'
        | '\u{2020}'..='\u{2022}' | '\u{2026}' | '\u{2030}' | '\u{2032}' | '\u{2033}'
        | '\u{2039}' | '\u{203a}' | '\u{20ac}' | '\u{2116}' | '\u{2122}'
        | '\u{2190}'..='\u{2193}' | '\u{2212}' | '\u{2248}' | '\u{2260}' | '\u{2264}' | '\u{2265}'
    )
}

/// A text inside SVG.
pub(in crate::cards) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use resvg::usvg::{Node, Options, Tree};

    use super::*;

    #[test]
    fn emoji_go_and_text_stays() {
        assert_eq!(clean("Promoção 🎉 já! 👩‍👩‍👧 ❤️"), "Promoção já!");
        assert_eq!(clean("1️⃣ passo"), "1 passo");
        assert_eq!(clean("  a\n\tb\u{0}c  "), "a b c");
        assert_eq!(clean("🔥🔥"), "");
        assert_eq!(clean("日本 café"), "café");
        assert_eq!(clean("só R$ 50"), "só R$\u{a0}50");
    }

    #[test]
    fn the_fonts_have_a_glyph_for_everything_kept() {
        let chars: Vec<char> =
            (0..0x1_0000_u32).filter_map(char::from_u32).filter(|c| is_drawable(*c)).collect();
        // A combining mark needs a letter before it.
        let text: String = chars.iter().flat_map(|c| ['e', *c]).collect();
        for weight in [500, 600, 700, 800] {
            let svg = format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg"><text font-family="Inter Display" font-weight="{weight}">{}</text></svg>"#,
                escape(&text)
            );
            let options = Options { fontdb: crate::fonts::database(), ..Options::default() };
            let tree = Tree::from_str(&svg, &options).unwrap();
            let Node::Text(node) = &tree.root().children()[0] else { panic!("no text") };
            let glyphs = node.layouted().iter().flat_map(|span| &span.positioned_glyphs);
            let missing: Vec<&str> =
                glyphs.filter(|glyph| glyph.id.0 == 0).map(|g| g.text.as_str()).collect();
            assert!(missing.is_empty(), "{weight}: {missing:?}");
        }
    }

    #[test]
    fn xml_specials_are_escaped() {
        assert_eq!(escape(r#"<&>"'"#), "&lt;&amp;&gt;&quot;&#39;");
    }
}
