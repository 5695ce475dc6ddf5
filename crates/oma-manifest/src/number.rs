//! Numbers as people in Brazil and the United States write them.

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoNumber {
    /// It is none.
    Other,
    /// `1.234` is a thousand and more for some, and little more than one for others.
    Ambiguous,
}

/// Reads a number with a decimal point or a decimal comma.
pub(crate) fn read(text: &str) -> Result<f64, NoNumber> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    if !is_plain || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(NoNumber::Other);
    }
    let (whole, fraction) = split(digits)?;
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let sign = if text.starts_with('-') { "-" } else { "" };
    format!("{sign}{whole}.{fraction}0").parse().map_err(|_| NoNumber::Other)
}

/// The digits before and after the decimal sign; groups of thousands still have theirs.
fn split(digits: &str) -> Result<(&str, &str), NoNumber> {
    let last = digits.rfind(['.', ',']);
    let Some(last) = last else { return Ok((digits, "")) };
    let (before, after) = (&digits[..last], &digits[last + 1..]);
    let sign = &digits[last..=last];
    if before.contains(sign) {
        // 1.234.567: the sign stands between thousands.
        return if is_grouped(digits) { Ok((digits, "")) } else { Err(NoNumber::Other) };
    }
    if before.contains(['.', ',']) {
        return if is_grouped(before) && !after.is_empty() {
            Ok((before, after))
        } else {
            Err(NoNumber::Other)
        };
    }
    let may_be_thousands = after.len() == 3 && before.len() <= 3 && !before.starts_with('0');
    match after {
        "" => Err(NoNumber::Other),
        _ if may_be_thousands => Err(NoNumber::Ambiguous),
        _ => Ok((before, after)),
    }
}

/// Whether all groups after the first have three digits, and one sign is between all of them.
fn is_grouped(digits: &str) -> bool {
    let mut groups = digits.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let one_sign = !(digits.contains('.') && digits.contains(','));
    one_sign && (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_decimal_signs_are_read_and_what_could_be_either_is_not() {
        for (text, expected) in [
            ("30", 30.0),
            ("0,5", 0.5),
            ("0.125", 0.125),
            ("-12,5", -12.5),
            ("1.234,56", 1234.56),
            ("1,234.56", 1234.56),
            ("1.234.567", 1_234_567.0),
            ("1234,567", 1234.567),
            ("30,0", 30.0),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        for text in ["1.234", "12,345"] {
            assert_eq!(read(text), Err(NoNumber::Ambiguous), "{text}");
        }
        for text in [
            "",
            "-",
            "1,",
            ",5",
            "1.2.3",
            "1,23.4",
            "12.34,5",
            "1e5",
            "R$ 5",
            "+5",
            "5 s",
            "1.234,5,6",
        ] {
            assert_eq!(read(text), Err(NoNumber::Other), "{text}");
        }
    }
}
