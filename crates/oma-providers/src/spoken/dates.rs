//! Dates: `2026-11-22`, `11/22/2026`, `22/11/2026`, `Nov 22`, `1 de maio`.

use super::number::{Gender, cardinal, ordinal, year};
use super::token::{Place, Said, one};

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const PORTUGUESE: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

/// A date at a place.
pub(super) fn say(place: &Place<'_>) -> Option<Said> {
    numeric(place)
        .map(|text| vec![text])
        .or_else(|| if place.is_portuguese() { portuguese(place) } else { english(place) })
}

fn numeric(place: &Place<'_>) -> Option<String> {
    let core = place.core();
    let mark = if core.contains('/') { '/' } else { '-' };
    let parts: Vec<&str> = core.split(mark).collect();
    let numbers: Vec<u64> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (day, month, years) = match numbers.as_slice() {
        &[years, month, day] if parts[0].len() == 4 => (day, month, Some(years)),
        &[first, second, years] if mark == '/' && matches!(parts[2].len(), 2 | 4) => {
            let years = if parts[2].len() == 2 { 2000 + years } else { years };
            let (day, month) = ordered(place, first, second);
            (day, month, Some(years))
        }
        // "1/2" is a fraction; "01/02" and "22/11" are days.
        &[first, second] if mark == '/' && parts.iter().all(|part| part.len() == 2) => {
            let (day, month) = ordered(place, first, second);
            (day, month, None)
        }
        _ => return None,
    };
    spoken(place, day, month, years)
}

/// Day and month, as the language orders them unless only the other order is a date.
fn ordered(place: &Place<'_>, first: u64, second: u64) -> (u64, u64) {
    let day_first = if place.is_portuguese() { second <= 12 } else { first > 12 };
    if day_first { (first, second) } else { (second, first) }
}

fn spoken(place: &Place<'_>, day: u64, month: u64, years: Option<u64>) -> Option<String> {
    let index = usize::try_from(month.checked_sub(1)?).ok()?;
    if !(1..=31).contains(&day) {
        return None;
    }
    Some(if place.is_portuguese() {
        let years = years.map(|n| format!(" de {}", year(n, place.language)));
        let month = PORTUGUESE.get(index)?;
        format!("{} de {month}{}", portuguese_day(place, day), years.unwrap_or_default())
    } else {
        let years = years.map(|n| format!(", {}", year(n, place.language)));
        let day = ordinal(day, place.language, Gender::Masculine);
        format!("{} {day}{}", ENGLISH.get(index)?, years.unwrap_or_default())
    })
}

fn portuguese_day(place: &Place<'_>, day: u64) -> String {
    let gender = Gender::Masculine;
    if day == 1 {
        ordinal(1, place.language, gender)
    } else {
        cardinal(day, place.language, gender)
    }
}

fn english_month(word: &str) -> Option<&'static str> {
    let is_short = word.len() == 3 || word == "sept";
    let fits = |month: &&&str| {
        let month = month.to_lowercase();
        month == word || (is_short && month.starts_with(word))
    };
    ENGLISH.iter().find(fits).copied()
}

/// "Nov 22" and "22 Nov", with the month's full stop or without.
fn english(place: &Place<'_>) -> Option<Said> {
    let here = &place.tokens[place.at];
    if let Some(month) =
        here.starts_upper().then(|| english_month(&here.core.to_lowercase())).flatten()
    {
        // The full stop of "Nov." stands between the two.
        let next =
            place.tokens.get(place.at + 1).filter(|_| here.tail.is_empty() || here.has_dot());
        let day = next.and_then(|next| day(&next.core));
        let is_short = here.core.len() <= 4 && (here.has_dot() || month.len() > here.core.len());
        return match day {
            Some(day) => {
                Some(vec![month.to_owned(), ordinal(day, place.language, Gender::Masculine)])
            }
            None if is_short && here.core != "Mar" && here.core != "Jan" => one(month),
            None => None,
        };
    }
    let day = day(place.core())?;
    let month = place.next(1).filter(|next| next.starts_upper())?;
    let month = english_month(&month.core.to_lowercase())?;
    let day = ordinal(day, place.language, Gender::Masculine);
    Some(vec![format!("the {day} of"), month.to_owned()])
}

/// "1 de maio" and "22 de nov."
fn portuguese(place: &Place<'_>) -> Option<Said> {
    let day = day(place.core())?;
    if place.next_word(1) != "de" {
        return None;
    }
    let word = place.next_word(2);
    let is_month = |month: &&&str| **month == word || (word.len() == 3 && month.starts_with(&word));
    let month = PORTUGUESE.iter().find(is_month)?;
    Some(vec![portuguese_day(place, day), "de".to_owned(), (*month).to_owned()])
}

fn day(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == 'º');
    let suffix = &text[digits.len()..];
    let is_day = digits.len() <= 2 && matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "º");
    digits.parse().ok().filter(|day| is_day && (1..=31).contains(day))
}
