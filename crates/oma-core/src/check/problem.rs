use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::texts::is_unprintable;

/// One thing wrong with a brief or a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FieldProblem")]
pub struct Problem {
    /// Where: `title`, `script.scenes[1].narration`; empty for the whole.
    pub path: String,
    /// What is wrong: "is 2 characters long".
    pub problem: String,
    /// What is allowed: "3 to 200 characters".
    pub allowed: String,
}

impl Problem {
    /// A problem at a path.
    pub fn new(
        path: impl Into<String>,
        problem: impl Into<String>,
        allowed: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), problem: problem.into(), allowed: allowed.into() }
    }

    /// The same problem in a file that the brief names.
    #[must_use]
    pub fn within(self, file: impl fmt::Display) -> Self {
        Self { path: format!("{file}: {}", self.path), ..self }
    }

    /// The problem as a sentence about `what` (`brief`, `request`), where no field is named.
    pub fn of(&self, what: &str) -> String {
        let whole = format!("the {what}");
        let path = if self.path.is_empty() { &whole } else { &self.path };
        format!("{path} {}; allowed: {}.", self.problem, self.allowed)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.of("brief"))
    }
}

/// The most characters of a field's name that a path repeats. No known field has as many.
const NAME_CHARS: usize = 64;

/// A field's name as a path shows it: what a client makes up is not repeated at length, nor with
/// characters that nobody can see.
pub(super) fn cut(name: &str) -> Cow<'_, str> {
    let is_long = name.chars().nth(NAME_CHARS).is_some();
    if !is_long && !name.contains(is_unprintable) {
        return name.into();
    }
    let shown = |c: char| if is_unprintable(c) { char::REPLACEMENT_CHARACTER } else { c };
    let mut text: String = name.chars().take(NAME_CHARS).map(shown).collect();
    if is_long {
        text.push('…');
    }
    text.into()
}
