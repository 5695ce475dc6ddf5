//! One file per kind of number: its grammar, its check digits, and the tests of both.

mod bank;
mod brazil;
mod card;
mod check;
mod internet;
mod passport;
mod phone;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::Kind;

/// The ranges of one kind in a plain text.
pub(crate) fn find(kind: Kind, text: &str) -> Vec<Range<usize>> {
    match kind {
        Kind::Cpf => brazil::cpf(text),
        Kind::Cnpj => brazil::cnpj(text),
        Kind::Rg => brazil::rg(text),
        Kind::Cep => brazil::cep(text),
        Kind::Card => card::find(text),
        Kind::Iban => bank::iban(text),
        Kind::Email => internet::email(text),
        Kind::Ip => internet::ip(text),
        Kind::Phone => phone::find(text),
        Kind::Passport => passport::find(text),
    }
}

/// A pattern that is compiled when it is first used. All are literals of this crate and compiled
/// by its tests, so none fails.
type Pattern = LazyLock<Option<Regex>>;

/// The places where a pattern matches and that stand alone: what is before and behind them is no
/// part of a longer number or word.
fn alone(pattern: &Pattern, text: &str) -> Vec<Range<usize>> {
    let Some(pattern) = pattern.as_ref() else { return Vec::new() };
    let mut ranges = Vec::new();
    let mut from = 0;
    // A match that does not stand alone may hide one that begins within it.
    while let Some(found) = pattern.find_at(text, from) {
        if stands_alone(text, &found.range()) {
            from = found.end();
            ranges.push(found.range());
        } else {
            let step = text[found.start()..].chars().next().map_or(1, char::len_utf8);
            from = found.start() + step;
        }
        if from >= text.len() {
            break;
        }
    }
    ranges
}

/// Whether a number goes on neither before nor behind a range: no letter or digit touches it, and
/// no separator with a digit on its other side.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let mut before = text[..range.start].chars().rev();
    let mut behind = text[range.end..].chars();
    let is_free = |near: Option<char>, far: Option<char>| match near {
        Some(c) if c.is_alphanumeric() => false,
        Some('.' | '-' | '/' | ',' | '_') => !far.is_some_and(|c| c.is_ascii_digit()),
        None | Some(_) => true,
    };
    is_free(before.next(), before.next()) && is_free(behind.next(), behind.next())
}

/// The letters and digits of a text, without what separates them, in upper case.
fn compact(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}
