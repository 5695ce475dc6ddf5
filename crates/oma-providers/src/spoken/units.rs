//! Numbers with a unit or a percent sign: `10 km`, `5kg`, `21 °C`, `12%`, `3,5 %`.

use super::number::{Gender, Numeral};
use super::token::{Place, Said, one};

/// Sign; one and many in English; one and many in Portuguese; whether feminine there.
type Unit = (&'static str, [&'static str; 2], [&'static str; 2], bool);

const UNITS: &[Unit] = &[
    ("%", ["percent", "percent"], ["por cento", "por cento"], false),
    (
        "km/h",
        ["kilometer per hour", "kilometers per hour"],
        ["quilômetro por hora", "quilômetros por hora"],
        false,
    ),
    (
        "m/s",
        ["meter per second", "meters per second"],
        ["metro por segundo", "metros por segundo"],
        false,
    ),
    ("mph", ["mile per hour", "miles per hour"], ["milha por hora", "milhas por hora"], true),
    (
        "km²",
        ["square kilometer", "square kilometers"],
        ["quilômetro quadrado", "quilômetros quadrados"],
        false,
    ),
    ("m²", ["square meter", "square meters"], ["metro quadrado", "metros quadrados"], false),
    ("m2", ["square meter", "square meters"], ["metro quadrado", "metros quadrados"], false),
    ("m³", ["cubic meter", "cubic meters"], ["metro cúbico", "metros cúbicos"], false),
    ("km", ["kilometer", "kilometers"], ["quilômetro", "quilômetros"], false),
    ("cm", ["centimeter", "centimeters"], ["centímetro", "centímetros"], false),
    ("mm", ["millimeter", "millimeters"], ["milímetro", "milímetros"], false),
    ("kg", ["kilogram", "kilograms"], ["quilo", "quilos"], false),
    ("mg", ["milligram", "milligrams"], ["miligrama", "miligramas"], false),
    ("ml", ["milliliter", "milliliters"], ["mililitro", "mililitros"], false),
    ("mL", ["milliliter", "milliliters"], ["mililitro", "mililitros"], false),
    ("°C", ["degree Celsius", "degrees Celsius"], ["grau Celsius", "graus Celsius"], false),
    ("ºC", ["degree Celsius", "degrees Celsius"], ["grau Celsius", "graus Celsius"], false),
    (
        "°F",
        ["degree Fahrenheit", "degrees Fahrenheit"],
        ["grau Fahrenheit", "graus Fahrenheit"],
        false,
    ),
    ("°", ["degree", "degrees"], ["grau", "graus"], false),
    ("KB", ["kilobyte", "kilobytes"], ["quilobyte", "quilobytes"], false),
    ("MB", ["megabyte", "megabytes"], ["megabyte", "megabytes"], false),
    ("GB", ["gigabyte", "gigabytes"], ["gigabyte", "gigabytes"], false),
    ("TB", ["terabyte", "terabytes"], ["terabyte", "terabytes"], false),
    (
        "Mbps",
        ["megabit per second", "megabits per second"],
        ["megabit por segundo", "megabits por segundo"],
        false,
    ),
    (
        "Gbps",
        ["gigabit per second", "gigabits per second"],
        ["gigabit por segundo", "gigabits por segundo"],
        false,
    ),
    ("kWh", ["kilowatt hour", "kilowatt hours"], ["quilowatt-hora", "quilowatts-hora"], false),
    ("kW", ["kilowatt", "kilowatts"], ["quilowatt", "quilowatts"], false),
    ("GHz", ["gigahertz", "gigahertz"], ["giga-hertz", "giga-hertz"], false),
    ("Hz", ["hertz", "hertz"], ["hertz", "hertz"], false),
    (
        "fps",
        ["frame per second", "frames per second"],
        ["quadro por segundo", "quadros por segundo"],
        false,
    ),
    ("px", ["pixel", "pixels"], ["pixel", "pixels"], false),
    ("ms", ["millisecond", "milliseconds"], ["milissegundo", "milissegundos"], false),
    ("min", ["minute", "minutes"], ["minuto", "minutos"], false),
    ("lbs", ["pound", "pounds"], ["libra", "libras"], true),
    ("lb", ["pound", "pounds"], ["libra", "libras"], true),
    ("oz", ["ounce", "ounces"], ["onça", "onças"], true),
    ("ft", ["foot", "feet"], ["pé", "pés"], false),
    ("W", ["watt", "watts"], ["watt", "watts"], false),
    ("m", ["meter", "meters"], ["metro", "metros"], false),
    ("g", ["gram", "grams"], ["grama", "gramas"], false),
    ("L", ["liter", "liters"], ["litro", "litros"], false),
    ("l", ["liter", "liters"], ["litro", "litros"], false),
    ("s", ["second", "seconds"], ["segundo", "segundos"], false),
    ("h", ["hour", "hours"], ["hora", "horas"], true),
];

/// A measure at a place: the unit is part of the word, or the next one.
pub(super) fn say(place: &Place<'_>) -> Option<Said> {
    let core = place.core();
    let at = core.find(|c: char| !c.is_ascii_digit() && !",.-–+".contains(c)).unwrap_or(core.len());
    let (count, sign) = core.split_at(at);
    if !sign.is_empty() {
        let unit = find(sign)?;
        // "1990s" and "the 90s" are years.
        let is_decade = sign == "s" && count.ends_with('0') && !place.is_portuguese();
        let (number, name) = measure(place, count, unit)?;
        return if is_decade { None } else { one(format!("{number} {name}")) };
    }
    let next = place.next(1)?;
    let unit = find(&next.core)?;
    let (number, name) = measure(place, count, unit)?;
    Some(vec![number, name])
}

fn find(sign: &str) -> Option<&'static Unit> {
    UNITS.iter().find(|(known, ..)| *known == sign)
}

fn measure(place: &Place<'_>, count: &str, unit: &Unit) -> Option<(String, String)> {
    let (_, english, portuguese, feminine) = unit;
    let gender = if *feminine { Gender::Feminine } else { Gender::Masculine };
    let names = if place.is_portuguese() { portuguese } else { english };
    let say = |text: &str| {
        let number = Numeral::parse(text, place.language)?;
        let plus = if text.starts_with('+') { place.say("plus ", "mais ") } else { String::new() };
        // Portuguese counts up to two in the singular, English only one.
        let is_one = match number.fraction {
            Some(_) => place.is_portuguese() && matches!(number.integer(), Some(0 | 1)),
            None => number.is(1),
        };
        Some((plus + &number.say(place.language, gender), is_one))
    };
    let range = count.split_once(['-', '–']).filter(|(from, _)| !from.is_empty());
    let (text, is_one) = match range {
        Some((from, to)) => {
            let ((from, _), (to, is_one)) = (say(from)?, say(to)?);
            (format!("{from} {} {to}", place.say("to", "a")), is_one)
        }
        None => say(count)?,
    };
    Some((text, names[usize::from(!is_one)].to_owned()))
}
