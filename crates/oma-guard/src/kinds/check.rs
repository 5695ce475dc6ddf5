//! Check digits.

/// Whether the last digit makes the Luhn sum (ISO/IEC 7812-1, annex B) a multiple of ten.
pub(super) fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The check digit that Brazilian numbers use: 11 less the weighted sum modulo 11, or 0 where that
/// has two digits.
pub(super) fn modulo_11(values: &[u32], weights: &[u32]) -> u32 {
    let sum: u32 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

/// The remainder by 97 of an alphanumeric number whose letters count from 10 (ISO 7064).
pub(super) fn modulo_97(characters: impl Iterator<Item = char>) -> u32 {
    characters.filter_map(|c| c.to_digit(36)).fold(0, |rest, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (rest * shift + value) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sum_is_that_of_its_published_example() {
        let digits = |text: &str| text.chars().filter_map(|c| c.to_digit(10)).collect::<Vec<_>>();
        assert!(luhn(&digits("79927398713")) && !luhn(&digits("79927398710")));
        assert_eq!(modulo_11(&digits("529982247"), &[10, 9, 8, 7, 6, 5, 4, 3, 2]), 2);
        // GB82 WEST 1234 5698 7654 32, its first four characters moved to the end.
        assert_eq!(modulo_97("WEST12345698765432GB82".chars()), 1);
    }
}
