use super::Gender;

const SMALL: [&str; 20] = [
    "zero",
    "um",
    "dois",
    "três",
    "quatro",
    "cinco",
    "seis",
    "sete",
    "oito",
    "nove",
    "dez",
    "onze",
    "doze",
    "treze",
    "catorze",
    "quinze",
    "dezesseis",
    "dezessete",
    "dezoito",
    "dezenove",
];
const TENS: [&str; 10] = [
    "",
    "",
    "vinte",
    "trinta",
    "quarenta",
    "cinquenta",
    "sessenta",
    "setenta",
    "oitenta",
    "noventa",
];
const HUNDREDS: [&str; 10] = [
    "",
    "cento",
    "duzentos",
    "trezentos",
    "quatrocentos",
    "quinhentos",
    "seiscentos",
    "setecentos",
    "oitocentos",
    "novecentos",
];
const SCALES: [(u64, &str, &str); 3] = [
    (1_000_000_000_000, "trilhão", "trilhões"),
    (1_000_000_000, "bilhão", "bilhões"),
    (1_000_000, "milhão", "milhões"),
];

pub(super) fn cardinal(number: u64, gender: Gender) -> String {
    for (scale, singular, plural) in SCALES {
        let count = number / scale;
        if count > 0 {
            // "Milhão" is a noun, and masculine.
            let name = if count == 1 { singular } else { plural };
            let head = format!("{} {name}", cardinal(count, Gender::Masculine));
            return join(head, number % scale, gender);
        }
    }
    if number >= 1_000 {
        let count = number / 1_000;
        let head =
            if count == 1 { "mil".to_owned() } else { format!("{} mil", cardinal(count, gender)) };
        return join(head, number % 1_000, gender);
    }
    below_thousand(number, gender)
}

/// "E" stands before the last part: one below a hundred, or of full hundreds or thousands.
fn join(head: String, rest: u64, gender: Gender) -> String {
    let is_last_part = |n: u64| n < 100 || (n < 1_000 && n.is_multiple_of(100));
    let is_last = is_last_part(rest)
        || (rest.is_multiple_of(1_000) && rest < 1_000_000 && is_last_part(rest / 1_000));
    match (rest, is_last) {
        (0, _) => head,
        (_, true) => format!("{head} e {}", cardinal(rest, gender)),
        (_, false) => format!("{head} {}", cardinal(rest, gender)),
    }
}

fn below_thousand(number: u64, gender: Gender) -> String {
    let at = |list: &[&'static str], n: u64| {
        usize::try_from(n).ok().and_then(|n| list.get(n)).copied().unwrap_or_default()
    };
    match number {
        1 if gender == Gender::Feminine => "uma".to_owned(),
        2 if gender == Gender::Feminine => "duas".to_owned(),
        0..20 => at(&SMALL, number).to_owned(),
        20..100 if number.is_multiple_of(10) => at(&TENS, number / 10).to_owned(),
        20..100 => {
            format!("{} e {}", at(&TENS, number / 10), below_thousand(number % 10, gender))
        }
        100 => "cem".to_owned(),
        _ => {
            let hundreds = at(&HUNDREDS, number / 100);
            let hundreds = match gender {
                Gender::Feminine if number >= 200 => hundreds.replace("os", "as"),
                _ => hundreds.to_owned(),
            };
            match number % 100 {
                0 => hundreds,
                rest => format!("{hundreds} e {}", below_thousand(rest, gender)),
            }
        }
    }
}

const FIRST: [&str; 10] = [
    "", "primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono",
];
const TENTH: [&str; 10] = [
    "",
    "décimo",
    "vigésimo",
    "trigésimo",
    "quadragésimo",
    "quinquagésimo",
    "sexagésimo",
    "septuagésimo",
    "octogésimo",
    "nonagésimo",
];

/// Above a hundred nobody uses ordinals; the number itself is said.
pub(super) fn ordinal(number: u64, gender: Gender) -> String {
    let place = usize::try_from(number).unwrap_or(usize::MAX);
    let masculine = match place {
        1..100 => format!("{} {}", TENTH[place / 10], FIRST[place % 10]).trim().to_owned(),
        100 => "centésimo".to_owned(),
        1_000 => "milésimo".to_owned(),
        _ => return cardinal(number, gender),
    };
    match gender {
        Gender::Masculine => masculine,
        Gender::Feminine => {
            let words = masculine.split(' ');
            let words = words.map(|word| format!("{}a", word.trim_end_matches('o')));
            words.collect::<Vec<_>>().join(" ")
        }
    }
}
