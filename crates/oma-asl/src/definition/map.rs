//! What a Map has beyond a machine: how its processor is run, and where a distributed one reads from.

use serde::{Deserialize, Deserializer};

use super::machine::{StateMachine, States};
use super::state::Map;
use super::template::Template;

/// Step Functions refuses a longer `Label`.
const LONGEST_LABEL: usize = 40;

/// The machine that is run for each item.
#[derive(Debug, Deserialize)]
#[serde(from = "Written")]
pub(crate) struct ItemProcessor {
    pub(crate) machine: StateMachine,
    /// Whether each item is an execution of its own, with nothing of its parent but its input.
    pub(crate) distributed: bool,
}

/// The processor as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Written {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    processor_config: Option<ProcessorConfig>,
    start_at: String,
    states: States,
}

#[derive(Deserialize)]
#[serde(tag = "Mode", deny_unknown_fields)]
enum ProcessorConfig {
    #[serde(rename = "INLINE")]
    Inline {},
    #[serde(rename = "DISTRIBUTED")]
    Distributed {
        #[serde(rename = "ExecutionType")]
        _execution_type: ExecutionType,
    },
}

/// Standard alone: an express child may run twice and for five minutes at most.
#[derive(Deserialize)]
enum ExecutionType {
    #[serde(rename = "STANDARD")]
    Standard,
}

impl From<Written> for ItemProcessor {
    fn from(written: Written) -> Self {
        let config = written.processor_config;
        Self {
            machine: StateMachine { start_at: written.start_at, states: written.states.0 },
            distributed: matches!(config, Some(ProcessorConfig::Distributed { .. })),
        }
    }
}

/// Where the items of a distributed Map come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct ItemReader {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    #[serde(deserialize_with = "get_object")]
    pub(crate) resource: String,
    #[serde(rename = "ReaderConfig")]
    pub(crate) config: ReaderConfig,
    pub(crate) arguments: Template,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct ReaderConfig {
    pub(crate) input_type: InputType,
}

/// How the items are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum InputType {
    /// One array.
    #[serde(rename = "JSON")]
    Json,
    /// One value a line.
    #[serde(rename = "JSONL")]
    JsonLines,
}

/// The only reader of the subset.
pub(crate) const GET_OBJECT: &str = "arn:aws:states:::s3:getObject";

fn get_object<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let resource = String::deserialize(from)?;
    if resource == GET_OBJECT {
        return Ok(resource);
    }
    Err(serde::de::Error::custom(format!("ItemReader reads {resource:?}: write {GET_OBJECT:?}")))
}

impl Map {
    /// Refuses what Step Functions would when the machine is created.
    pub(super) fn check_distribution(&self) -> Result<(), String> {
        if !self.item_processor.distributed {
            return match self.distributed_field() {
                Some(field) => Err(format!("{field} needs the ProcessorConfig Mode DISTRIBUTED")),
                None => Ok(()),
            };
        }
        if self.items.is_some() && self.item_reader.is_some() {
            return Err("give it either Items or ItemReader".to_owned());
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        match &self.label {
            Some(label)
                if label.is_empty() || label.len() > LONGEST_LABEL || !label.chars().all(fits) =>
            {
                Err(format!("Label: use 1 to {LONGEST_LABEL} letters, digits, - and _"))
            }
            _ => Ok(()),
        }
    }

    /// A field that only a distributed Map may have.
    fn distributed_field(&self) -> Option<&'static str> {
        let fields = [
            ("ItemReader", self.item_reader.is_some()),
            ("Label", self.label.is_some()),
            ("ToleratedFailurePercentage", self.tolerated_failure_percentage.is_some()),
            ("ToleratedFailureCount", self.tolerated_failure_count.is_some()),
        ];
        fields.into_iter().find_map(|(field, there)| there.then_some(field))
    }
}
