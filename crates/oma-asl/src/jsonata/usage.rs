//! What an expression refers to, found without running it.

use std::collections::BTreeSet;

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};

/// The names an expression uses. Names that it binds itself (`:=`, parameters, `@$v`, `#$i`) are left
/// out wherever they stand, so that no name is reported by mistake.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    /// Called as `$name(…)`.
    pub(crate) functions: BTreeSet<String>,
    /// Read as `$name`.
    pub(crate) variables: BTreeSet<String>,
    /// The first step after `$states`.
    pub(crate) states_fields: BTreeSet<String>,
    /// A bare field name, `*`, `$` or `$$` where there is no context item.
    pub(crate) without_context: BTreeSet<String>,
    /// Operators newer than the JSONata of Step Functions.
    pub(crate) too_new: BTreeSet<&'static str>,
}

pub(crate) fn usage_of(ast: &AstNode) -> Usage {
    let mut walk = Walk::default();
    walk.node(ast, true);
    let Walk { mut usage, bound } = walk;
    usage.functions.retain(|name| !bound.contains(name));
    usage.variables.retain(|name| !bound.contains(name));
    usage
}

#[derive(Default)]
struct Walk {
    usage: Usage,
    bound: BTreeSet<String>,
}

impl Walk {
    /// `top`: no path, filter or sort around this node gives it a context item.
    fn node(&mut self, node: &AstNode, top: bool) {
        match node {
            AstNode::Name(name) => self.context(top, name),
            AstNode::Wildcard => self.context(top, "*"),
            AstNode::Descendant => self.context(top, "**"),
            AstNode::ParentVariable(_) => self.context(true, "$$"),
            AstNode::Variable(name) if name.is_empty() => self.context(top, "$"),
            AstNode::Variable(name) => {
                self.usage.variables.insert(name.clone());
            }
            AstNode::Function { name, args, .. } => {
                self.usage.functions.insert(name.clone());
                self.all(args, top);
            }
            AstNode::Path { steps } => self.path(steps, top),
            AstNode::Binary { op, lhs, rhs } => self.binary(*op, lhs, rhs, top),
            AstNode::Lambda { params, body, .. } => {
                self.bound.extend(params.iter().cloned());
                self.node(body, top);
            }
            other => self.children(other, top),
        }
    }

    /// Nodes that have nothing of interest but what is inside them.
    fn children(&mut self, node: &AstNode, top: bool) {
        match node {
            AstNode::Unary { operand, .. } => self.node(operand, top),
            AstNode::Call { procedure, args } => {
                self.node(procedure, top);
                self.all(args, top);
            }
            AstNode::Array(items) | AstNode::ArrayGroup(items) | AstNode::Block(items) => {
                self.all(items, top);
            }
            AstNode::Object(pairs) => self.pairs(pairs, top),
            AstNode::ObjectTransform { input, pattern } => {
                self.node(input, top);
                self.pairs(pattern, false);
            }
            AstNode::Conditional { condition, then_branch, else_branch } => {
                self.node(condition, top);
                self.node(then_branch, top);
                if let Some(otherwise) = else_branch {
                    self.node(otherwise, top);
                }
            }
            AstNode::FunctionApplication(inner) => self.node(inner, top),
            AstNode::Sort { input, terms } => {
                self.node(input, top);
                for (term, _) in terms {
                    self.node(term, false);
                }
            }
            AstNode::Transform { location, update, delete } => {
                self.node(location, false);
                self.node(update, false);
                if let Some(delete) = delete {
                    self.node(delete, false);
                }
            }
            // Constants, and the nodes that `node` has dealt with.
            _ => {}
        }
    }

    fn binary(&mut self, op: BinaryOp, lhs: &AstNode, rhs: &AstNode, top: bool) {
        match op {
            BinaryOp::ColonEqual => {
                if let AstNode::Variable(name) = lhs {
                    self.bound.insert(name.clone());
                }
                return self.node(rhs, top);
            }
            BinaryOp::Coalesce => _ = self.usage.too_new.insert("??"),
            BinaryOp::Default => _ = self.usage.too_new.insert("?:"),
            _ => {}
        }
        self.node(lhs, top);
        self.node(rhs, top);
    }

    fn path(&mut self, steps: &[PathStep], top: bool) {
        if let [PathStep { node: AstNode::Variable(name), .. }, second, ..] = steps
            && name == "states"
            && let AstNode::Name(field) = &second.node
        {
            self.usage.states_fields.insert(field.clone());
        }
        for (index, step) in steps.iter().enumerate() {
            self.node(&step.node, top && index == 0);
            self.bound.extend(step.focus.iter().chain(&step.index_var).cloned());
            for stage in &step.stages {
                match stage {
                    Stage::Filter(filter) => self.node(filter, false),
                    Stage::Index(name) => _ = self.bound.insert(name.clone()),
                    Stage::KeepArray => {}
                }
            }
        }
    }

    fn context(&mut self, missing: bool, name: &str) {
        if missing {
            self.usage.without_context.insert(name.to_owned());
        }
    }

    fn all(&mut self, nodes: &[AstNode], top: bool) {
        for node in nodes {
            self.node(node, top);
        }
    }

    fn pairs(&mut self, pairs: &[(AstNode, AstNode)], top: bool) {
        for (key, value) in pairs {
            self.node(key, top);
            self.node(value, top);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(source: &str) -> Usage {
        usage_of(&jsonata_core::parser::parse(source).unwrap())
    }

    fn names(set: &BTreeSet<String>) -> Vec<&str> {
        set.iter().map(String::as_str).collect()
    }

    #[test]
    fn tells_bound_names_from_free_ones() {
        let found =
            usage("($f := function($x) { $x + $rate }; $map($states.input.n, $f) ~> $sum())");
        assert_eq!(names(&found.variables), ["rate", "states"]);
        assert_eq!(names(&found.functions), ["map", "sum"]);
        let found = usage("$states.input.o@$one#$at[$one.x = $at].y");
        assert_eq!(names(&found.variables), ["states"]);
    }

    #[test]
    fn finds_the_fields_of_states() {
        let found = usage("$exists($states.result.x) ? $states.input : $states.context.State.Name");
        assert_eq!(names(&found.states_fields), ["context", "input", "result"]);
    }

    #[test]
    fn a_bare_name_needs_a_context_item() {
        for source in ["name", "$", "$$.a", "$sum(prices)", "{'a': b}", "$.a", "*"] {
            assert!(!usage(source).without_context.is_empty(), "{source}");
        }
        for source in [
            "$states.input.name",
            "$states.input.a[b > 1]",
            "$states.input.a.(b & $.c)",
            "$states.input.a.$string()",
            "$states.input.a^(>b)",
            "$states.input.a{b: c}",
            "$states.input.a.{'k': b}",
            "$states.input.*",
        ] {
            let found = usage(source);
            assert!(found.without_context.is_empty(), "{source}: {:?}", found.without_context);
        }
    }

    #[test]
    fn finds_operators_that_step_functions_lacks() {
        assert_eq!(usage("$states.input.a ?? 1").too_new.len(), 1);
        assert_eq!(usage("$states.input.a ?: 1").too_new.len(), 1);
        assert!(usage("$states.input.a ? 1 : 2").too_new.is_empty());
    }
}
