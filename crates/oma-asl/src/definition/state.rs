//! One type per state. Field names are those of Amazon States Language.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::machine::StateMachine;
use super::map::{ItemProcessor, ItemReader};
use super::retry::{Catcher, Retrier};
use super::template::{Template, present};

/// One state.
#[derive(Debug, Deserialize)]
#[serde(tag = "Type")]
pub(crate) enum State {
    Task(Box<Task>),
    Map(Box<Map>),
    Parallel(Box<Parallel>),
    Choice(Choice),
    Pass(Pass),
    Wait(Wait),
    Succeed(Succeed),
    Fail(Fail),
}

macro_rules! state {
    ($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "PascalCase")]
        pub(crate) struct $name {
            pub(crate) comment: Option<String>,
            $($(#[$attribute])* pub(crate) $field: $kind,)*
        }
    };
}

state!(
    /// Work done by the task handler.
    Task {
        resource: String,
        #[serde(default, deserialize_with = "present")]
        arguments: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        timeout_seconds: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        heartbeat_seconds: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        output: Option<Template>,
        #[serde(default)]
        assign: Assign,
        #[serde(default)]
        retry: Vec<Retrier>,
        #[serde(default)]
        catch: Vec<Catcher>,
        next: Option<String>,
        #[serde(default)]
        end: bool,
    }
);

state!(
    /// One machine run once for each item of an array.
    Map {
        item_processor: ItemProcessor,
        #[serde(default, deserialize_with = "present")]
        items: Option<Template>,
        item_reader: Option<ItemReader>,
        label: Option<String>,
        #[serde(default, deserialize_with = "present")]
        item_selector: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        max_concurrency: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        tolerated_failure_percentage: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        tolerated_failure_count: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        output: Option<Template>,
        #[serde(default)]
        assign: Assign,
        #[serde(default)]
        retry: Vec<Retrier>,
        #[serde(default)]
        catch: Vec<Catcher>,
        next: Option<String>,
        #[serde(default)]
        end: bool,
    }
);

state!(
    /// Several machines run side by side.
    Parallel {
        branches: Vec<StateMachine>,
        #[serde(default, deserialize_with = "present")]
        arguments: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        output: Option<Template>,
        #[serde(default)]
        assign: Assign,
        #[serde(default)]
        retry: Vec<Retrier>,
        #[serde(default)]
        catch: Vec<Catcher>,
        next: Option<String>,
        #[serde(default)]
        end: bool,
    }
);

state!(
    /// The first rule whose condition holds decides where to go.
    Choice {
        choices: Vec<ChoiceRule>,
        default: Option<String>,
        #[serde(default, deserialize_with = "present")]
        output: Option<Template>,
        #[serde(default)]
        assign: Assign,
    }
);

/// One rule of a Choice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct ChoiceRule {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    pub(crate) condition: Template,
    pub(crate) next: String,
    #[serde(default, deserialize_with = "present")]
    pub(crate) output: Option<Template>,
    #[serde(default)]
    pub(crate) assign: Assign,
}

state!(
    /// Shapes data, does no work.
    Pass {
        #[serde(default, deserialize_with = "present")]
        output: Option<Template>,
        #[serde(default)]
        assign: Assign,
        next: Option<String>,
        #[serde(default)]
        end: bool,
    }
);

state!(
    /// Waits for a number of seconds, or until a time.
    Wait {
        #[serde(default, deserialize_with = "present")]
        seconds: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        timestamp: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        output: Option<Template>,
        #[serde(default)]
        assign: Assign,
        next: Option<String>,
        #[serde(default)]
        end: bool,
    }
);

state!(
    /// Ends its machine well.
    Succeed {
        #[serde(default, deserialize_with = "present")]
        output: Option<Template>,
    }
);

state!(
    /// Ends its machine with an error.
    Fail {
        #[serde(default, deserialize_with = "present")]
        error: Option<Template>,
        #[serde(default, deserialize_with = "present")]
        cause: Option<Template>,
    }
);

/// The variables that a state sets, in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Assign(pub(crate) Vec<(String, Template)>);

impl<'de> Deserialize<'de> for Assign {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(AssignVisitor)
    }
}

struct AssignVisitor;

impl<'de> Visitor<'de> for AssignVisitor {
    type Value = Assign;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of values by variable name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Assign, A::Error> {
        let mut variables: Vec<(String, Template)> = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if variables.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom(format!("Assign sets {name:?} twice")));
            }
            variables.push((name, Template::from(value)));
        }
        Ok(Assign(variables))
    }
}

const NO_RETRY: &[Retrier] = &[];
const NO_CATCH: &[Catcher] = &[];

impl State {
    /// The fields `Next` and `End`; `None` for Choice, Succeed and Fail, which have neither.
    pub(crate) fn flow(&self) -> Option<(Option<&str>, bool)> {
        let (next, end) = match self {
            Self::Task(task) => (&task.next, task.end),
            Self::Map(map) => (&map.next, map.end),
            Self::Parallel(parallel) => (&parallel.next, parallel.end),
            Self::Pass(pass) => (&pass.next, pass.end),
            Self::Wait(wait) => (&wait.next, wait.end),
            Self::Choice(_) | Self::Succeed(_) | Self::Fail(_) => return None,
        };
        Some((next.as_deref(), end))
    }

    /// The state that follows when this one succeeds, unless it ends its machine.
    pub(crate) fn next(&self) -> Option<&str> {
        self.flow().and_then(|(next, _)| next)
    }

    pub(crate) fn retry(&self) -> &[Retrier] {
        match self {
            Self::Task(task) => &task.retry,
            Self::Map(map) => &map.retry,
            Self::Parallel(parallel) => &parallel.retry,
            _ => NO_RETRY,
        }
    }

    pub(crate) fn catch(&self) -> &[Catcher] {
        match self {
            Self::Task(task) => &task.catch,
            Self::Map(map) => &map.catch,
            Self::Parallel(parallel) => &parallel.catch,
            _ => NO_CATCH,
        }
    }

    /// Every Assign of this state: its own, those of its rules and of its Catch.
    pub(crate) fn assigns(&self) -> Vec<&Assign> {
        let mut assigns: Vec<&Assign> =
            self.catch().iter().map(|catcher| &catcher.assign).collect();
        match self {
            Self::Task(task) => assigns.push(&task.assign),
            Self::Map(map) => assigns.push(&map.assign),
            Self::Parallel(parallel) => assigns.push(&parallel.assign),
            Self::Pass(pass) => assigns.push(&pass.assign),
            Self::Wait(wait) => assigns.push(&wait.assign),
            Self::Choice(choice) => {
                assigns.push(&choice.assign);
                assigns.extend(choice.choices.iter().map(|rule| &rule.assign));
            }
            Self::Succeed(_) | Self::Fail(_) => {}
        }
        assigns
    }

    /// The machines inside this state.
    pub(crate) fn inner(&self) -> &[StateMachine] {
        match self {
            Self::Map(map) => std::slice::from_ref(&map.item_processor.machine),
            Self::Parallel(parallel) => &parallel.branches,
            _ => &[],
        }
    }

    /// Whether the machines inside see the variables around them. Executions of their own do not.
    pub(crate) fn shares_variables(&self) -> bool {
        !matches!(self, Self::Map(map) if map.item_processor.distributed)
    }

    /// Every state that this one may lead to, with the field that says so.
    pub(crate) fn targets(&self) -> Vec<(&'static str, &str)> {
        let mut targets = Vec::new();
        if let Self::Choice(choice) = self {
            targets.extend(choice.choices.iter().map(|rule| ("Choices.Next", &*rule.next)));
            targets.extend(choice.default.as_deref().map(|name| ("Default", name)));
        }
        targets.extend(self.next().map(|name| ("Next", name)));
        targets.extend(self.catch().iter().map(|catcher| ("Catch.Next", &*catcher.next)));
        targets
    }
}
