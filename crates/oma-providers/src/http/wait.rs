//! How long a vendor asks to wait.

use jiff::Timestamp;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

const DAY_MS: i64 = 86_400_000;

/// The wait that a refusal asks for, in any of the ways in which vendors ask: `Retry-After` in seconds
/// or as a date, `Retry-After-Ms`, or when the limit begins anew (`X-RateLimit-Reset`: seconds from now, or a
/// time since 1970 in seconds or milliseconds). Nothing where none is readable or below a day.
pub(super) fn wanted_ms(headers: &HeaderMap) -> Option<u64> {
    let text = |name: &str| Some(headers.get(name)?.to_str().ok()?.trim().to_owned());
    let now = text(DATE.as_str()).and_then(|date| time_ms(&date));
    let now = now.unwrap_or_else(|| Timestamp::now().as_millisecond());
    let asked = text("retry-after-ms").and_then(|ms| whole_ms(&ms, 1.0));
    let asked = asked.or_else(|| {
        let after = text(RETRY_AFTER.as_str())?;
        whole_ms(&after, 1000.0).or_else(|| Some((time_ms(&after)? - now).max(0)))
    });
    let asked = asked.or_else(|| reset(&text("x-ratelimit-reset")?, now))?;
    u64::try_from(asked).ok().filter(|_| asked <= DAY_MS)
}

/// A number of units as milliseconds; up to the year 5138 it is exact.
fn whole_ms(text: &str, ms_per_unit: f64) -> Option<i64> {
    let number: f64 = text.parse().ok()?;
    #[allow(clippy::cast_possible_truncation)] // Within the range that is checked.
    (0.0..=1e14).contains(&number).then(|| (number * ms_per_unit).ceil().min(1e14) as i64)
}

/// A date of HTTP, as milliseconds since 1970.
fn time_ms(text: &str) -> Option<i64> {
    Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_millisecond())
}

fn reset(text: &str, now: i64) -> Option<i64> {
    let seconds = whole_ms(text, 1000.0)?;
    Some(match whole_ms(text, 1.0)? {
        ..=86_400 => seconds,
        86_401..=99_999_999_999 => (seconds - now).max(0),
        ms => (ms - now).max(0),
    })
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn wait(headers: &[(&'static str, &'static str)]) -> Option<u64> {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        wanted_ms(&headers.iter().map(pair).collect())
    }

    #[test]
    fn seconds_dates_and_resets_are_understood() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:07 GMT");
        for (headers, ms) in [
            (vec![("retry-after", "7")], 7000),
            (vec![("retry-after", " 0.25 ")], 250),
            (vec![("retry-after", "20"), ("retry-after-ms", "20050")], 20_050),
            (vec![("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), date], 30_000),
            (vec![("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], 0),
            (vec![("x-ratelimit-reset", "41")], 41_000),
            (vec![("x-ratelimit-reset", "784111757"), date], 10_000),
            (vec![("x-ratelimit-reset", "784111757500"), date], 10_500),
        ] {
            assert_eq!(wait(&headers), Some(ms), "{headers:?}");
        }
    }

    #[test]
    fn nonsense_is_no_wait() {
        for text in ["soon", "", "-1", "inf", "NaN", "1e300", "86401"] {
            assert_eq!(wait(&[("retry-after", text)]), None, "{text}");
        }
        assert_eq!(wait(&[("x-ratelimit-reset", "soon")]), None);
        assert_eq!(wait(&[]), None);
    }
}
