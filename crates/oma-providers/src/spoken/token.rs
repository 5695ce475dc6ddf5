//! A written word taken apart, and what the rules see of its neighbours.

use oma_core::language::Language;

use super::clean::clean;

/// A written word: `(“$5,”` is `(`, `$5` and `,`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Opening brackets, quotes and dashes.
    pub(super) lead: String,
    /// What is said.
    pub(super) core: String,
    /// Punctuation and closing brackets.
    pub(super) tail: String,
}

impl Token {
    pub(super) fn new(word: &str) -> Self {
        // Signs that are silent elsewhere are said in an address.
        let word = if is_address(word) { word.to_owned() } else { clean(word) };
        let start = word.trim_start_matches(['(', '"', '\'', '¿', '¡', '—', '–', '“', '*']);
        let core = start.trim_end_matches([
            '.', ',', ';', ':', '!', '?', '…', ')', '"', '\'', '—', '–', '”', '*',
        ]);
        Self {
            lead: word[..word.len() - start.len()].to_owned(),
            core: core.to_owned(),
            tail: start[core.len()..].to_owned(),
        }
    }

    /// Whether a full stop follows at once: the one of an abbreviation, perhaps.
    pub(super) fn has_dot(&self) -> bool {
        self.tail.starts_with('.') && !self.tail.starts_with("..")
    }

    pub(super) fn starts_upper(&self) -> bool {
        self.core.chars().next().is_some_and(char::is_uppercase)
    }
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.starts_with("www.")
}

/// A place in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
    pub(super) language: Language,
}

impl<'a> Place<'a> {
    /// What is said of the word here.
    pub(super) fn core(&self) -> &'a str {
        &self.tokens[self.at].core
    }

    /// The word so many places on, if no punctuation stands between.
    pub(super) fn next(&self, by: usize) -> Option<&'a Token> {
        let between = self.tokens.get(self.at..self.at + by)?;
        let next = self.tokens.get(self.at + by)?;
        (between.iter().all(|token| token.tail.is_empty()) && next.lead.is_empty()).then_some(next)
    }

    /// Its text in small letters; empty if there is none.
    pub(super) fn next_word(&self, by: usize) -> String {
        self.next(by).map(|token| token.core.to_lowercase()).unwrap_or_default()
    }

    /// The word before in small letters, if no punctuation stands between.
    pub(super) fn previous_word(&self) -> String {
        let previous = self.at.checked_sub(1).map(|at| &self.tokens[at]);
        previous
            .filter(|token| token.tail.is_empty())
            .map(|token| token.core.to_lowercase())
            .unwrap_or_default()
    }

    pub(super) fn is_portuguese(&self) -> bool {
        self.language == Language::PtBr
    }

    /// One of two words, by language.
    pub(super) fn say(&self, english: &str, portuguese: &str) -> String {
        if self.is_portuguese() { portuguese.to_owned() } else { english.to_owned() }
    }
}

/// What is said in place of one or more words from a place on: a text for each.
pub(super) type Said = Vec<String>;

/// One word.
pub(super) fn one(text: impl Into<String>) -> Option<Said> {
    Some(vec![text.into()])
}

/// Several words of which only the last is heard.
pub(super) fn last_of(count: usize, text: impl Into<String>) -> Option<Said> {
    let mut said = vec![String::new(); count];
    *said.last_mut()? = text.into();
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_taken_apart() {
        let token = Token::new("(“$5,”)");
        assert_eq!(
            (token.lead.as_str(), token.core.as_str(), token.tail.as_str()),
            ("(", "$5", ",)")
        );
        assert_eq!(Token::new("**Fresh**").core, "Fresh");
        assert_eq!(Token::new("@oma_films!").core, "@oma_films");
        assert!(Token::new("Dr.").has_dot() && !Token::new("so...").has_dot());
    }
}
