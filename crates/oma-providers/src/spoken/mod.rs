//! How written words are said: numbers, prices, dates, addresses, abbreviations.
//!
//! Voices read "R$ 19,90" and "24/7" badly, each in its own way; here they become words first. Pure
//! text in, text out. Reading order: `token` (a word and its neighbours), `number`, then the rules
//! in the order in which [`words`] tries them.

mod address;
mod agreement;
mod alias;
mod clean;
mod counts;
mod dates;
mod money;
mod number;
mod quantity;
mod times;
mod token;
mod units;
mod words;

use oma_core::language::Language;

pub(crate) use alias::{aliased, as_said};

use token::{Place, Said, Token};

/// What is said for each word of a text as split at white space: the word itself, several words,
/// or nothing.
pub(crate) fn words(text: &str, language: Language) -> Vec<String> {
    let tokens: Vec<Token> = text.split_whitespace().map(Token::new).collect();
    let mut said = Vec::with_capacity(tokens.len());
    while said.len() < tokens.len() {
        let place = Place { tokens: &tokens, at: said.len(), language };
        let (cores, ends_sentence) = at_place(&place);
        for core in cores {
            let (token, next) = (&tokens[said.len()], tokens.get(said.len() + 1));
            let keeps_dot = ends_sentence.unwrap_or_else(|| !owns_dot(token, next));
            let tail = if keeps_dot || next.is_none() { &token.tail } else { without_dot(token) };
            said.push(format!("{}{core}{tail}", token.lead));
        }
    }
    said
}

/// What is said from a place on, and, of an abbreviation, whether its full stop ends a sentence.
fn at_place(place: &Place<'_>) -> (Said, Option<bool>) {
    if let Some((said, ends_sentence)) = words::abbreviation(place) {
        return (said, Some(ends_sentence));
    }
    let rules = [
        address::say,
        address::telephone,
        money::say,
        dates::say,
        times::say,
        units::say,
        counts::say,
        words::sign,
        words::initials,
        counts::mixed,
    ];
    // Dashes within a word are pauses.
    let as_written = || vec![place.core().replace('—', "— ").replace('–', "– ")];
    (rules.iter().find_map(|rule| rule(place)).unwrap_or_else(as_written), None)
}

/// Whether a full stop belongs to the word and is no pause: "Nov. 22", "9 a.m. sharp".
fn owns_dot(token: &Token, next: Option<&Token>) -> bool {
    let Some(next) = next else { return false };
    let is_letters = token.core.chars().all(char::is_alphabetic);
    let before_day = next.core.starts_with(|c: char| c.is_ascii_digit());
    let is_month = before_day && token.core.len() <= 4 && is_letters && token.starts_upper();
    let has_dots = token.core.contains('.') && !token.core.contains(|c: char| c.is_ascii_digit());
    is_month || (has_dots && token.core.len() <= 6 && !next.starts_upper())
}

fn without_dot(token: &Token) -> &str {
    if token.has_dot() { &token.tail[1..] } else { &token.tail }
}

#[cfg(test)]
mod tests;
