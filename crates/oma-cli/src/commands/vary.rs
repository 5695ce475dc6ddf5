//! What is to vary, as it is written in a command line.

use oma_core::variants::{How, Vary};
use serde_json::Value;

use crate::args::VaryArgs;
use crate::outcome::Failure;

/// The fields with their values, and how they are put together.
pub(crate) fn read(args: &VaryArgs) -> Result<(Vary, How), Failure> {
    let mut vary = Vary::new();
    for text in &args.vary {
        let wrong =
            |why: &str| Failure::input(format!("--vary {text:?} {why}: write FIELD=VALUE,VALUE."));
        let (field, list) = text.split_once('=').ok_or_else(|| wrong("has no '='"))?;
        if field.is_empty() {
            return Err(wrong("names no field"));
        }
        if vary.insert(field.to_owned(), values(list)).is_some() {
            return Err(wrong("is a field that another --vary names"));
        }
    }
    Ok((vary, if args.all { How::All } else { How::OneByOne }))
}

/// A JSON list is its values; other JSON is one; else what stands between commas.
fn values(list: &str) -> Vec<Value> {
    match serde_json::from_str(list) {
        Ok(Value::Array(values)) => values,
        Ok(value) => vec![value],
        Err(_) => list.split(',').map(|text| value(text.trim())).collect(),
    }
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read_all(vary: &[&str]) -> Option<Value> {
        let vary = vary.iter().map(|text| (*text).to_owned()).collect();
        let (vary, _) = read(&VaryArgs { vary, all: false }).ok()?;
        Some(serde_json::to_value(vary).unwrap())
    }

    #[test]
    fn values_stand_between_commas_or_in_json() {
        let read = read_all(&[
            "aspect=9:16, 1:1",
            "duration_s=20,30",
            "hook=[\"Cold, again?\"]",
            "palette={\"accent\":\"#fff\",\"primary\":\"#000\"}",
            "cta=null",
        ]);
        let expected = json!({
            "aspect": ["9:16", "1:1"], "duration_s": [20, 30], "hook": ["Cold, again?"],
            "palette": [{"accent": "#fff", "primary": "#000"}], "cta": [null],
        });
        assert_eq!(read, Some(expected));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for wrong in [&["aspect"][..], &["=1"], &["seed=1", "seed=2"]] {
            assert_eq!(read_all(wrong), None, "{wrong:?}");
        }
    }
}
