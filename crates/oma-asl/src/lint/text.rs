//! What the text says beyond states: ARNs and substitutions.

use super::LintOptions;
use super::report::{Report, StateReport};
use super::rule::Rule;
use crate::definition::{State, substitution_names};

/// Both directions: used and not given, given and not used.
pub(super) fn substitutions(text: &str, options: &LintOptions, report: &mut Report) {
    let Some(given) = &options.substitutions else { return };
    let used = substitution_names(text);
    for name in used.difference(given) {
        let message = format!(
            "${{{name}}} has no value: add {name} to DefinitionSubstitutions, or correct the name"
        );
        report.machine(Rule::UnknownSubstitution, message);
    }
    for name in given.difference(&used) {
        let message = format!("{name} is not used: remove it from DefinitionSubstitutions");
        report.machine(Rule::UnusedSubstitution, message);
    }
}

pub(super) fn arns(state: &State, report: &mut StateReport<'_>) {
    let mut check = |at: &str, text: &str| {
        if let Some(arn) = literal_arn(text) {
            let message =
                format!("{at} holds {arn}: use a substitution, so that it works in every account");
            report.add(Rule::LiteralArn, message);
        }
    };
    if let State::Task(task) = state {
        check("Resource", &task.resource);
    }
    for field in state.fields() {
        field.template.texts(&field.at, &mut |at, text| check(at, text));
        field.template.expressions(&field.at, &mut |at, expression| check(at, expression.source()));
    }
}

/// The first ARN in `text` that is bound to a region or an account. Service integrations
/// (`arn:aws:states:::lambda:invoke`) and ARNs put together from substitutions are not.
fn literal_arn(text: &str) -> Option<&str> {
    text.match_indices("arn:")
        .map(|(start, _)| {
            let arn = &text[start..];
            let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ')');
            &arn[..arn.find(ends).unwrap_or(arn.len())]
        })
        .find(|arn| {
            let mut parts = arn.split(':').skip(3);
            let region = parts.next().unwrap_or_default();
            let account = parts.next().unwrap_or_default();
            let bound = |part: &str, allowed: fn(char) -> bool| {
                !part.is_empty() && part.chars().all(allowed)
            };
            bound(region, |c| c.is_ascii_alphanumeric() || c == '-')
                || bound(account, |c| c.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::literal_arn;

    #[test]
    fn tells_bound_arns_from_portable_ones() {
        for bound in [
            "arn:aws:lambda:eu-west-1:123456789012:function:script",
            "arn:aws:iam::123456789012:role/x",
            "'see arn:aws:sns:us-east-1:123456789012:topic' & 'x'",
        ] {
            assert!(literal_arn(bound).is_some(), "{bound}");
        }
        for portable in [
            "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "arn:aws:s3:::bucket/key",
            "arn:${Partition}:lambda:${Region}:${Account}:function:script",
            "learn: more",
        ] {
            assert_eq!(literal_arn(portable), None);
        }
    }
}
