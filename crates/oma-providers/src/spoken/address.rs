//! What is written for machines: web addresses, e-mail, handles, hashtags, telephone numbers.

use super::counts::code;
use super::number::digits;
use super::token::{Place, Said, Token, one};

/// Endings that make a word with dots an address.
const DOMAINS: &[&str] = &[
    "com", "org", "net", "io", "dev", "app", "ai", "co", "br", "edu", "gov", "tv", "me", "us",
    "uk", "pt", "store", "shop", "info", "tech", "site", "online", "blog", "video", "studio",
    "cloud",
];

/// An address at a place.
pub(super) fn say(place: &Place<'_>) -> Option<Said> {
    let core = place.core();
    if let Some(tag) = core.strip_prefix('#').filter(|tag| tag.starts_with(char::is_alphabetic)) {
        return one(format!("hashtag {}", camel_words(tag)));
    }
    if let Some((user, domain)) = core.split_once('@') {
        let at = place.say("at", "arroba");
        return one(format!("{} {at} {}", said(place, user), said(place, domain)).trim());
    }
    let bare = core.split_once("://").map_or(core, |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let host = bare.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, ending) = host.rsplit_once('.')?;
    let is_host = host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
        && name.contains(|c: char| c.is_ascii_alphabetic());
    let is_address = core != bare || DOMAINS.contains(&ending.to_lowercase().as_str());
    (is_host && is_address).then(|| vec![said(place, bare.trim_end_matches('/'))])
}

/// `MadeByHand` is three words.
fn camel_words(tag: &str) -> String {
    let mut words = String::new();
    let mut was_small = false;
    for c in tag.chars() {
        if c == '_' || (was_small && c.is_uppercase()) {
            words.push(' ');
        }
        if c != '_' {
            words.push(c);
        }
        was_small = c.is_lowercase() || c.is_ascii_digit();
    }
    words
}

/// An address part by part, with its signs by name.
fn said(place: &Place<'_>, address: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut part = String::new();
    let flush = |part: &mut String, words: &mut Vec<String>| {
        if !part.is_empty() {
            words.push(part_word(place, &std::mem::take(part)));
        }
    };
    for c in address.chars() {
        let kind = |c: char| c.is_ascii_digit();
        if part.chars().last().is_some_and(|last| kind(last) != kind(c)) {
            flush(&mut part, &mut words);
        }
        if c.is_alphanumeric() {
            part.push(c);
            continue;
        }
        flush(&mut part, &mut words);
        words.extend(sign(place, c));
    }
    flush(&mut part, &mut words);
    words.join(" ")
}

fn part_word(place: &Place<'_>, part: &str) -> String {
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        return code(part, place);
    }
    // Country codes are spelt out.
    match part.to_lowercase().as_str() {
        "br" | "uk" | "us" | "pt" | "tv" | "ai" | "io" => super::words::spelt(&part.to_uppercase()),
        _ => part.to_owned(),
    }
}

fn sign(place: &Place<'_>, sign: char) -> Option<String> {
    Some(match sign {
        '.' => place.say("dot", "ponto"),
        '/' => place.say("slash", "barra"),
        '-' => place.say("dash", "hífen"),
        '_' => place.say("underscore", "sublinhado"),
        '@' => place.say("at", "arroba"),
        _ => return None,
    })
}

/// A telephone number at a place: up to four words of digits and signs.
pub(super) fn telephone(place: &Place<'_>) -> Option<Said> {
    (1..=4).rev().find_map(|count| telephone_of(place, count))
}

fn telephone_of(place: &Place<'_>, count: usize) -> Option<Said> {
    let tokens = place.tokens.get(place.at..place.at + count)?;
    let (last, inner) = tokens.split_last()?;
    let mut whole = String::new();
    for token in inner {
        whole += &format!("{}{}{} ", token.lead, token.core, token.tail);
    }
    whole += &format!("{}{}", last.lead, last.core);
    let is_plain = |c: char| c.is_ascii_digit() || "()+- .".contains(c);
    if !whole.chars().all(is_plain) || whole.contains(". ") || !has_form(&whole) {
        return None;
    }
    let say = |(index, token): (usize, &Token)| {
        let plus =
            if token.core.starts_with('+') { place.say("plus ", "mais ") } else { String::new() };
        let groups = token.core.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty());
        let groups: Vec<String> = groups.map(|group| digits(group, place.language)).collect();
        // A pause between the groups, unless a bracket stands there, which is one too.
        let pause = if index + 1 < count && token.tail.is_empty() { "," } else { "" };
        format!("{plus}{}{pause}", groups.join(", "))
    };
    Some(tokens.iter().enumerate().map(say).collect())
}

/// Eight to thirteen digits that end in a group of four after a hyphen, or begin like a telephone
/// number; or seven as `555-1234`.
fn has_form(text: &str) -> bool {
    let groups: Vec<usize> =
        text.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|&len| len > 0).collect();
    let digits: usize = groups.iter().sum();
    let ends_in_four = groups.last() == Some(&4) && groups.len() >= 2;
    let is_marked = text.starts_with('+') || text.starts_with('(') || text.starts_with("0800");
    let hyphened =
        ends_in_four && text.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('-');
    match groups.as_slice() {
        [3, 4] => hyphened,
        // "2019-2023" is a range of years.
        [4, 4] => hyphened && !text.starts_with("20") && !text.starts_with("19"),
        _ => (8..=13).contains(&digits) && groups.len() >= 2 && (is_marked || hyphened),
    }
}
