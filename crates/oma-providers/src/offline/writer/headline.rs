//! The strongest short phrase of a narration.

use oma_core::language::Language;

use super::lexicon::Lexicon;
use super::text::{bare, capitalised, finish, same_words, sentences};

/// A headline has at most so many characters.
pub(super) const HEADLINE: usize = 40;

/// What of a sentence a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Whole,
    First,
    Later,
}

/// The short phrases of a narration, the strongest first, as headlines.
pub(super) fn phrases(narration: &str, language: Language) -> Vec<String> {
    let lexicon = Lexicon::of(language);
    let mut found: Vec<(i64, String)> = Vec::new();
    for sentence in sentences(narration, language) {
        let number = number_phrase(&sentence, lexicon);
        for (index, part) in parts(&sentence).into_iter().chain(number).enumerate() {
            let place = match index {
                0 => Place::Whole,
                1 => Place::First,
                _ => Place::Later,
            };
            if let Some(headline) = headline(&part, place, lexicon) {
                found.push((strength(&headline, place, lexicon), headline));
            }
        }
    }
    // The sort is stable: of equals, the first spoken wins.
    found.sort_by_key(|(strength, _)| -strength);
    let mut phrases: Vec<String> = Vec::new();
    for (_, phrase) in found {
        if !phrases.iter().any(|other| same_words(other, &phrase)) {
            phrases.push(phrase);
        }
    }
    phrases
}

/// A sentence, and its clauses if it has several.
fn parts(sentence: &str) -> Vec<String> {
    let mut parts = vec![sentence.to_owned()];
    let mut clause = String::new();
    for word in sentence.split_whitespace() {
        if !clause.is_empty() {
            clause.push(' ');
        }
        clause.push_str(word);
        // Only behind a whole word: the comma of "40,000" ends nothing.
        if word.ends_with([',', ';', ':', '—']) {
            parts.push(std::mem::take(&mut clause));
        }
    }
    if parts.len() > 1 {
        parts.push(clause);
    }
    parts
}

/// "More than 200 cafés", "5,000 flowers a day": a number with what it counts.
fn number_phrase(sentence: &str, lexicon: &Lexicon) -> Option<String> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let has_digit = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    let open = |word: &str| word.ends_with(|c: char| c.is_alphanumeric() || c == '%');
    let percent = words.iter().position(|word| has_digit(word) && word.ends_with('%'));
    let any = || words.iter().position(|word| has_digit(word) && open(word));
    let at = percent.or_else(any)?;
    let content = |index: usize| words.get(index).is_some_and(|w| lexicon.is_content(&bare(w)));
    let to = (at + 1..words.len().min(at + 5)).find(|&index| content(index))?;
    if !words[at + 1..to].iter().all(|word| open(word)) {
        return None;
    }
    let leads = |word: &&&str| lexicon.before_number.contains(&bare(word).as_str());
    let from = at - words[..at].iter().rev().take_while(leads).count();
    // "… a day", "… por dia".
    let rate = words.get(to + 1).is_some_and(|word| ["a", "per", "por"].contains(word));
    let end = if rate { words.len().min(to + 3) } else { to + 1 };
    Some(words[from..end].join(" "))
}

/// A clause as a headline; nothing if it is too long, or says nothing alone.
fn headline(clause: &str, place: Place, lexicon: &Lexicon) -> Option<String> {
    let text = finish(clause);
    let text = text.trim_end_matches(['.', '…']);
    let mut words: Vec<&str> = text.split_whitespace().collect();
    // "And we close at six": the conjunction belongs to the voice.
    let joined = lexicon.list_closing.contains(&bare(words.first()?).as_str());
    if place != Place::Whole && words.len() > 2 && joined {
        words.remove(0);
    }
    let headline = capitalised(&words.join(" "));
    let ends_well =
        words.last().is_some_and(|word| !lexicon.dangling.contains(&bare(word).as_str()));
    let says = words.len() >= 3 || words.iter().any(|word| lexicon.is_content(&bare(word)));
    let fits = headline.chars().count() <= HEADLINE;
    (fits && ends_well && (says || place == Place::Whole)).then_some(headline)
}

fn strength(headline: &str, place: Place, lexicon: &Lexicon) -> i64 {
    let words: Vec<String> = headline.split_whitespace().map(bare).collect();
    let content = words.iter().filter(|word| lexicon.is_content(word)).count().min(3);
    let begins = |list: &[&str]| words.first().is_some_and(|word| list.contains(&word.as_str()));
    let number = headline.contains(|c: char| c.is_ascii_digit());
    let proof = words.iter().any(|w| lexicon.proof.iter().any(|stem| w.starts_with(stem)));
    let points = [
        (number, 4),
        (headline.contains('%'), 3),
        (proof, 3),
        (headline.ends_with('?'), 2),
        (place == Place::Whole, 3),
        (place == Place::First, 2),
        ((2..=5).contains(&words.len()), 2),
        // "Your laptop": one of a list.
        (place == Place::Later && words.len() <= 2 && !number, -4),
        (begins(lexicon.leaning), -4),
        (begins(lexicon.pointing), -2),
    ];
    let sum: i64 = points.iter().filter(|(applies, _)| *applies).map(|(_, points)| points).sum();
    sum + i64::try_from(content).unwrap_or(0) * 2
}

/// The beginning of a text as a headline: up to the first place where a phrase may end, behind
/// at least three words.
pub(super) fn short(text: &str, language: Language) -> String {
    let lexicon = Lexicon::of(language);
    let text = finish(text);
    let text = text.trim_end_matches(['.', '…']);
    if text.chars().count() <= HEADLINE {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let dangles = |word: &str| lexicon.dangling.contains(&bare(word).as_str());
    let joins = |word: &str| {
        let of = ["of", "de", "do", "da", "dos", "das"].contains(&word);
        of || lexicon.joints.contains(&bare(word).as_str())
    };
    let clean = |count: &usize| !dangles(words[count - 1]);
    let fits = |count: &usize| words[..*count].join(" ").chars().count() <= HEADLINE;
    let counts: Vec<usize> = (1..words.len()).take_while(fits).filter(clean).collect();
    let border = |is_border: &dyn Fn(&str) -> bool| {
        counts.iter().copied().find(|&count| count >= 3 && is_border(words[count]))
    };
    // Behind a clause, else before a preposition: before an article, a verb would miss its object.
    let clause = counts
        .iter()
        .copied()
        .rfind(|count| *count >= 3 && words[count - 1].ends_with([',', ';', ':']));
    let cut =
        clause.or_else(|| border(&joins)).or_else(|| border(&dangles)).or(counts.last().copied());
    match cut {
        Some(count) => words[..count]
            .join(" ")
            .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '?' && c != '%')
            .to_owned(),
        None => text.chars().take(HEADLINE).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strongest(narration: &str) -> Option<String> {
        phrases(narration, Language::EnUs).into_iter().next()
    }

    #[test]
    fn the_strongest_phrase_comes_first() {
        for (narration, headline) in [
            (
                "Ours is roasted slowly, by hand, three streets from here.",
                "Three streets from here",
            ),
            ("In 12 years, 90% of our clients have stayed with us.", "90% of our clients"),
            ("Over 40,000 people already use it every single day.", "Over 40,000 people"),
            ("A single bee visits up to 5,000 flowers a day.", "Up to 5,000 flowers a day"),
            ("Fresh bread.", "Fresh bread"),
            ("Tired of bad coffee? We were, too, for many years.", "Tired of bad coffee?"),
            ("It works on your phone, your laptop, and your watch.", "It works on your phone"),
            ("We open at nine, and we close at six.", "We open at nine, and we close at six"),
        ] {
            assert_eq!(strongest(narration).as_deref(), Some(headline), "{narration}");
        }
    }

    #[test]
    fn a_long_sentence_is_cut_where_a_phrase_ends() {
        let english = |text| short(text, Language::EnUs);
        assert_eq!(
            english("Coffee that is roasted very slowly by people who have done nothing else"),
            "Coffee that is roasted very slowly"
        );
        assert_eq!(
            english("Bees make a third of the food that is on your plate"),
            "Bees make a third"
        );
        assert_eq!(
            short("As abelhas produzem um terço da comida do seu prato.", Language::PtBr),
            "As abelhas produzem um terço"
        );
        assert_eq!(english("Short."), "Short");
        assert_eq!(english(&"x".repeat(60)).len(), HEADLINE);
    }
}
