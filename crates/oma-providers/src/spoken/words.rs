//! Words that are not said as they are spelt: abbreviations, signs, initials.

use super::token::{Place, Said, one};

/// Written with a full stop; said in English.
const ENGLISH: &[(&str, &str)] = &[
    ("dr", "Doctor"),
    ("mr", "Mister"),
    ("mrs", "Missus"),
    ("ms", "Miz"),
    ("prof", "Professor"),
    ("e.g", "for example"),
    ("i.e", "that is"),
    ("etc", "et cetera"),
    ("vs", "versus"),
    ("approx", "approximately"),
    ("inc", "incorporated"),
    ("ltd", "limited"),
    ("co", "company"),
    ("corp", "corporation"),
    ("jr", "junior"),
    ("sr", "senior"),
    ("dept", "department"),
    ("est", "established"),
    ("ave", "avenue"),
    ("blvd", "boulevard"),
    ("rd", "road"),
    ("max", "maximum"),
    ("hrs", "hours"),
    ("mins", "minutes"),
    ("tel", "telephone"),
];
/// Written with a full stop; said in Portuguese.
const PORTUGUESE: &[(&str, &str)] = &[
    ("sr", "senhor"),
    ("sra", "senhora"),
    ("srs", "senhores"),
    ("srta", "senhorita"),
    ("dr", "doutor"),
    ("dra", "doutora"),
    ("prof", "professor"),
    ("profa", "professora"),
    ("av", "avenida"),
    ("r", "rua"),
    ("etc", "etcétera"),
    ("ex", "exemplo"),
    ("p.ex", "por exemplo"),
    ("tel", "telefone"),
    ("pág", "página"),
    ("aprox", "aproximadamente"),
    ("máx", "máximo"),
    ("mín", "mínimo"),
    ("ltda", "limitada"),
    ("cia", "companhia"),
    ("obs", "observação"),
    ("vs", "versus"),
    ("jr", "júnior"),
    ("seg", "segunda"),
    ("sáb", "sábado"),
    ("dom", "domingo"),
];
/// Those that may end a sentence, where their full stop is the sentence's too.
const MAY_END: &[&str] =
    &["etc", "inc", "ltd", "co", "corp", "jr", "sr", "ltda", "cia", "min", "ave"];
/// Initials that a voice would otherwise read as a word.
const INITIALS: &[&str] = &[
    "AI", "API", "ATM", "B2B", "B2C", "CEO", "CFO", "CTO", "CPF", "EUA", "EU", "FAQ", "IA", "IBGE",
    "ICMS", "ID", "IP", "KPI", "OEM", "ONG", "PC", "QA", "ROI", "SEO", "SOS", "TI", "UFRJ", "UI",
    "UK", "URL", "USA", "USB", "USP", "UX", "VIP", "IOS", "UHD", "OLED", "IPO", "EV", "ESG",
];
/// Initials that are words by now.
const NOT_SPELT: &[&str] = &["PHD", "MBA"];

/// An abbreviation at a place. Its own full stop is not a pause.
pub(super) fn abbreviation(place: &Place<'_>) -> Option<(Said, bool)> {
    let token = &place.tokens[place.at];
    let word = token.core.to_lowercase();
    let table = if place.is_portuguese() { PORTUGUESE } else { ENGLISH };
    let is_bare = matches!(word.as_str(), "vs" | "etc");
    if !token.has_dot() && !is_bare {
        return None;
    }
    let next = place.tokens.get(place.at + 1);
    let said = match word.as_str() {
        "st" if !place.is_portuguese() => {
            let is_street = next.is_none_or(|next| !next.starts_upper())
                || place.at.checked_sub(1).is_some_and(|at| place.tokens[at].starts_upper());
            if is_street { "Street" } else { "Saint" }
        }
        "no" | "nos" if !place.is_portuguese() => {
            next.filter(|next| next.core.starts_with(|c: char| c.is_ascii_digit()))?;
            "number"
        }
        "min" => {
            next.filter(|next| next.core.starts_with(|c: char| c.is_ascii_digit()))?;
            if place.is_portuguese() { "mínimo" } else { "minimum" }
        }
        // "R." is a street before a name, "dom." and "seg." days only in lists: never a sentence's end.
        "r" | "dom" | "seg" | "ex" | "co" if next.is_none() => return None,
        _ => table.iter().find(|(short, _)| *short == word)?.1,
    };
    let ends_sentence = token.has_dot()
        && next.is_none_or(|next| next.starts_upper() && MAY_END.contains(&word.as_str()));
    Some((vec![said.to_owned()], ends_sentence))
}

/// A sign or short form at a place.
pub(super) fn sign(place: &Place<'_>) -> Option<Said> {
    let core = place.core();
    let pair = |english: &str, portuguese: &str| one(place.say(english, portuguese));
    match core {
        "&" => return pair("and", "e"),
        "+" => return pair("plus", "mais"),
        "=" => return pair("equals", "igual a"),
        "%" => return pair("percent", "por cento"),
        "@" => return pair("at", "arroba"),
        "×" => return pair("by", "por"),
        _ => {}
    }
    match (core.to_lowercase().as_str(), place.is_portuguese()) {
        ("w/", false) => return one("with"),
        ("w/o", false) => return one("without"),
        ("c/", true) => return one("com"),
        ("p/", true) => return one("para"),
        ("s/", true) => return one("sem"),
        ("nº" | "n°" | "n.º" | "n.°", true) => return one("número"),
        _ => {}
    }
    let joins =
        core.contains('&') || (core.contains('/') && !core.contains(|c: char| c.is_ascii_digit()));
    let is_long = core.chars().filter(|c| c.is_alphanumeric()).count() >= 2;
    (joins && is_long).then(|| {
        let and = place.say(" and ", " e ");
        vec![core.replace('&', &and).replace('/', " ")]
    })
}

/// Initials at a place: known ones, and those that have no vowel to be read with.
pub(super) fn initials(place: &Place<'_>) -> Option<Said> {
    let core = place.core();
    // "APIs" in English, "PCs" in both.
    let (stem, plural) = match core.strip_suffix('s') {
        Some(stem) if stem.len() >= 2 => (stem, "s"),
        _ => (core, ""),
    };
    let is_upper = stem.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let has_vowel = stem.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
    let letters = stem.chars().filter(char::is_ascii_uppercase).count();
    let is_known = INITIALS.contains(&stem);
    let is_unreadable = !has_vowel && letters == stem.len() && (2..=5).contains(&letters);
    let is_spelt = is_upper && (is_known || is_unreadable) && !NOT_SPELT.contains(&stem);
    is_spelt.then(|| {
        let plural = if plural.is_empty() || place.is_portuguese() { "" } else { "'s" };
        vec![format!("{}{plural}", spelt(stem))]
    })
}

/// Letter by letter: with full stops between, as espeak expects initials.
pub(super) fn spelt(letters: &str) -> String {
    let letters: Vec<String> = letters.chars().map(String::from).collect();
    letters.join(".")
}
