const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [(u64, &str); 4] = [
    (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
];

pub(super) fn cardinal(number: u64) -> String {
    for (scale, name) in SCALES {
        if number >= scale {
            let head = format!("{} {name}", cardinal(number / scale));
            return join(head, number % scale);
        }
    }
    match number {
        0..20 => small(number).to_owned(),
        20..100 if number.is_multiple_of(10) => tens(number / 10).to_owned(),
        20..100 => format!("{}-{}", tens(number / 10), small(number % 10)),
        _ => join(format!("{} hundred", small(number / 100)), number % 100),
    }
}

fn join(head: String, rest: u64) -> String {
    if rest == 0 { head } else { format!("{head} {}", cardinal(rest)) }
}

fn small(number: u64) -> &'static str {
    usize::try_from(number).ok().and_then(|n| SMALL.get(n)).copied().unwrap_or_default()
}

fn tens(number: u64) -> &'static str {
    usize::try_from(number).ok().and_then(|n| TENS.get(n)).copied().unwrap_or_default()
}

pub(super) fn ordinal(number: u64) -> String {
    let cardinal = cardinal(number);
    let cut = cardinal.rfind([' ', '-']).map_or(0, |at| at + 1);
    let (head, last) = cardinal.split_at(cut);
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        _ => match last.strip_suffix('y') {
            Some(stem) => format!("{stem}ieth"),
            None => format!("{last}th"),
        },
    };
    format!("{head}{last}")
}

pub(super) fn year(number: u64) -> String {
    let (century, rest) = (number / 100, number % 100);
    if !(1_100..2_100).contains(&number) || (2_000..2_010).contains(&number) {
        return cardinal(number);
    }
    match rest {
        0 => format!("{} hundred", cardinal(century)),
        1..10 => format!("{} oh {}", cardinal(century), cardinal(rest)),
        _ => format!("{} {}", cardinal(century), cardinal(rest)),
    }
}
