//! Times of day: `8:30`, `14h`, `14h30`, `9 am`, `9:30 p.m.`.

use super::number::{Gender, cardinal};
use super::token::{Place, Said, one};

/// A time at a place.
pub(super) fn say(place: &Place<'_>) -> Option<Said> {
    let core = place.core().to_lowercase();
    let (clock, half) = match half_of_day(&core) {
        Some(half) => (core[..core.len() - half.0].to_owned(), Some(half.1)),
        None => (core, None),
    };
    let next_half = place.next(1).and_then(|next| half_of_day(&next.core.to_lowercase()));
    let (next_half, takes) = match (half, next_half) {
        (None, Some((_, half))) if !place.is_portuguese() => (Some(half), 2),
        _ => (half, 1),
    };
    let text = clock_words(place, &clock, next_half.is_some())?;
    match (takes, next_half) {
        (2, Some(half)) => Some(vec![text, half.to_owned()]),
        (_, Some(half)) => one(format!("{text} {half}")),
        _ => one(text),
    }
}

/// How long the mark of the half is, and how it is said.
fn half_of_day(text: &str) -> Option<(usize, &'static str)> {
    let halves = [("a.m", "a.m"), ("am", "a.m"), ("p.m", "p.m"), ("pm", "p.m")];
    let found = halves.into_iter().find(|(mark, _)| text.ends_with(mark))?;
    Some((found.0.len(), found.1))
}

fn clock_words(place: &Place<'_>, clock: &str, has_half: bool) -> Option<String> {
    let parts: Vec<&str> = clock.trim_end_matches('h').split([':', 'h']).collect();
    let is_time = clock.contains(':') || has_half || (place.is_portuguese() && clock.contains('h'));
    let numbers: Option<Vec<u64>> =
        parts.iter().map(|part| if part.len() <= 2 { part.parse().ok() } else { None }).collect();
    let (hour, minute) = match (numbers?.as_slice(), parts.last()) {
        (&[hour], _) => (hour, 0),
        (&[hour, minute], Some(last)) if last.len() == 2 => (hour, minute),
        _ => return None,
    };
    if !is_time || hour > 24 || minute > 59 {
        return None;
    }
    Some(if place.is_portuguese() {
        portuguese(place, hour, minute)
    } else {
        english(place, hour, minute, has_half)
    })
}

fn english(place: &Place<'_>, hour: u64, minute: u64, has_half: bool) -> String {
    let say = |n| cardinal(n, place.language, Gender::Masculine);
    match minute {
        0 if has_half => say(hour),
        0 if hour <= 12 => format!("{} o'clock", say(hour)),
        0 => format!("{} hundred hours", say(hour)),
        1..10 => format!("{} oh {}", say(hour), say(minute)),
        _ => format!("{} {}", say(hour), say(minute)),
    }
}

fn portuguese(place: &Place<'_>, hour: u64, minute: u64) -> String {
    let hours = cardinal(hour, place.language, Gender::Feminine);
    match minute {
        0 => format!("{hours} {}", if hour == 1 { "hora" } else { "horas" }),
        _ => format!("{hours} e {}", cardinal(minute, place.language, Gender::Masculine)),
    }
}
