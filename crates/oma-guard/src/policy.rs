use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Finding, Kind, find};

/// What happens to a kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The text is refused.
    Block,
    /// A placeholder stands in its place.
    Redact,
    /// It stays.
    Allow,
}

/// What happens to each kind. A kind that is not named is hidden.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Policy {
    actions: BTreeMap<Kind, Action>,
}

/// A text after a policy was applied to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarded {
    /// The text with placeholders.
    pub text: String,
    /// What was hidden, by kind.
    pub redacted: BTreeMap<Kind, usize>,
    /// What must not be there, by kind. The text is not to be used unless this is empty.
    pub blocked: BTreeMap<Kind, usize>,
}

impl Policy {
    /// This policy, but with another action for a kind.
    #[must_use]
    pub fn with(mut self, kind: Kind, action: Action) -> Self {
        self.actions.insert(kind, action);
        self
    }

    /// What happens to a kind.
    pub fn action(&self, kind: Kind) -> Action {
        self.actions.get(&kind).copied().unwrap_or(Action::Redact)
    }

    /// Applies the policy to a text. What is blocked is hidden as well, so that the text can be
    /// shown to say what is wrong with it.
    pub fn apply(&self, text: &str) -> Guarded {
        let mut guarded = Guarded {
            text: String::with_capacity(text.len()),
            redacted: BTreeMap::new(),
            blocked: BTreeMap::new(),
        };
        let mut from = 0;
        for Finding { kind, range } in find(text) {
            let counts = match self.action(kind) {
                Action::Allow => continue,
                Action::Redact => &mut guarded.redacted,
                Action::Block => &mut guarded.blocked,
            };
            *counts.entry(kind).or_default() += 1;
            guarded.text.push_str(&text[from..range.start]);
            guarded.text.push_str(kind.placeholder());
            from = range.end;
        }
        guarded.text.push_str(&text[from..]);
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "CPF 529.982.247-25, ana@exemplo.com.br, CEP 01310-100.";

    #[test]
    fn each_kind_has_its_action() {
        let policy =
            Policy::default().with(Kind::Cpf, Action::Block).with(Kind::Cep, Action::Allow);
        let guarded = policy.apply(TEXT);
        assert_eq!(guarded.text, "CPF [CPF], [EMAIL], CEP 01310-100.");
        assert_eq!(guarded.blocked, BTreeMap::from([(Kind::Cpf, 1)]));
        assert_eq!(guarded.redacted, BTreeMap::from([(Kind::Email, 1)]));
    }

    #[test]
    fn what_was_hidden_is_not_found_again() {
        let guarded = Policy::default().apply(TEXT);
        assert_eq!(Policy::default().apply(&guarded.text).text, guarded.text);
        assert!(find(&guarded.text).is_empty());
    }
}
