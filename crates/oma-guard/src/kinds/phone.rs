use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Pattern, alone, digits, stands_alone};
use crate::context::speaks_for;

/// E.164 with its sign, grouped in any way.
static INTERNATIONAL: Pattern =
    LazyLock::new(|| Regex::new(r"\+\d{1,3}(?:[ .-]?\(?\d{1,5}\)?){2,6}").ok());
/// Area code and number; the nine of a mobile phone may stand apart.
static BRAZIL: Pattern = LazyLock::new(|| {
    Regex::new(r"\(?0?[1-9][1-9]\)?[ .-]?(?:9[ .]?\d{4}|[2-5]\d{3})[ .-]?\d{4}").ok()
});
static NORTH_AMERICA: Pattern =
    LazyLock::new(|| Regex::new(r"(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[ .-]\d{4}").ok());
/// Anything as long as a telephone number, where a word speaks for it.
static NAMED: Pattern = LazyLock::new(|| Regex::new(r"\(?\d{2,5}\)?(?:[ .-]?\d{2,5}){1,4}").ok());

const WORDS: &[&str] = &[
    "tel",
    "telefone*",
    "fone",
    "cel",
    "celular*",
    "whatsapp",
    "whats",
    "zap",
    "ligue",
    "liga",
    "ligar",
    "contato",
    "phone",
    "call",
    "mobile",
    "cell",
    "text",
    "telephone",
    "sms",
    "disque",
];

/// Area codes that Brazil has given (Anatel).
const AREAS: [u32; 67] = [
    11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 24, 27, 28, 31, 32, 33, 34, 35, 37, 38, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 51, 53, 54, 55, 61, 62, 63, 64, 65, 66, 67, 68, 69, 71, 73, 74, 75, 77,
    79, 81, 82, 83, 84, 85, 86, 87, 88, 89, 91, 92, 93, 94, 95, 96, 97, 98, 99,
];

pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = international(text);
    let others = [brazil(text), north_america(text), named(text)];
    for range in others.into_iter().flatten() {
        if found.iter().all(|other| other.end <= range.start || range.end <= other.start) {
            found.push(range);
        }
    }
    found
}

fn international(text: &str) -> Vec<Range<usize>> {
    let Some(pattern) = INTERNATIONAL.as_ref() else { return Vec::new() };
    let found = pattern.find_iter(text).map(|found| found.range());
    found
        .filter(|range| stands_alone(text, range))
        .filter(|range| (8..=15).contains(&digits(&text[range.clone()]).len()))
        .collect()
}

/// Without any separator it is a number like others, unless a word says what it is.
fn brazil(text: &str) -> Vec<Range<usize>> {
    let mut found = alone(&BRAZIL, text);
    found.retain(|range| {
        let number = &text[range.clone()];
        let digits = digits(number);
        let digits = digits.strip_prefix(&[0]).unwrap_or(&digits);
        let is_area = AREAS.contains(&(digits[0] * 10 + digits[1]));
        let is_grouped = number.contains(['(', '-', ' ', '.']);
        is_area && balanced(number) && (is_grouped || speaks_for(text, range, WORDS))
    });
    found
}

fn north_america(text: &str) -> Vec<Range<usize>> {
    let mut found = alone(&NORTH_AMERICA, text);
    found.retain(|range| balanced(&text[range.clone()]));
    found
}

/// Eight to thirteen digits that a word speaks for, and that are no date or price.
fn named(text: &str) -> Vec<Range<usize>> {
    let mut found = alone(&NAMED, text);
    found.retain(|range| {
        let number = &text[range.clone()];
        let is_money = text[..range.start].trim_end().ends_with(['$', '€', '£']);
        (8..=13).contains(&digits(number).len())
            && balanced(number)
            && !is_money
            && !is_date(number)
            && speaks_for(text, range, WORDS)
    });
    found
}

fn balanced(number: &str) -> bool {
    number.matches('(').count() == number.matches(')').count()
}

/// `2026-11-22`, `22.11.2026`.
fn is_date(number: &str) -> bool {
    let parts: Vec<&str> = number.split(['-', '.', ' ']).collect();
    matches!(parts.iter().map(|part| part.len()).collect::<Vec<_>>()[..], [4, 2, 2] | [2, 2, 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_by_their_notation_or_a_word() {
        for text in [
            "+55 11 98765-4321",
            "+5511987654321",
            "+44 20 7946 0958",
            "+1 (415) 555-2671",
            "(11) 98765-4321",
            "11 98765-4321",
            "(21) 3333-4444",
            "011 98765 4321",
            "415-555-2671",
            "(415) 555-2671",
            "WhatsApp 11987654321",
            "ligue 3333-4444",
            "Tel.: 0800 123 4567",
        ] {
            assert_eq!(find(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "2026-11-22",
            "ligue até 22.11.2026",
            "11987654321",
            "pedido 111-2223334-5556667",
            "R$ 12.345.678",
            "(10) 98765-4321",
            "-23.5505, -46.6333",
            "978-85-333-0227-3",
            "1.234.567.890",
            "call us in 2026",
        ] {
            assert!(find(text).is_empty(), "{text}: {:?}", find(text));
        }
    }
}
