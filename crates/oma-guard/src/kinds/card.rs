use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::check::luhn;
use super::{Pattern, alone, digits};

static CARD: Pattern = LazyLock::new(|| {
    Regex::new(r"\d{13,19}|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?|\d{4}[ -]\d{6}[ -]\d{4,5}").ok()
});

pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = alone(&CARD, text);
    found.retain(|range| {
        let digits = digits(&text[range.clone()]);
        is_issued(&digits) && luhn(&digits)
    });
    found
}

/// Whether a network gives out numbers that begin like this and are as long: one of ten other
/// numbers passes Luhn.
fn is_issued(digits: &[u32]) -> bool {
    let lead =
        |count: usize| digits.iter().take(count).fold(0, |number, digit| number * 10 + digit);
    match digits.len() {
        13 | 19 if lead(1) == 4 => true,
        14 => matches!(lead(2), 36 | 38 | 39) || matches!(lead(3), 300..=305 | 309),
        15 => matches!(lead(2), 34 | 37) || matches!(lead(4), 2131 | 1800),
        16 => {
            lead(1) == 4
                || matches!(lead(2), 51..=55 | 62 | 65)
                || matches!(lead(3), 644..=649)
                || matches!(lead(4), 2221..=2720 | 3528..=3589 | 5067 | 5090 | 6011)
                // Elo, Hipercard.
                || matches!(lead(6), 504_175 | 606_282 | 627_780 | 636_297 | 636_368)
        }
        17..=19 => matches!(lead(2), 62 | 65) || matches!(lead(4), 6304 | 6759 | 6761..=6763),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_told_by_its_network_and_its_luhn_digit() {
        for text in [
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111111111111111",
            "3782 822463 10005",
            "5555555555554444",
            "30569309025904",
            "6362970000457013",
            "2223003122003222",
        ] {
            assert_eq!(find(text).len(), 1, "{text}");
        }
        for text in [
            "4111 1111 1111 1112",
            "1111 1111 1111 1117",
            "9784161484100",
            "41111111111111110000",
            "7891000315507",
            "4111.1111.1111.1111",
        ] {
            assert!(find(text).is_empty(), "{text}");
        }
    }
}
