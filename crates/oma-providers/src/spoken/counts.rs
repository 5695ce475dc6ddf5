//! Plain numbers: counts, ranges, orders, years, decades, versions, `10x`, `1/2`, `24/7`.

use super::agreement::gender_after;
use super::number::{Gender, Numeral, cardinal, ordinal, year};
use super::quantity;
use super::token::{Place, Said, one};

/// A number at a place.
pub(super) fn say(place: &Place<'_>) -> Option<Said> {
    let core = place.core();
    if !core.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rules = [special, order, decade, scaled, range, times, plain];
    rules.iter().find_map(|rule| rule(place, core)).and_then(one)
}

/// `24/7`, `1/2`, `9/10`, `#1`, `100+`, `+20`.
fn special(place: &Place<'_>, core: &str) -> Option<String> {
    if core == "24/7" {
        return Some(place.say("twenty-four seven", "vinte e quatro por sete"));
    }
    let number = |text: &str| {
        let number = Numeral::parse(text, place.language)?;
        Some(number.say(place.language, gender_after(place, 1)))
    };
    if let Some(rest) = core.strip_prefix('#') {
        return Some(format!("{} {}", place.say("number", "número"), number(rest)?));
    }
    if let Some(rest) = core.strip_suffix('+') {
        return Some(format!("{} {}", place.say("more than", "mais de"), number(rest)?));
    }
    if let Some(rest) = core.strip_prefix('+') {
        return Some(format!("{} {}", place.say("plus", "mais"), number(rest)?));
    }
    let (part, whole) = core.split_once('/')?;
    quantity::fraction(core, place.language, gender_after(place, 1)).or_else(|| {
        Some(format!("{} {} {}", number(part)?, place.say("out of", "de"), number(whole)?))
    })
}

/// `1st`, `22nd`, `3º`, `2ª`.
fn order(place: &Place<'_>, core: &str) -> Option<String> {
    let digits = core.trim_end_matches(|c: char| !c.is_ascii_digit());
    let gender = match &core[digits.len()..] {
        "st" | "nd" | "rd" | "th" if !place.is_portuguese() => Gender::Masculine,
        "º" | "°" | "o" if place.is_portuguese() => Gender::Masculine,
        "ª" | "a" if place.is_portuguese() => Gender::Feminine,
        _ => return None,
    };
    let number = Numeral::parse(digits, place.language)?;
    Some(ordinal(number.integer()?, place.language, gender))
}

/// `1990s`, `90s`.
fn decade(place: &Place<'_>, core: &str) -> Option<String> {
    let number: u64 = core.strip_suffix("s")?.trim_end_matches('\'').parse().ok()?;
    if place.is_portuguese() || !number.is_multiple_of(10) {
        return None;
    }
    let words = year(number, place.language);
    Some(match words.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{words}s"),
    })
}

/// `10k`, `2.5M`, but `5 million` word by word.
fn scaled(place: &Place<'_>, core: &str) -> Option<String> {
    if RESOLUTIONS.contains(&core) {
        return None;
    }
    let (number, scale) = quantity::scaled(core, place.language)?;
    let scale = scale?;
    let is_measure = matches!(core.chars().last(), Some('t' | 'T' | 'b' | 'm'));
    let of = match place.next(1) {
        Some(_) if place.is_portuguese() && scale.is_noun() => " de",
        _ => "",
    };
    let text = scale.say(&number, place.language, gender_after(place, 1));
    (!is_measure).then(|| text + of)
}

/// `10-15`, `2019–2023`.
fn range(place: &Place<'_>, core: &str) -> Option<String> {
    let (from, to) = core.split_once(['-', '–'])?;
    let number = |text: &str| Numeral::parse(text, place.language);
    let (from, to) = (number(from)?, number(to)?);
    let are_years = is_year(&from) && is_year(&to);
    let say = |number: &Numeral| match number.integer() {
        Some(n) if are_years => year(n, place.language),
        _ => number.say(place.language, gender_after(place, 1)),
    };
    Some(format!("{} {} {}", say(&from), place.say("to", "a"), say(&to)))
}

/// `10x`.
fn times(place: &Place<'_>, core: &str) -> Option<String> {
    let number = Numeral::parse(core.strip_suffix(['x', 'X', '×'])?, place.language)?;
    let one_time = number.is(1);
    let word = match (place.is_portuguese(), one_time) {
        (false, false) => "times",
        (false, true) => "time",
        (true, false) => "vezes",
        (true, true) => "vez",
    };
    Some(format!("{} {word}", number.say(place.language, Gender::Feminine)))
}

/// A number, which in English may be a year.
fn plain(place: &Place<'_>, core: &str) -> Option<String> {
    let number = Numeral::parse(core, place.language)?;
    let integer = number.integer();
    if let Some(n) = integer.filter(|_| !place.is_portuguese() && is_year(&number)) {
        let next = place.next_word(1);
        let counts = next.len() > 2 && next.ends_with('s') && !YEAR_WORDS.contains(&next.as_str());
        let is_dated = YEARS_FOLLOW.contains(&place.previous_word().as_str());
        if is_dated || !counts {
            return Some(year(n, place.language));
        }
    }
    let of = match integer {
        Some(n) if place.is_portuguese() && number.fraction.is_none() => {
            let next = place.next_word(1);
            let is_round = n >= 1_000_000 && n.is_multiple_of(1_000_000);
            if is_round && !next.is_empty() && next != "de" { " de" } else { "" }
        }
        _ => "",
    };
    Some(number.say(place.language, gender_after(place, 1)) + of)
}

/// Not thousands.
const RESOLUTIONS: &[&str] = &["2K", "4K", "8K"];
const YEARS_FOLLOW: &[&str] =
    &["in", "since", "by", "of", "from", "until", "before", "after", "year"];
const YEAR_WORDS: &[&str] = &["was", "is", "has", "sales", "plans", "goals", "models"];

fn is_year(number: &Numeral) -> bool {
    let is_plain = !number.grouped && !number.negative && number.fraction.is_none();
    is_plain && number.integer().is_some_and(|n| (1_100..2_100).contains(&n))
}

/// Letters and digits in one word: `MP3`, `5G`, `COVID-19`. Each run of digits is a number.
pub(super) fn mixed(place: &Place<'_>) -> Option<Said> {
    let core = place.core();
    let has = |is: fn(&char) -> bool| core.chars().any(|c| is(&c));
    if !has(char::is_ascii_digit) || !has(|c| c.is_alphabetic()) {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    for run in runs(core) {
        let is_number = run.starts_with(|c: char| c.is_ascii_digit());
        let word = run.trim_matches(|c: char| !c.is_alphanumeric());
        if is_number {
            let number = Numeral::parse(&run, place.language)?;
            parts.push(number.say(place.language, Gender::Masculine));
        } else if !word.is_empty() {
            parts.push(word.to_owned());
        }
    }
    one(parts.join(" "))
}

fn runs(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut was_digit = None;
    for c in text.chars() {
        let is_digit = c.is_ascii_digit();
        match runs.last_mut() {
            Some(run) if was_digit == Some(is_digit) => run.push(c),
            _ => runs.push(c.to_string()),
        }
        was_digit = Some(is_digit);
    }
    runs
}

/// A number that stands beside others in a code: digit by digit if it is long.
pub(super) fn code(digits: &str, place: &Place<'_>) -> String {
    match digits.parse() {
        Ok(number) if digits.len() <= 3 && !digits.starts_with('0') => {
            cardinal(number, place.language, Gender::Masculine)
        }
        _ => super::number::digits(digits, place.language),
    }
}
