//! Whether words can be spoken, and are the brief's.

use std::collections::BTreeSet;

/// More digits in a row than anybody says as a number.
const MOST_DIGITS: usize = 9;
/// Signs of formulas, which no voice reads as meant.
const FORMULA: [char; 9] = ['=', '^', '≈', '≥', '≤', '±', '×', '÷', '√'];
const MARKUP: [char; 11] = ['*', '#', '_', '`', '<', '>', '{', '}', '[', ']', '|'];
const LINKS: [&str; 6] = ["http:", "https:", "www.", ".com", ".br/", "://"];
/// Who speaks, as a screenplay says it.
const SPEAKERS: [&str; 8] =
    ["narrator:", "narrador:", "narradora:", "voice:", "voz:", "vo:", "v.o.:", "locução:"];

/// What is wrong with what is spoken. `given` is all that the brief says.
pub(super) fn of_narration(text: &str, given: &str) -> Vec<&'static str> {
    let lower = text.to_lowercase();
    let mut problems = Vec::new();
    let mut hold = |holds: bool, problem| {
        if !holds {
            problems.push(problem);
        }
    };
    hold(!has_link(&lower, &given.to_lowercase()), "a link in the narration.");
    hold(!text.contains(MARKUP), "markup in the narration.");
    hold(!text.contains(['(', ')']), "a stage direction or brackets in the narration.");
    let starts = SPEAKERS.iter().any(|speaker| lower.trim_start().starts_with(speaker));
    hold(!starts, "the narration names its speaker.");
    hold(!text.chars().any(is_pictograph), "an emoji in the narration.");
    hold(!text.contains(FORMULA), "a formula in the narration, which nobody can speak.");
    let own = numbers(given);
    let known = |number: &String| own.contains(number);
    let long = numbers(text).iter().any(|n| n.len() > MOST_DIGITS && !known(n));
    hold(!long, "a number that nobody can speak.");
    // Small counts ("two steps", "3 steps") are words; larger ones are claims.
    let invented = numbers(text).iter().any(|n| n.len() > 1 && !known(n));
    hold(!invented, "a number that is not in the brief.");
    hold(text.chars().any(char::is_alphabetic), "no words in the narration.");
    problems
}

/// What is wrong with what is shown.
pub(super) fn of_headline(text: &str) -> Vec<&'static str> {
    let mut problems = Vec::new();
    if text.contains(['<', '>', '`', '*', '#', '{', '}']) {
        problems.push("markup in the headline.");
    }
    if text.chars().any(is_pictograph) {
        problems.push("an emoji in the headline.");
    }
    problems
}

/// Whether a text begins with the words of another, whatever their case and signs.
pub(super) fn begins(text: &str, start: &str) -> bool {
    let plain = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    plain(text).starts_with(&plain(start))
}

/// The words of a text, without case.
pub(super) fn set(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// An address that the brief does not give. One that it gives is spoken as it is.
fn has_link(lower: &str, given: &str) -> bool {
    let is_link = |word: &&str| LINKS.iter().any(|sign| word.contains(sign));
    lower.split_whitespace().filter(is_link).any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        !given.contains(word)
    })
}

/// The numbers of a text as digits alone: `1,500` and `1.500` are one.
fn numbers(text: &str) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    let mut number = String::new();
    let mut following = text.chars().skip(1);
    for c in text.chars() {
        let next_is_digit = following.next().is_some_and(|next| next.is_ascii_digit());
        if c.is_ascii_digit() {
            number.push(c);
        } else if !(matches!(c, '.' | ',') && next_is_digit && !number.is_empty()) {
            numbers.extend(Some(std::mem::take(&mut number)).filter(|n| !n.is_empty()));
        }
    }
    numbers.extend(Some(number).filter(|n| !n.is_empty()));
    numbers
}

/// Emoji, arrows and dingbats.
fn is_pictograph(c: char) -> bool {
    matches!(u32::from(c), 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2190..=0x21FF | 0xFE0F | 0x20E3)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRIEF: &str = "Your cup is ready in 3 minutes. Since 1987, R$ 1.500,00. padaria.com.br";

    #[test]
    fn words_that_can_be_spoken_pass() {
        for text in [
            "Your cup is ready in 3 minutes.",
            "Since 1987, by hand — every day!",
            "Peça em padaria.com.br, sem fila.",
            "Three steps. That's it: order, pay, drink.",
            "São R$ 1.500,00 de volta.",
        ] {
            assert_eq!(of_narration(text, BRIEF), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_hook_is_told_by_its_words() {
        assert!(begins("Cold coffee, again? Not here.", "cold coffee again?"));
        assert!(!begins("Again, cold coffee?", "Cold coffee again?"));
    }

    #[test]
    fn words_that_cannot_are_named() {
        for (text, problem) in [
            ("Visit https://evil.example now.", "a link"),
            ("Peça em outra.com.br hoje.", "a link"),
            ("**Fresh** every day.", "markup"),
            ("[music rises] Fresh every day.", "markup"),
            ("(whispers) Fresh every day.", "stage direction"),
            ("Narrator: Fresh every day.", "speaker"),
            ("Fresh every day ☕", "emoji"),
            ("Taste = joy.", "formula"),
            ("Call 5511999998888777 now.", "nobody can speak"),
            ("Loved by 10,000 people.", "not in the brief"),
            ("...", "no words"),
        ] {
            let found = of_narration(text, BRIEF);
            assert!(found.iter().any(|said| said.contains(problem)), "{text}: {found:?}");
        }
    }

    #[test]
    fn numbers_are_read_without_their_signs() {
        assert_eq!(
            numbers("R$ 1.500,00 e 24 horas. 7."),
            ["150000", "24", "7"].map(String::from).into()
        );
    }
}
