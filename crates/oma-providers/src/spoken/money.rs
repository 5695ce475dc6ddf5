//! Prices: `$19.99`, `R$ 1,5 milhão`, `€5`, `$2.5M`, `$10-15`.

use super::number::{Gender, Numeral};
use super::quantity::{self, Scale};
use super::token::{Place, Said, last_of, one};

/// A currency by its sign, with its names in English and Portuguese: one, many, a hundredth, more.
struct Currency {
    sign: &'static str,
    english: [&'static str; 4],
    portuguese: [&'static str; 4],
    gender: Gender,
}

const DOLLAR: Currency = Currency {
    sign: "$",
    english: ["dollar", "dollars", "cent", "cents"],
    portuguese: ["dólar", "dólares", "centavo", "centavos"],
    gender: Gender::Masculine,
};
const REAL: Currency = Currency {
    sign: "R$",
    english: ["real", "reais", "centavo", "centavos"],
    portuguese: ["real", "reais", "centavo", "centavos"],
    gender: Gender::Masculine,
};

/// Longer signs first.
const CURRENCIES: [Currency; 7] = [
    REAL,
    Currency { sign: "US$", ..DOLLAR },
    Currency { sign: "USD", ..DOLLAR },
    Currency { sign: "BRL", ..REAL },
    DOLLAR,
    Currency {
        sign: "€",
        english: ["euro", "euros", "cent", "cents"],
        portuguese: ["euro", "euros", "centavo", "centavos"],
        gender: Gender::Masculine,
    },
    Currency {
        sign: "£",
        english: ["pound", "pounds", "penny", "pence"],
        portuguese: ["libra", "libras", "centavo", "centavos"],
        gender: Gender::Feminine,
    },
];

/// A price at a place. The sign may be a word of its own, before or after the number.
pub(super) fn say(place: &Place<'_>) -> Option<Said> {
    let core = place.core();
    let (minus, core) = match core.strip_prefix('-') {
        Some(rest) => (place.say("minus ", "menos "), rest),
        None => (String::new(), core),
    };
    for currency in &CURRENCIES {
        if core == currency.sign {
            let next = place.next(1)?;
            let (words, text) = amount(place, 1, &next.core, currency)?;
            return last_of(words + 1, format!("{minus}{text}"));
        }
        let inner = core.strip_prefix(currency.sign).or_else(|| core.strip_suffix(currency.sign));
        if let Some((words, text)) = inner.and_then(|inner| amount(place, 0, inner, currency)) {
            return spread(words, format!("{minus}{text}"));
        }
    }
    let sign = place.next(1).map(|token| token.core.as_str());
    let currency = CURRENCIES.iter().find(|c| Some(c.sign) == sign && c.sign == "€")?;
    let (_, text) = amount(place, 0, core, currency)?;
    Some(vec![format!("{minus}{text}"), String::new()])
}

fn spread(words: usize, text: String) -> Option<Said> {
    if words == 1 { one(text) } else { last_of(words, text) }
}

/// An amount whose number is the word `at` places on, and how many words it takes.
fn amount(
    place: &Place<'_>,
    at: usize,
    text: &str,
    currency: &Currency,
) -> Option<(usize, String)> {
    let (text, per) = match text.split_once('/') {
        Some((text, per)) => (text, format!(" {} {per}", place.say("per", "por"))),
        None => (text, String::new()),
    };
    if let Some((from, to)) = text.split_once(['-', '–']).filter(|(from, _)| !from.is_empty()) {
        let to = to.trim_start_matches(currency.sign);
        let (words, to) = amount(place, at, to, currency)?;
        let from = Numeral::parse(from, place.language)?.say(place.language, currency.gender);
        return Some((words, format!("{from} {} {to}{per}", place.say("to", "a"))));
    }
    let (number, scale) = quantity::scaled(text, place.language)?;
    let next_scale = quantity::scale_word(&place.next_word(at + 1), place.language);
    let (scale, words) = match (scale, next_scale) {
        (None, Some(scale)) => (Some(scale), 2),
        (scale, _) => (scale, 1),
    };
    let text = match scale {
        Some(scale) => scaled(place, &number, scale, currency),
        None => exact(place, &number, currency)?,
    };
    Some((words, text + &per))
}

fn names(place: &Place<'_>, currency: &Currency) -> [&'static str; 4] {
    if place.is_portuguese() { currency.portuguese } else { currency.english }
}

fn scaled(place: &Place<'_>, number: &Numeral, scale: Scale, currency: &Currency) -> String {
    let count = scale.say(number, place.language, currency.gender);
    let of = if place.is_portuguese() && scale.is_noun() { " de" } else { "" };
    format!("{count}{of} {}", names(place, currency)[1])
}

fn exact(place: &Place<'_>, number: &Numeral, currency: &Currency) -> Option<String> {
    let [one, many, cent, cents] = names(place, currency);
    let whole = number.integer()?;
    let hundredths = match number.fraction.as_deref() {
        None => 0,
        Some(fraction) if fraction.len() == 1 => fraction.parse::<u64>().ok()? * 10,
        Some(fraction) if fraction.len() == 2 => fraction.parse().ok()?,
        // "$1.125" is a number of dollars.
        Some(_) => return Some(format!("{} {many}", number.say(place.language, currency.gender))),
    };
    let say = |n, gender| super::number::cardinal(n, place.language, gender);
    let is_round = whole >= 1_000_000 && whole.is_multiple_of(1_000_000);
    let of = if place.is_portuguese() && is_round { " de" } else { "" };
    let name = if whole == 1 { one } else { many };
    let part = if hundredths == 1 { cent } else { cents };
    let units = format!("{}{of} {name}", say(whole, currency.gender));
    let part = format!("{} {part}", say(hundredths, Gender::Masculine));
    Some(match (whole, hundredths) {
        (_, 0) => units,
        (0, _) => part,
        _ => format!("{units} {} {part}", place.say("and", "e")),
    })
}
