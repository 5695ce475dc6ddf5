//! Numbers: reading them as written, and saying them.

mod english;
mod portuguese;

use oma_core::language::Language;

/// Grammatical gender, which English numbers do not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Masculine,
    Feminine,
}

/// A number as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numeral {
    pub(super) negative: bool,
    /// Its digits without separators.
    pub(super) digits: String,
    /// The digits after the decimal mark.
    pub(super) fraction: Option<String>,
    /// Whether thousands were set apart.
    pub(super) grouped: bool,
}

impl Numeral {
    /// `1,234.5` in English, `1.234,5` in Portuguese; the other language's decimal mark too, where
    /// it cannot be a separator of thousands.
    pub(super) fn parse(text: &str, language: Language) -> Option<Self> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (group, decimal) = match language {
            Language::EnUs => (',', '.'),
            Language::PtBr => ('.', ','),
        };
        let (whole, fraction) = match text.split_once(decimal) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None if is_grouped(text, group) || !text.contains(group) => (text, None),
            None => text.split_once(group).map(|(whole, fraction)| (whole, Some(fraction)))?,
        };
        let grouped = is_grouped(whole, group);
        let digits = if grouped { whole.replace(group, "") } else { whole.to_owned() };
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let is_sound = all_digits(&digits) && fraction.is_none_or(all_digits);
        let fraction = fraction.map(str::to_owned);
        is_sound.then_some(Self { negative, digits, fraction, grouped })
    }

    /// The whole part, if it has a name.
    pub(super) fn integer(&self) -> Option<u64> {
        let is_code = self.digits.len() > 1 && self.digits.starts_with('0');
        if is_code || self.digits.len() > 12 { None } else { self.digits.parse().ok() }
    }

    /// Whether it is exactly this number.
    pub(super) fn is(&self, number: u64) -> bool {
        self.fraction.is_none() && self.integer() == Some(number)
    }

    /// The number in words. Codes ("007") are said digit by digit.
    pub(super) fn say(&self, language: Language, gender: Gender) -> String {
        let whole = match self.integer() {
            Some(number) => cardinal(number, language, gender),
            None => digits(&self.digits, language),
        };
        let (minus, point) = match language {
            Language::EnUs => ("minus ", "point"),
            Language::PtBr => ("menos ", "vírgula"),
        };
        let minus = if self.negative { minus } else { "" };
        match &self.fraction {
            None => format!("{minus}{whole}"),
            Some(fraction) => format!("{minus}{whole} {point} {}", decimals(fraction, language)),
        }
    }
}

fn is_grouped(text: &str, group: char) -> bool {
    let mut parts = text.split(group);
    let first = parts.next().unwrap_or_default();
    let mut rest = parts.peekable();
    rest.peek().is_some() && (1..=3).contains(&first.len()) && rest.all(|part| part.len() == 3)
}

/// English reads decimals digit by digit, Portuguese as a number.
fn decimals(fraction: &str, language: Language) -> String {
    let is_number = language == Language::PtBr && !fraction.starts_with('0') && fraction.len() <= 3;
    match fraction.parse() {
        Ok(number) if is_number => cardinal(number, language, Gender::Masculine),
        _ => digits(fraction, language),
    }
}

/// A number in words.
pub(super) fn cardinal(number: u64, language: Language, gender: Gender) -> String {
    match language {
        Language::EnUs => english::cardinal(number),
        Language::PtBr => portuguese::cardinal(number, gender),
    }
}

/// A place in an order: "third", "terceira".
pub(super) fn ordinal(number: u64, language: Language, gender: Gender) -> String {
    match language {
        Language::EnUs => english::ordinal(number),
        Language::PtBr => portuguese::ordinal(number, gender),
    }
}

/// A year, which English reads in pairs of digits.
pub(super) fn year(number: u64, language: Language) -> String {
    match language {
        Language::EnUs => english::year(number),
        Language::PtBr => portuguese::cardinal(number, Gender::Masculine),
    }
}

/// Digit by digit.
pub(super) fn digits(text: &str, language: Language) -> String {
    let digit = |c: char| c.to_digit(10).map(|d| cardinal(d.into(), language, Gender::Masculine));
    text.chars().filter_map(digit).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, language: Language) -> String {
        Numeral::parse(text, language).map_or_else(
            || "no number".to_owned(),
            |number| number.say(language, Gender::Masculine),
        )
    }

    #[test]
    fn english_numbers() {
        for (written, spoken) in [
            ("0", "zero"),
            ("-5", "minus five"),
            ("42", "forty-two"),
            ("110", "one hundred ten"),
            ("1,234", "one thousand two hundred thirty-four"),
            ("2,000,000", "two million"),
            ("3.05", "three point zero five"),
            ("1,5", "one point five"),
            ("007", "zero zero seven"),
            ("1000000000", "one billion"),
            ("1.2.3", "no number"),
            ("12a", "no number"),
            ("", "no number"),
        ] {
            assert_eq!(said(written, Language::EnUs), spoken, "{written}");
        }
    }

    #[test]
    fn portuguese_numbers() {
        for (written, spoken) in [
            ("1,5", "um vírgula cinco"),
            ("3,14", "três vírgula catorze"),
            ("2,05", "dois vírgula zero cinco"),
            ("100", "cem"),
            ("101", "cento e um"),
            ("1.000", "mil"),
            ("1.200", "mil e duzentos"),
            ("1.234", "mil duzentos e trinta e quatro"),
            ("2026", "dois mil e vinte e seis"),
            ("1.500.000", "um milhão e quinhentos mil"),
            ("2.000.001", "dois milhões e um"),
            ("3.000.000.000", "três bilhões"),
            ("-7", "menos sete"),
            ("1.5", "um vírgula cinco"),
        ] {
            assert_eq!(said(written, Language::PtBr), spoken, "{written}");
        }
    }

    #[test]
    fn orders_and_years() {
        let order = |n, gender| ordinal(n, Language::PtBr, gender);
        assert_eq!(ordinal(1, Language::EnUs, Gender::Masculine), "first");
        assert_eq!(ordinal(22, Language::EnUs, Gender::Masculine), "twenty-second");
        assert_eq!(ordinal(30, Language::EnUs, Gender::Masculine), "thirtieth");
        assert_eq!(ordinal(100, Language::EnUs, Gender::Masculine), "one hundredth");
        assert_eq!(order(1, Gender::Feminine), "primeira");
        assert_eq!(order(12, Gender::Masculine), "décimo segundo");
        assert_eq!(order(25, Gender::Feminine), "vigésima quinta");
        for (number, spoken) in [
            (1999, "nineteen ninety-nine"),
            (1905, "nineteen oh five"),
            (1900, "nineteen hundred"),
            (2000, "two thousand"),
            (2007, "two thousand seven"),
            (2026, "twenty twenty-six"),
        ] {
            assert_eq!(year(number, Language::EnUs), spoken);
        }
    }

    #[test]
    fn portuguese_numbers_agree_with_their_noun() {
        let women = |n| cardinal(n, Language::PtBr, Gender::Feminine);
        assert_eq!(women(2), "duas");
        assert_eq!(women(21), "vinte e uma");
        assert_eq!(women(200), "duzentas");
        assert_eq!(women(2_000), "duas mil");
        assert_eq!(women(2_000_000), "dois milhões");
    }
}
