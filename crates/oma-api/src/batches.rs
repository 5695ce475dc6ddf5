//! Batches: a list of briefs that are made with nobody watching.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oma_core::batch::{BatchCounts, BatchId, BatchOptions, BatchStatus, ItemStatus, Source};
use oma_core::id::VideoId;
use oma_core::money::MicroUsd;
use oma_core::video::Failure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::videos::FileLink;

/// `POST /v1/batches`: where the briefs come from, one of `manifest` and `rows`, and how they are to
/// be made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBatch {
    /// Its name, for people [default: that of the manifest].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub name: Option<String>,
    /// The id of an upload for `manifest`: a table (CSV) or a brief per line (JSON Lines).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub manifest: Option<String>,
    /// The rows themselves, for a few of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub rows: Vec<Map<String, Value>>,
    /// Fields of a brief that every row begins with. Texts in it may hold placeholders, `{{city}}`,
    /// for values that every row gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Map<String, Value>>,
    /// The id of a stored template, in place of `template`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub template_id: Option<String>,
    /// Which field of a brief a column is, where its name does not say it: `{"Oferta": "title"}`.
    /// With an empty text it is left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 200))]
    pub columns: BTreeMap<String, String>,
    /// How it is to be made.
    #[serde(default)]
    pub options: BatchOptions,
}

impl CreateBatch {
    /// What it says of where the briefs come from.
    pub fn source(&self) -> Source {
        let columns = self.columns.iter().map(|(name, field)| (name.clone(), field.clone().into()));
        Source {
            manifest: self.manifest.clone(),
            rows: self.rows.clone(),
            template: self.template.clone(),
            template_id: self.template_id.clone(),
            columns: columns.collect(),
        }
    }
}

/// A batch, as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Batch {
    /// Its id.
    pub batch_id: BatchId,
    /// Its name, for people.
    pub name: String,
    /// Where it stands.
    pub status: BatchStatus,
    /// How it is made.
    pub options: BatchOptions,
    /// The schedule whose run it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_id: Option<String>,
    /// Rows of the manifest; 0 until they were read.
    pub rows: u32,
    /// Those of them that cannot be made.
    pub invalid: u32,
    /// Rows that are made; 0 until all were checked.
    pub items: u32,
    /// Why it was refused or stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it last changed. Rows that end do not change it, but its counts.
    pub updated_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

/// `GET /v1/batches/{batch_id}`: a batch, and how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchDetails {
    /// The batch.
    #[serde(flatten)]
    pub batch: Batch,
    /// What became of its rows so far, and what that cost.
    pub counts: BatchCounts,
    /// Rows that nothing was done for yet.
    pub waiting: u32,
    /// What there is to download, by name: `problems.csv` (what is wrong with rows), `results.csv`
    /// (what became of every row), `summary.json`.
    pub files: BTreeMap<String, FileLink>,
    /// Until when the links can be used.
    pub links_expire_at: Timestamp,
}

/// A row of a batch, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BatchRow {
    /// Its number in the batch, from 1.
    pub n: u32,
    /// What its manifest calls it.
    pub id: String,
    /// Where it stands in the manifest, as an editor counts lines, from 1.
    pub line: u64,
    /// From its brief.
    pub title: String,
    /// How it stands.
    pub status: ItemStatus,
    /// Its video, from when it was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_id: Option<VideoId>,
    /// Why there is no film.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What providers charged.
    pub cost_micro_usd: MicroUsd,
    /// What finished work that was found again would have cost.
    pub saved_micro_usd: MicroUsd,
    /// Steps that were done for it.
    pub steps: u32,
    /// Those of them whose result was found.
    pub steps_found: u32,
}

/// `GET /v1/batches/{batch_id}/items`: which rows, page by page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRows {
    /// Only those that stand there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// The most rows on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub cursor: Option<String>,
}

/// The answer to `POST /v1/batches/{batch_id}/archive`: 202.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArchiveBegun {
    /// Which packing it is. The archive is yours to fetch when it has this id and is `ready`.
    pub archive_id: String,
}

/// `GET /v1/batches/{batch_id}/archive`: a batch's films, packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BatchArchive {
    /// Where it stands.
    pub status: ArchiveStatus,
    /// Which packing it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive_id: Option<String>,
    /// The files, in order. Each is a ZIP that can be opened without the others.
    pub parts: Vec<ArchiveFile>,
    /// Until when the links can be used.
    pub links_expire_at: Timestamp,
}

/// Where an archive stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveStatus {
    /// Nothing was packed. Ask for it with `POST`.
    None,
    /// Films are being packed; the parts are those that are whole.
    Packing,
    /// All films are in its parts.
    Ready,
}

/// One file of packed films.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArchiveFile {
    /// Its name: `films-001.zip`.
    pub name: String,
    /// How many films are in it.
    pub films: u32,
    /// Where it is.
    #[serde(flatten)]
    pub link: FileLink,
}
