use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::check::modulo_97;
use super::{Pattern, alone, compact};

static IBAN: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)[A-Z]{2}\d{2}(?:[ -]?[0-9A-Z]{4}){2,7}(?:[ -]?[0-9A-Z]{1,3})?").ok()
});

/// How long the number of a country is, check digits and country included (SWIFT's registry).
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
];

pub(super) fn iban(text: &str) -> Vec<Range<usize>> {
    let found = alone(&IBAN, text);
    found.into_iter().filter_map(|range| whole(text, range)).collect()
}

/// The number within a match: groups of a written number and the words behind it look alike, so
/// what is too long for the country is cut off.
fn whole(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let matched = &text[range.clone()];
    let country = matched[..2].to_ascii_uppercase();
    let (_, length) = LENGTHS.iter().find(|(code, _)| *code == country)?;
    let last = matched.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).nth(length - 1)?.0;
    let number = compact(&matched[..=last]);
    let ends = matched[last + 1..].chars().next().is_none_or(|c| !c.is_ascii_alphanumeric());
    let sum = modulo_97(number[4..].chars().chain(number[..4].chars()));
    (ends && sum == 1).then(|| range.start..range.start + last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        iban(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn an_iban_is_told_by_country_length_and_sum() {
        assert_eq!(texts("IBAN GB82 WEST 1234 5698 7654 32."), ["GB82 WEST 1234 5698 7654 32"]);
        assert_eq!(texts("PT50000201231234567890154"), ["PT50000201231234567890154"]);
        assert_eq!(texts("br1500000000000010932840814p2"), ["br1500000000000010932840814p2"]);
        let followed = "DE89 3704 0044 0532 0130 00 bank";
        assert_eq!(texts(followed), ["DE89 3704 0044 0532 0130 00"]);
        for text in ["GB83 WEST 1234 5698 7654 32", "ZZ82WEST12345698765432", "DE8937040044053201"]
        {
            assert!(texts(text).is_empty(), "{text}");
        }
    }
}
