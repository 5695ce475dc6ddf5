use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ulid::Ulid;

use super::BatchId;
use crate::brief::Brief;
use crate::id::VideoId;
use crate::money::MicroUsd;
use crate::video::Failure;

/// The most rows of a batch.
pub const MAX_ITEMS: u32 = 100_000;

/// A row that was checked and can be made: a line of a file of [`super::keys::items`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemDraft {
    /// Its number in the batch, from 1, without gaps.
    pub n: u32,
    /// What its manifest calls it; unique in the batch.
    pub id: String,
    /// Where it stands in the manifest, as an editor counts lines, from 1.
    pub line: u64,
    /// What is to be made. Its sources are upload names by now.
    pub brief: Brief,
    /// Words to find the video by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// A row of a batch, and what became of it: the document `ITEM#{n:06}` of the batch's partition,
/// written when the row begins, and a line of its results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BatchItem {
    /// Its number in the batch, from 1.
    pub n: u32,
    /// What its manifest calls it.
    pub id: String,
    /// Where it stands in the manifest, from 1.
    pub line: u64,
    /// From its brief.
    pub title: String,
    /// How it stands.
    pub status: ItemStatus,
    /// Its video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_id: Option<VideoId>,
    /// The execution that makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<String>,
    /// The execution of the batch that began it last, or passed it over.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub run: String,
    /// Why there is no film.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What it holds of the batch's budget: the most that its video may cost while it is made, and
    /// what that was charged afterwards. Nothing where the batch has no budget.
    #[serde(default)]
    pub reserved_micro_usd: MicroUsd,
    /// What providers charged.
    #[serde(default)]
    pub cost_micro_usd: MicroUsd,
    /// What finished work that was found again would have cost.
    #[serde(default)]
    pub saved_micro_usd: MicroUsd,
    /// Steps that were done for it, and those of them whose result was found.
    #[serde(default)]
    pub steps: u32,
    /// See `steps`.
    #[serde(default)]
    pub steps_found: u32,
}

impl BatchItem {
    /// A row for which nothing was done yet.
    pub fn waiting(draft: &ItemDraft) -> Self {
        Self {
            n: draft.n,
            id: draft.id.clone(),
            line: draft.line,
            title: draft.brief.title.clone(),
            status: ItemStatus::Waiting,
            video_id: None,
            execution: None,
            run: String::new(),
            failure: None,
            reserved_micro_usd: MicroUsd::default(),
            cost_micro_usd: MicroUsd::default(),
            saved_micro_usd: MicroUsd::default(),
            steps: 0,
            steps_found: 0,
        }
    }
}

/// How a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Nothing was done for it yet.
    Waiting,
    /// Its video is being made, or waits for a person's yes.
    Running,
    /// The film is there.
    Succeeded,
    /// It ended with an error.
    Failed,
    /// It was not begun, because the batch was stopped before its turn, or its video was cancelled.
    Skipped,
}

impl ItemStatus {
    /// Whether nothing more happens to it by itself.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Skipped)
    }
}

/// The id of the video of a row: the time of the batch, and bits that follow from both.
pub fn video_of(batch: BatchId, n: u32) -> VideoId {
    let mut hash = Sha256::new();
    hash.update(batch.0.to_bytes());
    hash.update(n.to_be_bytes());
    let digest = hash.finalize();
    let mut random = [0; 16];
    random[6..].copy_from_slice(&digest[..10]);
    VideoId(Ulid::from_parts(batch.0.timestamp_ms(), u128::from_be_bytes(random)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_one_video_and_every_row_another() {
        let batch = |time| BatchId(Ulid::from_parts(time, 7));
        let ids: std::collections::BTreeSet<_> =
            (1..=1000).map(|n| video_of(batch(5), n)).collect();
        assert_eq!(ids.len(), 1000);
        assert_eq!(video_of(batch(5), 3), video_of(batch(5), 3));
        assert_ne!(video_of(batch(5), 3), video_of(batch(6), 3));
        assert_eq!(video_of(batch(5), 3).0.timestamp_ms(), 5);
    }
}
