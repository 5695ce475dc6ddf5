use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing wrong with a brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Where: `title`, `script.scenes[1].narration`; empty for the brief as a whole.
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
}

/// The most characters of a field's name that a path repeats. No known field has as many.
const NAME_CHARS: usize = 64;

/// A field's name as a path shows it: what a client makes up is not repeated at length.
pub(super) fn cut(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(NAME_CHARS) {
        Some((end, _)) => format!("{}…", &name[..end]).into(),
        None => name.into(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the brief" } else { &self.path };
        write!(f, "{path} {}; allowed: {}.", self.problem, self.allowed)
    }
}
