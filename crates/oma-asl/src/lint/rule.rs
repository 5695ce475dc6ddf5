//! The rules.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident => $id:literal,)*) => {
        /// A rule. Its id is stable, so that a tool can refer to it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $name,)*
        }

        impl Rule {
            /// Every rule, in the order of this page.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The id, in kebab case.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }

            /// What the rule is for, in a sentence or two.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_ascii_start(),)*
                }
            }
        }
    };
}

rules! {
    /// The text is not a state machine in the subset that OMA runs.
    InvalidDefinition => "invalid-definition",
    /// `StartAt`, Next, Default or Catch names no state of the same machine.
    UnknownTarget => "unknown-target",
    /// No way leads from `StartAt` to this state.
    UnreachableState => "unreachable-state",
    /// No way leads from this state to an end of its machine.
    NoWayToEnd => "no-way-to-end",
    /// Step Functions wants state names unique in the whole definition, branches included.
    DuplicateStateName => "duplicate-state-name",
    /// A state name has at most 80 characters.
    StateNameTooLong => "state-name-too-long",
    /// An expression does not parse.
    JsonataSyntax => "jsonata-syntax",
    /// A function that neither JSONata, nor Step Functions, nor the expression defines.
    JsonataUnknownFunction => "jsonata-unknown-function",
    /// A variable that no state around assigns.
    JsonataUnknownVariable => "jsonata-unknown-variable",
    /// An operator of JSONata 2.1: Step Functions runs 2.0.6.
    JsonataTooNew => "jsonata-too-new",
    /// A bare field name or `$` where there is no context item: it is always undefined.
    JsonataNoContext => "jsonata-no-context",
    /// A part of `$states` that does not exist in this field.
    JsonataStatesField => "jsonata-states-field",
    /// Text before or after `{% … %}`: Step Functions takes the whole string literally.
    TextAroundExpression => "text-around-expression",
    /// A variable name that Step Functions refuses.
    InvalidVariableName => "invalid-variable-name",
    /// A branch assigns a variable that the machine around it assigns too.
    ShadowedVariable => "shadowed-variable",
    /// The definition has no `TimeoutSeconds`: a stuck execution would run for a year.
    MachineWithoutTimeout => "machine-without-timeout",
    /// A Task has no `TimeoutSeconds`.
    TaskWithoutTimeout => "task-without-timeout",
    /// A Task has no Retry.
    TaskWithoutRetry => "task-without-retry",
    /// A Task, Map or Parallel at the top has no Catch on States.ALL. A state inside a Map or
    /// Parallel may leave it to the state around it. The state that records failures needs one too:
    /// let it lead to a Fail state.
    MissingCatch => "missing-catch",
    /// A Choice has no Default: States.NoChoiceMatched cannot be caught.
    ChoiceWithoutDefault => "choice-without-default",
    /// Assign or Output on a Choice itself: it is documented in two ways, and engines differ.
    ChoiceStateFields => "choice-state-fields",
    /// A Fail state names no error.
    FailWithoutError => "fail-without-error",
    /// A `.waitForTaskToken` task does not pass its token on.
    TokenNotPassed => "token-not-passed",
    /// An error name that nothing reports.
    UnknownErrorName => "unknown-error-name",
    /// States.ALL has to be the only name of its Retry or Catch.
    StatesAllNotAlone => "states-all-not-alone",
    /// States.ALL has to be in the last Retry or Catch.
    StatesAllNotLast => "states-all-not-last",
    /// An ARN with a region or an account in it.
    LiteralArn => "literal-arn",
    /// A `${Name}` for which the template gives no value.
    UnknownSubstitution => "unknown-substitution",
    /// A value that the template gives and the definition does not use.
    UnusedSubstitution => "unused-substitution",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
