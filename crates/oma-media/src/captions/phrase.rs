//! Which words stand together: phrases of at most two lines, broken where one would breathe.

use super::width;

/// About the width of one letter.
const LETTER: usize = 450;

/// What breaking needs to know of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// Its width.
    width: usize,
    /// What may follow it.
    end: End,
    /// From the word's start to the next word's start.
    ms: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Sentence,
    Clause,
    /// A short word such as `the` or `de`: it belongs to the next one.
    Weak,
    Plain,
}

/// A phrase: how many words, and how many of them on each line.
pub(super) type Lines = Vec<usize>;

impl Piece {
    pub(super) fn new(text: &str, ms: u64) -> Self {
        let chars = text.chars().count();
        let bare = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
        let end = match bare.chars().last() {
            Some('.' | '!' | '?' | '…') => End::Sentence,
            Some(',' | ';' | ':' | '—' | '–') => End::Clause,
            _ if chars <= 3 => End::Weak,
            _ => End::Plain,
        };
        Self { width: width::width(text), end, ms }
    }
}

/// Breaks words into phrases with the lowest sum of costs; every phrase fits two lines of the
/// width `max`, unless a single word is longer than a line.
///
/// Costs n × (words that fit two lines), so a scene of any length is cheap.
pub(super) fn phrases(words: &[Piece], max: usize, min_ms: u64) -> Vec<Lines> {
    let n = words.len();
    // best[i] is the cost of words i.., with the end of its first phrase and that phrase's lines.
    let mut best: Vec<(u32, usize, Lines)> = vec![(0, n, Vec::new()); n + 1];
    for i in (0..n).rev() {
        let mut chosen: Option<(u32, usize, Lines)> = None;
        for j in i + 1..=n {
            let Some(lines) = lines(&words[i..j], max) else { break };
            let cost = cost(&words[i..j], &lines, min_ms, j == n) + best[j].0;
            if chosen.as_ref().is_none_or(|(lowest, ..)| cost < *lowest) {
                chosen = Some((cost, j, lines));
            }
        }
        // One word always fits by definition of `lines`.
        best[i] = chosen.unwrap_or((0, i + 1, vec![1]));
    }
    let mut phrases = Vec::new();
    let mut i = 0;
    while i < n {
        let (_, next, lines) = std::mem::take(&mut best[i]);
        phrases.push(lines);
        i = next;
    }
    phrases
}

fn cost(words: &[Piece], lines: &[usize], min_ms: u64, last: bool) -> u32 {
    let (inner, end) = words.split_at(words.len() - 1);
    // Each phrase costs something, or every comma would end one.
    let mut cost = 10;
    cost += match end[0].end {
        _ if last => 0,
        End::Sentence => 0,
        End::Clause => 4,
        End::Plain => 14,
        End::Weak => 24,
    };
    // A sentence that ends inside a phrase is worse than one phrase more.
    cost += 16 * count(inner.iter().filter(|word| word.end == End::Sentence));
    cost += match lines {
        [_, 1] => 12,
        [1] => 10,
        _ => 0,
    };
    if words.iter().map(|word| word.ms).sum::<u64>() < min_ms {
        cost += 12;
    }
    cost
}

/// How words are set on one or two lines, or `None` if they do not fit.
fn lines(words: &[Piece], max: usize) -> Option<Lines> {
    let n = words.len();
    if n == 1 || width(words) <= max {
        return Some(vec![n]);
    }
    (1..n)
        .filter(|&split| width(&words[..split]) <= max && width(&words[split..]) <= max)
        .min_by_key(|&split| {
            let uneven = width(&words[..split]).abs_diff(width(&words[split..]));
            let alone = if n - split == 1 { 100 * LETTER } else { 0 };
            let breath = match words[split - 1].end {
                End::Sentence | End::Clause => 0,
                End::Plain => 6 * LETTER,
                End::Weak => 9 * LETTER,
            };
            uneven + alone + breath
        })
        .map(|split| vec![split, n - split])
}

fn width(words: &[Piece]) -> usize {
    let letters: usize = words.iter().map(|word| word.width).sum();
    letters + words.len().saturating_sub(1) * width::SPACE
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text as it is set: phrases divided by ` | `, lines by ` / `.
    fn set(text: &str, max: usize) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        let pieces: Vec<Piece> = words.iter().map(|word| Piece::new(word, 350)).collect();
        let mut rest = words.as_slice();
        let mut phrases_set = Vec::new();
        for lines in phrases(&pieces, max * LETTER, 700) {
            let mut lines_set = Vec::new();
            for n in lines {
                let (line, after) = rest.split_at(n);
                lines_set.push(line.join(" "));
                rest = after;
            }
            phrases_set.push(lines_set.join(" / "));
        }
        assert!(rest.is_empty());
        phrases_set.join(" | ")
    }

    #[test]
    fn a_sentence_that_fits_is_one_phrase() {
        assert_eq!(set("Honey never spoils.", 24), "Honey never spoils.");
        assert_eq!(
            set("Turn ideas into short videos that people watch.", 26),
            "Turn ideas into short / videos that people watch."
        );
    }

    #[test]
    fn phrases_end_with_sentences_and_clauses_first() {
        assert_eq!(
            set("Your brand deserves to be seen. Turn ideas into short videos today.", 24),
            "Your brand / deserves to be seen. | Turn ideas into / short videos today."
        );
        assert_eq!(
            set("When the day is over and done, come home to something warm.", 24),
            "When the day is / over and done, | come home to / something warm."
        );
    }

    #[test]
    fn a_phrase_does_not_end_with_a_word_that_belongs_to_the_next() {
        let text = "Nossos clientes encontram sempre os melhores produtos para a casa inteira";
        for phrase in set(text, 22).split(" | ") {
            let last = phrase.rsplit(' ').next().unwrap();
            assert!(last.chars().count() > 3, "{phrase}");
        }
    }

    #[test]
    fn no_word_stands_alone_on_the_last_line() {
        let text = "Everything you ever wanted to know about extraordinary beekeeping is here";
        for max in 20..44 {
            let set = set(text, max);
            for phrase in set.split(" | ") {
                let Some((_, last)) = phrase.split_once(" / ") else { continue };
                assert!(last.contains(' '), "{max}: {set}");
            }
        }
    }

    #[test]
    fn a_word_longer_than_a_line_stands_by_itself() {
        assert_eq!(
            set("Visit www.a-really-long-address.example today and tomorrow", 24),
            "Visit | www.a-really-long-address.example | today and tomorrow"
        );
    }

    #[test]
    fn every_line_fits() {
        let text = "The quick brown fox jumps over the lazy dog, then sleeps; nobody minds! \
                    Would you? Of course not: foxes need their rest, and so do we all, in time.";
        for max in 12..50 {
            for line in set(text, max).split(" | ").flat_map(|phrase| phrase.split(" / ")) {
                assert!(!line.contains(' ') || width::width(line) <= max * LETTER, "{max}: {line}");
            }
        }
    }
}
