//! Lists, page by page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One page of a list, the newest first unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub struct Page<T> {
    /// What is on the page.
    pub items: Vec<T>,
    /// Send it as `cursor` to get the next page. The last page has none. Its form may change; keep
    /// it only as long as a listing takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// The most items on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub cursor: Option<String>,
}

/// How many items a page has when nothing is asked.
pub const DEFAULT_LIMIT: u32 = 20;
