use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Pattern, alone};
use crate::context::speaks_for;

/// Two letters and six digits in Brazil, one letter and six digits in Portugal, up to nine of both
/// elsewhere.
static PASSPORT: Pattern = LazyLock::new(|| Regex::new(r"[A-Z]\d{8}|[A-Z]{1,2}\d{6,7}|\d{9}").ok());

/// Such numbers have no check digits outside the machine-readable zone and look like product
/// codes, so a word must speak for them.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = alone(&PASSPORT, text);
    found.retain(|range| speaks_for(text, range, &["passaporte*", "passport*"]));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passport_needs_its_name() {
        for text in ["passaporte FZ123456", "Passport no. 123456789", "C12345678 (passport)"] {
            assert_eq!(find(text).len(), 1, "{text}");
        }
        for text in ["modelo FZ123456", "passaporte em dia", "123456789"] {
            assert!(find(text).is_empty(), "{text}");
        }
    }
}
