//! `${Name}`, as the SAM property `DefinitionSubstitutions` fills it in.

use std::collections::{BTreeMap, BTreeSet};

use super::DefinitionError;

/// Replaces every `${Name}` in `text` by its value. A name without a value is refused; a value that
/// the text does not use is not (the linter reports it).
///
/// Values are put in as they are, so a value inside a JSON string must need no escaping.
pub fn substitute(
    text: &str,
    values: &BTreeMap<String, String>,
) -> Result<String, DefinitionError> {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Name(name) => match values.get(name) {
                Some(value) => filled.push_str(value),
                None => return Err(DefinitionError::UnknownSubstitution(name.to_owned())),
            },
        }
    }
    Ok(filled)
}

/// The names used in `text`.
pub(crate) fn names(text: &str) -> BTreeSet<String> {
    pieces(text)
        .filter_map(|piece| match piece {
            Piece::Name(name) => Some(name.to_owned()),
            Piece::Text(_) => None,
        })
        .collect()
}

/// `text` with a number in place of every `${Name}`: valid JSONata both as a value and in a string.
pub(crate) fn with_placeholder(text: &str) -> String {
    pieces(text)
        .map(|piece| match piece {
            Piece::Name(_) => "1",
            Piece::Text(text) => text,
        })
        .collect()
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// Only letters, digits, `_` and `.` make a name: `${"a": 1}` is JSONata, not a substitution.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = leading_name(rest) {
            rest = after;
            return Some(Piece::Name(name));
        }
        let end = rest
            .match_indices("${")
            .map(|(at, _)| at)
            .find(|at| leading_name(&rest[*at..]).is_some())
            .unwrap_or(rest.len());
        let (plain, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(plain))
    })
}

fn leading_name(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix("${")?.split_once('}')?;
    let valid = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    valid.then_some((name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn replaces_every_use_and_leaves_jsonata_alone() {
        let text = r#"{"a": "${Fn}/${Fn}", "b": "{% $states.input.${"k": 1} & '${N}' %}"}"#;
        assert_eq!(
            substitute(text, &values(&[("Fn", "arn"), ("N", "7")])).unwrap(),
            r#"{"a": "arn/arn", "b": "{% $states.input.${"k": 1} & '7' %}"}"#
        );
    }

    #[test]
    fn refuses_a_name_without_a_value() {
        assert_eq!(
            substitute("x ${Missing}", &values(&[("Other", "1")])),
            Err(DefinitionError::UnknownSubstitution("Missing".to_owned()))
        );
    }

    #[test]
    fn lists_names_once_and_sorted() {
        let found: Vec<String> = names("${B} ${A} ${B} ${} ${a b} ${").into_iter().collect();
        assert_eq!(found, ["A", "B"]);
    }
}
