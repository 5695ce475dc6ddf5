//! Dollars as a vendor writes them in JSON, read without a float in between.

use oma_core::money::MicroUsd;

/// Decimals of a dollar that a micro-dollar has.
const MICRO_DECIMALS: i64 = 6;

/// An amount of dollars, `0.00014` or `1.4e-4`, in micro-dollars; a part of one counts as a whole one.
/// Nothing for what is no number, is negative or is beyond all money.
pub(super) fn micro_usd(text: &str) -> Option<MicroUsd> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: String = [whole, fraction].concat();
    if whole.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some(MicroUsd(0));
    }
    // How many of the digits are whole micro-dollars.
    let zeros = i64::try_from(whole.len() + fraction.len() - digits.len()).ok()?;
    let point = i64::try_from(whole.len()).ok()?.checked_sub(zeros)?;
    let kept = point.checked_add(exponent)?.checked_add(MICRO_DECIMALS)?;
    let Ok(kept) = usize::try_from(kept) else { return Some(MicroUsd(1)) };
    if kept > 19 {
        return None;
    }
    let taken = &digits[..kept.min(digits.len())];
    let zeros = u32::try_from(kept - taken.len()).ok()?;
    let micros = if taken.is_empty() { 0 } else { taken.parse::<u64>().ok()? };
    let micros = micros.checked_mul(10_u64.checked_pow(zeros)?)?;
    let rest = digits.get(kept..).unwrap_or_default();
    let part = u64::from(rest.bytes().any(|digit| digit != b'0'));
    Some(MicroUsd(micros.checked_add(part)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_read_exactly_and_rounded_up() {
        for (text, micros) in [
            ("0", 0),
            ("0.0", 0),
            ("0e5", 0),
            ("0.95", 950_000),
            ("0.00014", 140),
            ("1.4e-4", 140),
            ("1.4E-04", 140),
            ("14e-5", 140),
            ("0.000140000000000000001", 141),
            ("0.0000001", 1),
            ("1e-30", 1),
            ("0.1234565", 123_457),
            ("2", 2_000_000),
            ("12.5", 12_500_000),
            ("1e2", 100_000_000),
            // More than a float tells apart.
            ("9007199254.740993", 9_007_199_254_740_993),
        ] {
            assert_eq!(micro_usd(text), Some(MicroUsd(micros)), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in ["", "-1", "\"0.1\"", "null", ".5", "1,5", "NaN", "1e", "1e99"] {
            assert_eq!(micro_usd(text), None, "{text}");
        }
    }
}
