use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where the briefs of a batch come from. One of `manifest` and `rows`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// The id of an upload: a table (CSV) or a brief per line (JSON Lines).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
    /// The rows themselves, for a few of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub rows: Vec<Map<String, Value>>,
    /// Fields of a brief that every row begins with. Texts in it may hold placeholders, `{{city}}`, for
    /// values that every row gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Map<String, Value>>,
    /// The id of a stored template, in place of `template`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_id: Option<String>,
    /// Which field of a brief a column is, where its name does not say it: `{"Título": "title"}`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub columns: Map<String, Value>,
}

/// How a manifest is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ManifestFormat {
    /// A table with a row of names, separated by commas, semicolons or tabs.
    Csv,
    /// A JSON object per line.
    JsonLines,
}
