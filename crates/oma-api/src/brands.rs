//! Brand kits that are kept.

use jiff::Timestamp;
use oma_core::brief::BrandKit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/brands`, `PUT /v1/brands/{brand_id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteBrand {
    /// Its name, for people.
    #[schemars(length(min = 1, max = 100))]
    pub name: String,
    /// The kit; `logo.source` and `font` are ids of uploads.
    pub kit: BrandKit,
}

/// A brand kit. A brief names it: `"brand": "01J…"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Brand {
    /// Its id.
    pub brand_id: String,
    /// Its name, for people.
    pub name: String,
    /// The kit.
    pub kit: BrandKit,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
