//! Values as people read them.

use serde_json::Value;

/// The longest text of a value in a label, in characters.
const MOST_CHARACTERS: usize = 40;

/// `aspect=1:1`; texts as they are, everything else as JSON, both cut.
pub(super) fn of(name: &str, value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".to_owned(),
        other => other.to_string(),
    };
    format!("{name}={}", cut(&text))
}

fn cut(text: &str) -> String {
    if text.chars().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let head: String = text.chars().take(MOST_CHARACTERS - 1).collect();
    format!("{}…", head.trim_end())
}
