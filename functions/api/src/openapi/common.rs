use serde_json::{Value, json};

/// A reference to a component.
pub(super) fn reference(kind: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{kind}/{name}")})
}

/// The statuses of problem documents, and what they say.
pub(super) const PROBLEMS: [(&str, &str); 13] = [
    ("400", "The request is not written as the API reads it."),
    ("401", "The request carries no valid token."),
    ("402", "It would cost more than the budget leaves."),
    ("403", "The caller may not do this."),
    ("404", "There is no such thing, or not for this caller."),
    ("409", "It does not go together with what there is now."),
    ("413", "The body is too large."),
    ("415", "The body is not JSON."),
    ("422", "Fields break rules; all of them are listed."),
    ("429", "Too much was asked for; `Retry-After` says when to ask again."),
    ("500", "A fault of the service. The trace id leads to its cause."),
    ("503", "The service, or something it needs, does not work now."),
    ("504", "Something took too long."),
];
