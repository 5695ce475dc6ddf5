use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Pattern, alone};
use crate::context::is_called;

static EMAIL: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)[\p{L}\p{N}][\p{L}\p{N}._%+'-]{0,63}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,24}",
    )
    .ok()
});
static IPV4: Pattern = LazyLock::new(|| Regex::new(r"\d{1,3}(?:\.\d{1,3}){3}").ok());
static IPV6: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?").ok()
});

/// What four numbers with dots are, when they are no address.
const VERSIONS: &[&str] = &[
    "v", "version", "versao", "release", "build", "firmware", "section", "secao", "capitulo",
    "chapter",
];

pub(super) fn email(text: &str) -> Vec<Range<usize>> {
    let Some(pattern) = EMAIL.as_ref() else { return Vec::new() };
    pattern.find_iter(text).map(|found| found.range()).collect()
}

pub(super) fn ip(text: &str) -> Vec<Range<usize>> {
    let mut v4 = alone(&IPV4, text);
    v4.retain(|range| {
        text[range.clone()].parse::<Ipv4Addr>().is_ok() && !is_called(text, range, VERSIONS)
    });
    let mut v6 = alone(&IPV6, text);
    v6.retain(|range| is_v6(&text[range.clone()]));
    v4.extend(v6);
    v4
}

/// `::` alone is punctuation, and what has no letter and no `::` may be a time.
fn is_v6(text: &str) -> bool {
    let Ok(address) = text.parse::<Ipv6Addr>() else { return false };
    !address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_has_a_domain_with_a_name() {
        for text in
            ["ana.silva+x@exemplo.com.br", "joão@açaí.com", "<a@b.co>", "mailto:a_b@c-d.org"]
        {
            assert_eq!(email(text).len(), 1, "{text}");
        }
        for text in ["@exemplo", "ana@servidor", "3 kg @ 5.00", "a@b.1", "user@@host.com."] {
            assert!(email(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn an_address_is_no_version_and_no_time() {
        for text in
            ["192.168.0.1", "host 10.0.0.7:8080", "2001:db8::8a2e:370:7334", "fe80::1", "::1"]
        {
            assert_eq!(ip(text).len(), 1, "{text}");
        }
        for text in [
            "1.2.3",
            "v1.2.3.4",
            "versão 10.0.1.2",
            "300.1.1.1",
            "1.2.3.4.5",
            "12:30:45",
            "::",
            "a::b::c",
        ] {
            assert!(ip(text).is_empty(), "{text}");
        }
    }
}
