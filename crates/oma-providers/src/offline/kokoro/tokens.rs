//! The numbers the model reads, and to which written word each belongs.

use std::collections::HashMap;
use std::path::Path;

use oma_core::{Error, ErrorKind, Result};
use serde::Deserialize;

use super::clause::Clause;

/// More tokens than this the model does not take at once.
pub(super) const MAX_TOKENS: usize = 510;

/// The number of each symbol.
#[derive(Debug)]
pub(super) struct Vocabulary(HashMap<char, i64>);

impl Vocabulary {
    /// Reads `vocab.json`: `{"vocab": {"a": 43, …}}`.
    pub(super) fn read(path: &Path) -> Result<Self> {
        #[derive(Deserialize)]
        struct File {
            vocab: HashMap<char, i64>,
        }
        let broken = |detail: String| {
            let message = "The voice pack's vocabulary cannot be read. Run `make setup`.";
            Error::new(ErrorKind::DependencyMissing, message).with_detail(detail)
        };
        let bytes = std::fs::read(path).map_err(|e| broken(e.to_string()))?;
        let file: File = serde_json::from_slice(&bytes).map_err(|e| broken(e.to_string()))?;
        Ok(Self(file.vocab))
    }

    /// The number of the space between words.
    pub(super) fn space(&self) -> Option<i64> {
        self.0.get(&' ').copied()
    }
}

/// One symbol of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// The model's number for it.
    pub(super) id: i64,
    /// The place of the written word it belongs to; none for spaces and marks.
    pub(super) written: Option<usize>,
}

/// What the model speaks at once.
pub(super) type Chunk = Vec<Token>;

/// A text as tokens: in as few chunks as sentences allow, and within a sentence as clauses or, for
/// want of those, words allow.
pub(super) fn chunks(
    clauses: &[Clause],
    phonemes: &[Vec<String>],
    vocabulary: &Vocabulary,
) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut sentence: Vec<Chunk> = Vec::new();
    for (clause, phonemes) in clauses.iter().zip(phonemes) {
        sentence.extend(tokens(clause, phonemes, vocabulary));
        if clause.ends_sentence() {
            append(&mut chunks, std::mem::take(&mut sentence), vocabulary);
        }
    }
    append(&mut chunks, sentence, vocabulary);
    chunks
}

/// Adds a sentence to the last chunk, or, if it does not fit, in chunks of its own.
fn append(chunks: &mut Vec<Chunk>, parts: Vec<Chunk>, vocabulary: &Vocabulary) {
    let whole: usize = parts.iter().map(|part| part.len() + 1).sum();
    let fits = |chunk: &Chunk, more: usize| chunk.len() + more <= MAX_TOKENS;
    let mut is_open = chunks.last().is_some_and(|last| fits(last, whole));
    for part in parts {
        match chunks.last_mut() {
            Some(last) if is_open && fits(last, part.len() + 1) => {
                last.extend(vocabulary.space().map(|id| Token { id, written: None }));
                last.extend(part);
            }
            _ => chunks.push(part),
        }
        is_open = true;
    }
}

/// The tokens of a clause: in several parts only if it is longer than the model takes.
fn tokens(clause: &Clause, phonemes: &[String], vocabulary: &Vocabulary) -> Vec<Chunk> {
    let number = |c: char, written| vocabulary.0.get(&c).map(|&id| Token { id, written });
    let mut parts: Vec<Chunk> = vec![Chunk::new()];
    for (word, phonemes) in clause.words.iter().zip(phonemes) {
        let symbols = phonemes.chars().filter_map(|c| number(c, Some(word.written)));
        let mut symbols: Chunk = symbols.collect();
        // No language has a word this long; a text without spaces does.
        symbols.truncate(MAX_TOKENS / 2);
        let last = parts.len() - 1;
        // One place for a space, one for the mark.
        if parts[last].len() + symbols.len() + 2 > MAX_TOKENS {
            parts.push(symbols);
        } else {
            let is_first = parts[last].is_empty() || symbols.is_empty();
            parts[last].extend(if is_first { None } else { number(' ', None) });
            parts[last].extend(symbols);
        }
    }
    let mark = clause.mark.and_then(|mark| number(mark, None));
    if let Some(last) = parts.last_mut().filter(|last| !last.is_empty()) {
        last.extend(mark);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::super::clause::clauses;
    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary(" .,!abc".chars().zip(1..).collect())
    }

    /// Each word is its own phonemes.
    fn chunks_of(text: &str) -> Vec<Chunk> {
        let spoken: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let clauses = clauses(&spoken);
        let phonemes: Vec<Vec<String>> = clauses
            .iter()
            .map(|clause| clause.words.iter().map(|word| word.text.clone()).collect())
            .collect();
        chunks(&clauses, &phonemes, &vocabulary())
    }

    fn ids(chunk: &Chunk) -> Vec<i64> {
        chunk.iter().map(|token| token.id).collect()
    }

    #[test]
    fn marks_and_spaces_are_tokens_of_no_word() {
        let chunks = chunks_of("ab c, a! b");
        assert_eq!(chunks.len(), 1);
        assert_eq!(ids(&chunks[0]), [5, 6, 1, 7, 3, 1, 5, 4, 1, 6]);
        let written: Vec<_> = chunks[0].iter().filter_map(|token| token.written).collect();
        assert_eq!(written, [0, 0, 1, 2, 3]);
    }

    #[test]
    fn what_the_model_does_not_know_is_left_out() {
        assert_eq!(ids(&chunks_of("axb")[0]), [5, 6]);
        assert!(chunks_of("xyz").is_empty());
    }

    #[test]
    fn a_long_text_is_cut_between_sentences_and_a_long_sentence_between_clauses() {
        let sentence = format!("{}. ", "abc ".repeat(40).trim());
        let long = chunks_of(&sentence.repeat(5));
        assert_eq!(long.iter().map(Vec::len).collect::<Vec<_>>(), [482, 321]);
        let clauses = format!("{}, ", "abc ".repeat(40).trim()).repeat(5);
        let cut = chunks_of(&clauses);
        assert!(cut.len() == 2 && cut.iter().all(|chunk| chunk.len() <= MAX_TOKENS));
        let endless = chunks_of(&"abc ".repeat(500));
        assert!(endless.len() == 4 && endless.iter().all(|chunk| chunk.len() <= MAX_TOKENS));
        let all: usize = endless.iter().flatten().filter(|t| t.written.is_some()).count();
        assert_eq!(all, 1500);
    }
}
