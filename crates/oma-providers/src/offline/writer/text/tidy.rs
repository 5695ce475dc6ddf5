//! From what people type to what can be read aloud.

use super::super::lexicon::Lexicon;
use super::words::bare;

/// A line of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Without its bullet.
    pub(crate) text: String,
    /// Whether it had one.
    pub(crate) is_item: bool,
}

/// The lines of a text, joined where a line only wrapped, without headings of lists.
pub(crate) fn spoken_lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut after_blank = true;
    for raw in text.lines() {
        let (rest, is_item) = without_bullet(raw.trim());
        let text = plain(rest);
        let goes_on = !after_blank && !is_item && text.starts_with(char::is_lowercase);
        after_blank = text.is_empty();
        match lines.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if goes_on && !ends_sentence(&last.text) => {
                last.text.push(' ');
                last.text.push_str(&text);
            }
            _ => lines.push(Line { text, is_item }),
        }
    }
    lines.retain(|line| !line.text.ends_with(':'));
    lines
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '…', ':'])
}

/// A line without "- ", "* ", "• ", "1. ", "2) ", "# ".
fn without_bullet(line: &str) -> (&str, bool) {
    let marks = ['-', '*', '•', '–', '—', '+', '✓', '✔', '▪', '●', '·', '>', '→', '✅', '☑', '#'];
    let stripped = line.trim_start_matches(marks);
    if stripped.len() < line.len() && stripped.starts_with([' ', '\t', '\u{fe0f}']) {
        return (stripped.trim_start_matches('\u{fe0f}').trim_start(), !line.starts_with('#'));
    }
    let number = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = &line[number..];
    if (1..=2).contains(&number) && (after.starts_with(". ") || after.starts_with(") ")) {
        return (after[2..].trim_start(), true);
    }
    (line, false)
}

/// One line without markup, emoji, quotes and brackets; an insertion in brackets becomes one
/// between commas.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | ')' => out.push(','),
            '‘' | '’' | '´' => out.push('\''),
            '–' | '―' => out.push('—'),
            '\u{a0}' | '\u{202f}' | '\t' | '\n' | '\r' | '*' | '_' | '`' | '~' | '[' | ']'
            | '{' | '}' | '<' | '>' | '"' | '“' | '”' | '«' | '»' | '|' | '\\' | '^' | '#'
            | '®' | '™' | '•' => out.push(' '),
            c if is_picture(c) || c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    punctuated(&out)
}

/// Emoji, arrows, shapes, joiners.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e0000}'..='\u{e007f}')
}

/// Single spaces, none before punctuation, no mark twice, no mark at the beginning.
fn punctuated(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let word = if word == "-" || word == "--" { "—" } else { word };
        let begins_with_mark = word.starts_with([',', ';', ':', '!', '?', '.', '…']);
        if !out.is_empty() && !begins_with_mark {
            out.push(' ');
        }
        let marks = word.len() - word.trim_start_matches([',', ';', ':', '!', '?']).len();
        for (at, c) in word.char_indices() {
            // A mark that sticks to the next word belongs to the one before.
            if at == marks && at > 0 {
                out.push(' ');
            }
            push(&mut out, c);
        }
    }
    out.trim_start_matches(|c: char| is_mark(c) || c.is_whitespace()).trim_end().to_owned()
}

fn is_mark(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | '…' | '—')
}

/// Adds a character; of two marks side by side the stronger stays, three dots become one sign.
fn push(out: &mut String, c: char) {
    let last = out.trim_end().chars().next_back();
    let strength = |c: char| match c {
        ',' => 1,
        ';' | ':' | '—' => 2,
        '.' | '…' => 3,
        '!' => 4,
        _ => 5,
    };
    match last {
        Some('.') if c == '.' && !out.ends_with(' ') => {
            out.pop();
            out.push('…');
        }
        Some('…') if c == '.' => {}
        Some(last) if is_mark(last) && is_mark(c) => {
            if strength(c) > strength(last) {
                out.truncate(out.trim_end().len() - last.len_utf8());
                out.truncate(out.trim_end().len());
                if c == '—' {
                    out.push(' ');
                }
                out.push(c);
            }
        }
        _ => out.push(c),
    }
}

/// A sentence ready to be read: capital first, one mark at the end, no shouting.
pub(crate) fn finish(text: &str) -> String {
    let text = calm(&plain(text));
    let text = text.trim_end_matches([',', ';', ':', '—', ' ', '-', '/', '&']);
    if text.is_empty() {
        return String::new();
    }
    let mut out = capitalised(text);
    if !out.ends_with(['.', '!', '?', '…']) {
        out.push('.');
    }
    out
}

/// A sentence in capitals only becomes an ordinary one.
fn calm(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let shouts = letters > 5 && text.contains(' ') && !text.chars().any(char::is_lowercase);
    if shouts { text.to_lowercase() } else { text.to_owned() }
}

/// With a capital first letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Whether a word is an address of the web, of mail, or part of a telephone number.
pub(crate) fn is_link(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "com", "br", "net", "org", "io", "app", "dev", "co", "shop", "store", "ai", "me", "edu",
        "gov", "us", "uk", "info", "online", "site", "tv",
    ];
    let word = bare(word);
    if word.contains("://") || word.starts_with("www.") || word.starts_with('@') {
        return true;
    }
    if word.contains('@') {
        return true;
    }
    let host = word.split('/').next().unwrap_or_default();
    let dotted = host.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty() && ENDINGS.contains(&ending) && name.chars().any(char::is_alphabetic)
    });
    dotted || is_phone(&word)
}

/// Digits in groups, with a plus, dashes or brackets: a telephone number or a piece of one.
fn is_phone(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let other = word.chars().any(|c| !c.is_ascii_digit() && !matches!(c, '-' | '+' | '.'));
    digits >= 7 && !other && !word.contains('.') || digits >= 1 && word.starts_with('+') && !other
}

/// A sentence without its links and the words that led to them, and the links.
pub(crate) fn without_links(sentence: &str, lexicon: &Lexicon) -> (String, Vec<String>) {
    let mut links = Vec::new();
    let mut kept: Vec<&str> = Vec::new();
    for word in sentence.split_whitespace() {
        if !is_link(word) {
            kept.push(word);
            continue;
        }
        let clean = word.trim_matches(|c: char| {
            matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')' | '"')
        });
        links.push(clean.trim_end_matches('/').to_owned());
        while kept.last().is_some_and(|last| lexicon.before_link.contains(&bare(last).as_str())) {
            kept.pop();
        }
        // An area code before a number.
        let code = |last: &&str| bare(last).len() <= 3 && is_number(last);
        if is_phone(&bare(word)) && kept.last().is_some_and(code) {
            kept.pop();
        }
    }
    (kept.join(" "), links)
}

fn is_number(word: &str) -> bool {
    !bare(word).is_empty() && bare(word).chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use oma_core::language::Language;

    use super::*;

    #[test]
    fn a_sentence_is_finished_once() {
        for (raw, clean) in [
            ("hello  world", "Hello world."),
            ("Wow!!! Really??", "Wow! Really?"),
            ("is it ,really?!", "Is it, really?"),
            ("wait...", "Wait…"),
            ("one , two ;", "One, two."),
            ("a — b —", "A — b."),
            ("FREE COFFEE ALL DAY", "Free coffee all day."),
            ("**Bold** and `code` ☕", "Bold and code."),
            ("our app (free for students) helps", "Our app, free for students, helps."),
            ("our app helps (and is free).", "Our app helps, and is free."),
            ("“quoted” text", "Quoted text."),
            ("...", ""),
        ] {
            assert_eq!(finish(raw), clean, "{raw}");
        }
    }

    #[test]
    fn lines_lose_bullets_and_headings_and_are_joined() {
        let text =
            "Our shop:\n- Fresh bread\n* Good coffee\n1. Open daily\n\nWe bake\nevery day.\n# News";
        let lines: Vec<_> = spoken_lines(text).into_iter().map(|l| (l.text, l.is_item)).collect();
        let expected = [
            ("Fresh bread", true),
            ("Good coffee", true),
            ("Open daily", true),
            ("We bake every day.", false),
            ("News", false),
        ];
        assert_eq!(lines, expected.map(|(text, item)| (text.to_owned(), item)));
    }

    #[test]
    fn links_leave_with_what_led_to_them() {
        let english = Lexicon::of(Language::EnUs);
        for (raw, text, link) in [
            ("Order at www.aurora.com before Friday.", "Order before Friday.", "www.aurora.com"),
            ("Write to hello@aurora.coffee now", "Write now", "hello@aurora.coffee"),
            ("More info: https://aurora.com/menu/", "", "https://aurora.com/menu"),
            ("Call 555-123-4567 today", "today", "555-123-4567"),
            ("See aurora.com.br.", "", "aurora.com.br"),
        ] {
            let (rest, links) = without_links(raw, english);
            assert_eq!((rest.as_str(), links), (text, vec![link.to_owned()]), "{raw}");
        }
        for word in ["2.5", "e.g.", "coffee.", "10-20", "1,000", "24/7", "done.Now"] {
            assert!(!is_link(word), "{word}");
        }
    }
}
