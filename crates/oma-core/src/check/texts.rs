//! Rules that a schema cannot say of any text: characters that break captions and terminals, and
//! texts that are blank.

use serde_json::Value;

use super::problem::cut;
use super::{MAX_PROBLEMS, Problem};

/// Looks at every string, in a known field or not, and at the names of fields.
pub(super) fn find(value: &Value, problems: &mut Vec<Problem>) {
    visit(value, String::new(), problems);
}

fn visit(value: &Value, path: String, problems: &mut Vec<Problem>) {
    if problems.len() >= MAX_PROBLEMS {
        return;
    }
    match value {
        Value::String(text) => check(text, path, problems),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(item, format!("{path}[{index}]"), problems);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let unprintable = name.chars().find(|c| is_unprintable(*c));
                let name = cut(name);
                let path = if path.is_empty() { name.into() } else { format!("{path}.{name}") };
                if let Some(bad) = unprintable {
                    problems.push(control_character(path.clone(), bad));
                }
                visit(field, path, problems);
            }
        }
        _ => {}
    }
}

fn check(text: &str, path: String, problems: &mut Vec<Problem>) {
    if let Some(bad) = text.chars().find(|c| is_unprintable(*c)) {
        problems.push(control_character(path, bad));
    } else if !text.is_empty() && text.trim().is_empty() {
        problems.push(Problem::new(path, "is blank", "text that is more than white space"));
    }
}

/// Control characters, and the direction overrides that make text read other than it is.
pub(super) fn is_unprintable(c: char) -> bool {
    let layout = matches!(c, '\n' | '\r' | '\t');
    let direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && !layout) || direction
}

fn control_character(path: String, bad: char) -> Problem {
    let what = format!("contains the control character U+{:04X}", u32::from(bad));
    Problem::new(path, what, "printable characters, line breaks and tabs")
}
