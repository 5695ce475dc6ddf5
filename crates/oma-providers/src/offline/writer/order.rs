//! Descriptions that order a film instead of being its text: "A 30-second spot for a coffee shop,
//! for young urban professionals". What they are about is kept, the order is not read aloud.

use oma_core::language::Language;

use super::lexicon::Lexicon;
use super::text::{bare, finish};

/// What an order for a film says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// "a coffee shop for young urban professionals"
    pub(super) subject: String,
    /// "young urban professionals"
    pub(super) audience: Option<String>,
}

/// The subject of a sentence that orders a film; nothing for any other sentence.
pub(super) fn subject(sentence: &str, language: Language) -> Option<Order> {
    let lexicon = Lexicon::of(language);
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let bares: Vec<String> = words.iter().map(|word| bare(word)).collect();
    let start = subject_start(&bares, lexicon)?;
    let rest = without_manner(&words[start..], lexicon);
    let (subject, audience) = for_whom(&rest, lexicon);
    let subject = subject.trim_end_matches(['.', ',', ';', ':', '!', ' ']).to_owned();
    (!subject.is_empty()).then_some(Order { subject, audience })
}

/// Where the subject begins: after "please create a 30-second video for".
fn subject_start(words: &[String], lexicon: &Lexicon) -> Option<usize> {
    let is = |list: &[&str], index: usize| {
        words.get(index).is_some_and(|word| list.contains(&word.as_str()))
    };
    if is(lexicon.promote, 0) {
        return (words.len() > 1).then_some(1);
    }
    let mut film = 0;
    while is(lexicon.order, film) || length_at(words, film, lexicon) > 0 {
        film += length_at(words, film, lexicon).max(1);
    }
    // "A short for …": the word before may name the film.
    if !is(lexicon.film, film) {
        film = film.checked_sub(1).filter(|&before| is(lexicon.film, before))?;
    }
    let mut start = film + 1;
    while is(lexicon.film, start) {
        start += 1;
    }
    let after_film = start;
    loop {
        let step =
            length_at(words, start, lexicon).max(usize::from(is(lexicon.order_links, start)));
        if step == 0 || start + step >= words.len() {
            break;
        }
        start += step;
    }
    (start > after_film && start < words.len()).then_some(start)
}

/// How many words tell a length here: "30-second", "30s", "30 seconds", "one minute".
fn length_at(words: &[String], index: usize, lexicon: &Lexicon) -> usize {
    let Some(word) = words.get(index) else { return 0 };
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let unit_follows =
        words.get(index + 1).is_some_and(|next| lexicon.time_units.contains(&next.as_str()));
    if digits > 0 {
        let unit = word[digits..].trim_start_matches('-');
        let known = unit.is_empty() || lexicon.time_units.contains(&unit);
        return if known { 1 + usize::from(unit.is_empty() && unit_follows) } else { 0 };
    }
    let article = ["um", "uma", "one", "half", "a", "meio"].contains(&word.as_str());
    if article && unit_follows { 2 } else { 0 }
}

/// Without "with a friendly tone", "em estilo moderno".
fn without_manner<'a>(words: &[&'a str], lexicon: &Lexicon) -> Vec<&'a str> {
    let label = words.iter().position(|word| lexicon.labels.contains(&bare(word).as_str()));
    let Some(label) = label else { return words.to_vec() };
    let manner =
        |word: &&str| ["with", "in", "using", "com", "em", "num"].contains(&bare(word).as_str());
    match words[..label].iter().rposition(manner) {
        Some(cut) if cut > 0 => words[..cut].to_vec(),
        _ => words.to_vec(),
    }
}

/// Joins ", aimed at X" to the subject as " for X", and finds X.
fn for_whom(words: &[&str], lexicon: &Lexicon) -> (String, Option<String>) {
    let is_target = |word: &&str| lexicon.target.contains(&bare(word).as_str());
    let Some(mut at) = words.iter().rposition(is_target).filter(|at| *at > 0) else {
        return (words.join(" "), None);
    };
    let audience_at = at;
    // "Voltado para": both words lead to the audience.
    while at > 1 && is_target(&words[at - 1]) {
        at -= 1;
    }
    let mut from = audience_at + 1;
    while words.get(from).is_some_and(|word| ["at", "para", "a", "towards"].contains(word)) {
        from += 1;
    }
    if from >= words.len() {
        return (words.join(" "), None);
    }
    let audience = words[from..].join(" ");
    let thing = words[..at].join(" ");
    let subject = format!("{} {} {audience}", thing.trim_end_matches(','), lexicon.target[0]);
    let audience = audience.trim_end_matches(['.', ',', '!']).to_owned();
    (subject, Some(audience))
}

/// What remains of a sentence beside an order: an instruction hands over its content ("mention
/// that delivery is free") or has none ("use upbeat music").
pub(super) fn content(sentence: &str, ordered: bool, language: Language) -> Option<String> {
    let lexicon = Lexicon::of(language);
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let bares: Vec<String> = words.iter().map(|word| bare(word)).collect();
    let is = |list: &[&str], index: usize| {
        bares.get(index).is_some_and(|word| list.contains(&word.as_str()))
    };
    let about_film = (0..words.len()).any(|index| is(lexicon.film, index));
    let staged = (0..words.len().min(4)).any(|index| is(lexicon.staging, index));
    if is_label(&words, lexicon) || about_film && (ordered || staged) {
        return None;
    }
    if !ordered {
        return Some(sentence.to_owned());
    }
    let label_first = (0..2).any(|index| is(lexicon.labels, index));
    if is(lexicon.staging, 0) || label_first && staged {
        return None;
    }
    if !is(lexicon.handing, 0) {
        return Some(sentence.to_owned());
    }
    let mut from = 1;
    while is(&["on", "em", "sobre", "no", "na"], from)
        || bares.get(from).is_some_and(|w| w == lexicon.that)
    {
        from += 1;
    }
    let asks = is(lexicon.asking, from) && !["o", "por"].contains(&bares[from].as_str());
    (words.len() >= from + 2 && !asks).then(|| finish(&words[from..].join(" ")))
}

/// "Tone: friendly", "Target audience: students".
fn is_label(words: &[&str], lexicon: &Lexicon) -> bool {
    let colon = words.iter().take(3).position(|word| word.ends_with(':'));
    let known = |word: &&str| lexicon.labels.contains(&bare(word).as_str());
    colon.is_some_and(|at| words[..=at].iter().any(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_of_an_order_is_found() {
        for (language, sentence, expected) in [
            (
                Language::EnUs,
                "A 30-second spot for a coffee shop, for young urban professionals",
                "a coffee shop for young urban professionals",
            ),
            (Language::EnUs, "Please create a short promo video about our new app.", "our new app"),
            (Language::EnUs, "I need a 1 minute explainer on inflation", "inflation"),
            (Language::EnUs, "A short for a bakery in Porto", "a bakery in Porto"),
            (
                Language::EnUs,
                "Video ad for a yoga studio aimed at beginners with a calm tone.",
                "a yoga studio for beginners",
            ),
            (Language::EnUs, "Promote our spring sale", "our spring sale"),
            (
                Language::PtBr,
                "Um vídeo de 30 segundos para uma cafeteria, voltado para jovens profissionais",
                "uma cafeteria para jovens profissionais",
            ),
            (Language::PtBr, "Quero um anúncio sobre a nossa padaria.", "a nossa padaria"),
            (Language::PtBr, "Vídeo institucional da Acme", "Acme"),
            (
                Language::PtBr,
                "Crie um vídeo de um minuto explicando como o mel é feito",
                "como o mel é feito",
            ),
        ] {
            let found = subject(sentence, language).map(|order| order.subject);
            assert_eq!(found.as_deref(), Some(expected), "{sentence}");
        }
        let order = subject("A spot for a gym, for busy parents.", Language::EnUs).unwrap();
        assert_eq!(order.audience.as_deref(), Some("busy parents"));
    }

    #[test]
    fn ordinary_sentences_are_no_orders() {
        for sentence in [
            "Every morning starts with coffee.",
            "Video games for everyone.",
            "Short trips by bicycle.",
            "We make bread for the whole city.",
            "A coffee shop for young urban professionals.",
            "30 seconds are enough.",
        ] {
            assert_eq!(subject(sentence, Language::EnUs), None, "{sentence}");
        }
        for sentence in ["O café é torrado aqui.", "De segunda a sexta.", "Um café para todos."]
        {
            assert_eq!(subject(sentence, Language::PtBr), None, "{sentence}");
        }
    }

    #[test]
    fn instructions_hand_over_their_content_or_have_none() {
        let english = |sentence, ordered| content(sentence, ordered, Language::EnUs);
        assert_eq!(english("Mention that delivery is free.", true).unwrap(), "Delivery is free.");
        assert_eq!(english("Highlight the fresh bread.", true).unwrap(), "The fresh bread.");
        assert_eq!(english("Use upbeat music.", true), None);
        assert_eq!(english("The tone should be friendly.", true), None);
        assert_eq!(english("Tone: friendly and warm", false), None);
        assert_eq!(english("The video should show our shop.", false), None);
        assert_eq!(english("Use it every day.", false).unwrap(), "Use it every day.");
        let portuguese = content("Destaque que a entrega é grátis.", true, Language::PtBr);
        assert_eq!(portuguese.unwrap(), "A entrega é grátis.");
    }
}
