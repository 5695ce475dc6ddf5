//! One `{% … %}`, parsed once.

use jsonata_core::ast::AstNode;
use jsonata_core::parser;

use crate::definition::{substitution_names, with_placeholder};

/// The text between `{%` and `%}` and its syntax tree.
#[derive(Debug)]
pub(crate) struct Expression {
    source: String,
    /// With a number in place of each `${Name}`, so that the syntax can be checked before values are
    /// known; such a tree is never evaluated.
    ast: Result<AstNode, String>,
    unsubstituted: Option<String>,
}

impl Expression {
    /// Whether a field's text is an expression. The delimiters must be its very first and last
    /// characters: Step Functions takes anything else literally.
    pub(crate) fn is_one(text: &str) -> bool {
        text.len() >= 4 && text.starts_with("{%") && text.ends_with("%}")
    }

    pub(crate) fn from_field(text: &str) -> Option<Self> {
        Self::is_one(text).then(|| Self::new(text[2..text.len() - 2].trim()))
    }

    fn new(source: &str) -> Self {
        let unsubstituted = substitution_names(source).into_iter().next();
        let ast = parser::parse(&with_placeholder(source)).map_err(|error| {
            format!("the JSONata expression does not parse: {}", error.display_message())
        });
        Self { source: source.to_owned(), ast, unsubstituted }
    }

    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// The tree, for its shape only; to run it use [`Expression::runnable`].
    pub(crate) fn ast(&self) -> Result<&AstNode, &str> {
        self.ast.as_ref().map_err(String::as_str)
    }

    /// The tree to evaluate.
    pub(super) fn runnable(&self) -> Result<&AstNode, String> {
        match &self.unsubstituted {
            Some(name) => Err(format!("no value was given for the substitution ${{{name}}}")),
            None => self.ast().map_err(str::to_owned),
        }
    }
}
