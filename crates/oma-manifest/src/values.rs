//! From a cell's text to what its field holds.

use oma_core::brief::Problem;
use oma_core::check;
use serde_json::{Map, Number, Value};

use crate::fields::Shape;
use crate::names;
use crate::number::{self, NoNumber};

/// What separates the items of a list.
const BETWEEN_ITEMS: char = '|';

/// The languages as people write them. Countries are left out: OMA speaks one kind of each.
const LANGUAGES: &[(&str, &str)] = &[
    ("pt", "pt-BR"),
    ("pt_br", "pt-BR"),
    ("portugues", "pt-BR"),
    ("portugues_brasil", "pt-BR"),
    ("portuguese", "pt-BR"),
    ("en", "en-US"),
    ("en_us", "en-US"),
    ("ingles", "en-US"),
    ("english", "en-US"),
];

/// A cell as its field's value: a number, a truth value, a list, JSON, or the text.
pub(crate) fn read(path: &str, text: &str, shape: &Shape) -> Result<Value, Problem> {
    let text = text.trim();
    let is_nested = shape.object || shape.items.is_some();
    if is_nested && text.starts_with(['{', '[']) {
        return check::read(text.as_bytes()).map_err(|error| {
            let why = error.message.trim_end_matches('.').replacen("It is", "is", 1);
            Problem::new(path, why, "JSON, because it begins with { or [")
        });
    }
    match &shape.items {
        Some(items) if !shape.text => list(path, text, items),
        _ => scalar(path, text, shape),
    }
}

fn list(path: &str, text: &str, items: &Shape) -> Result<Value, Problem> {
    let texts = text.split(BETWEEN_ITEMS).map(str::trim).filter(|item| !item.is_empty());
    let values = texts.map(|item| match &items.only {
        Some(name) if items.object => {
            Ok(Value::Object(Map::from_iter([(name.clone(), Value::from(item))])))
        }
        _ => scalar(path, item, items),
    });
    values.collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// A text as a value without parts.
pub(crate) fn scalar(path: &str, text: &str, shape: &Shape) -> Result<Value, Problem> {
    if let Some(option) = option(text, &shape.options) {
        return Ok(option.into());
    }
    if shape.text {
        return Ok(text.into());
    }
    if shape.integer || shape.number {
        return number(path, text, shape);
    }
    if shape.boolean {
        let allowed = "sim or não, yes or no, true or false";
        return truth(text)
            .map(Value::Bool)
            .ok_or_else(|| Problem::new(path, quoted(text), allowed));
    }
    Ok(text.into())
}

fn number(path: &str, text: &str, shape: &Shape) -> Result<Value, Problem> {
    if let Ok(whole) = text.parse::<i64>() {
        return Ok(whole.into());
    }
    let allowed = if shape.number { "a number such as 0,5 or 12.50" } else { "a whole number" };
    let read = number::read(text).map_err(|why| match why {
        NoNumber::Other => Problem::new(path, quoted(text), allowed),
        NoNumber::Ambiguous => Problem::new(
            path,
            format!("{}, which some read as thousands and some as a fraction", quoted(text)),
            "a number without a sign between thousands",
        ),
    })?;
    // Whole and below 2^53, so the cast keeps the value.
    #[allow(clippy::cast_possible_truncation)]
    if read.fract() == 0.0 && read.abs() < 9_007_199_254_740_992.0 {
        return Ok((read as i64).into());
    }
    let number = Number::from_f64(read).filter(|_| shape.number);
    number.map(Value::Number).ok_or_else(|| Problem::new(path, quoted(text), allowed))
}

fn truth(text: &str) -> Option<bool> {
    match names::normal(text).as_str() {
        "true" | "yes" | "y" | "sim" | "s" | "verdadeiro" | "1" => Some(true),
        "false" | "no" | "n" | "nao" | "falso" | "0" => Some(false),
        _ => None,
    }
}

/// The expected text that is meant: written in capitals, as a language's name, or made a time of day
/// by a spreadsheet (`9:16` becomes `09:16:00`).
fn option<'a>(text: &str, options: &'a [String]) -> Option<&'a str> {
    let found = |wanted: &str| options.iter().find(|option| *option == wanted).map(String::as_str);
    let normal = names::normal(text);
    let same = || options.iter().find(|option| names::normal(option) == normal);
    let language = || LANGUAGES.iter().find(|(name, _)| *name == normal).and_then(|l| found(l.1));
    let ratio = || {
        let wanted = ratio(text)?;
        options.iter().find(|option| ratio_of(option) == Some(wanted)).map(String::as_str)
    };
    found(text).or_else(ratio).or_else(|| same().map(String::as_str)).or_else(language)
}

fn ratio(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split(':').map(|part| part.parse::<u32>().ok());
    let ratio = (parts.next()??, parts.next()??);
    let is_rest_zero = parts.all(|part| part == Some(0));
    is_rest_zero.then_some(ratio)
}

fn ratio_of(option: &str) -> Option<(u32, u32)> {
    ratio(option)
}

fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() { format!("is \"{cut}…\"") } else { format!("is \"{cut}\"") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fields::Fields;

    fn value(path: &str, text: &str) -> Result<Value, Problem> {
        let fields = Fields::of_brief();
        read(path, text, fields.shape(path).unwrap())
    }

    #[test]
    fn a_cell_becomes_what_its_field_holds() {
        for (path, text, expected) in [
            ("duration_s", " 30 ", json!(30)),
            ("duration_s", "30,0", json!(30)),
            ("budget_usd", "0,5", json!(0.5)),
            ("fps", "60", json!(60)),
            ("title", "2026", json!("2026")),
            ("title", "{x}", json!("{x}")),
            ("language", "Português (Brasil)", json!("pt-BR")),
            ("language", "EN-us", json!("en-US")),
            ("style", "Modern", json!("modern")),
            ("template", "Social media", json!("social_media")),
            ("aspect", "09:16:00", json!("9:16")),
            ("aspect", "01:01", json!("1:1")),
            ("tags", "a| b ||c", json!(["a", "b", "c"])),
            ("assets", "a.png|b.png", json!([{"source": "a.png"}, {"source": "b.png"}])),
            (
                "assets",
                r#"[{"source": "a.png", "scene": 2}]"#,
                json!([{"source": "a.png", "scene": 2}]),
            ),
            ("script", "Olá. Tchau.", json!("Olá. Tchau.")),
            ("script", r#"{"scenes": []}"#, json!({"scenes": []})),
            ("music", "none", json!("none")),
            ("music", r#"{"mood": "calm"}"#, json!({"mood": "calm"})),
            ("brand", "brand.json", json!("brand.json")),
        ] {
            assert_eq!(value(path, text), Ok(expected), "{path}: {text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told_with_what_does() {
        for (path, text, expected) in [
            ("duration_s", "meia hora", "duration_s is \"meia hora\"; allowed: a whole number."),
            ("duration_s", "30,5", "duration_s is \"30,5\"; allowed: a whole number."),
            ("budget_usd", "1.234", "thousands"),
            ("budget_usd", "R$ 5", "is \"R$ 5\""),
            ("assets", "[a.png]", "JSON, because it begins with { or ["),
        ] {
            let problem = value(path, text).unwrap_err().to_string();
            assert!(problem.contains(expected), "{problem}");
        }
    }
}
