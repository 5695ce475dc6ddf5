//! What happened to a video, in order: progress, cost and audit in one append-only list.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::contract::ApprovalStage;
use crate::id::{Owner, VideoId};
use crate::money::MicroUsd;
use crate::spend::CallRecord;
use crate::step::StepKey;
use crate::video::{Failure, VideoStatus};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VideoEvent {
    /// Sorts events of one writer by time.
    #[schemars(with = "String")]
    pub event_id: Ulid,
    /// To which video.
    pub video_id: VideoId,
    /// Whose video it is, for those who see the event alone. Events of before this was written
    /// down have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub owner: Option<Owner>,
    /// In which execution.
    pub execution: String,
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    /// A step has its result.
    StepFinished(StepRecord),
    /// A provider was called, or an answer it gave before was found: an entry of the ledger.
    ProviderCalled(CallRecord),
    /// Something was replaced.
    FallbackUsed(Fallback),
    /// The video's status changed.
    StatusChanged {
        /// To what.
        status: VideoStatus,
    },
    /// A person was asked.
    ApprovalAsked {
        /// About what.
        stage: ApprovalStage,
    },
    /// The execution ended with an error.
    Failed(Failure),
}

impl EventKind {
    /// What was charged. Only calls are charged for: what a step cost is the sum of its own, and a
    /// step that failed has calls that count, too.
    pub fn cost(&self) -> MicroUsd {
        match self {
            Self::ProviderCalled(call) => call.cost_micro_usd,
            _ => MicroUsd::default(),
        }
    }

    /// What was not charged because finished work was there.
    pub fn saved(&self) -> MicroUsd {
        match self {
            Self::StepFinished(step) => step.saved_micro_usd,
            _ => MicroUsd::default(),
        }
    }
}

/// The record of one step: what it made and what that cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepRecord {
    /// The step's name: `script.write`, `editor.segment`.
    pub step: String,
    /// The scene or segment it worked on, if it worked on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// The artifact it made.
    pub artifact: StepKey,
    /// Whether the artifact was there already.
    pub cached: bool,
    /// How long the step took, storage included.
    pub wall_ms: u64,
    /// The memory of the Lambda function that did it; absent on one machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_mb: Option<u32>,
    /// What its calls cost this time.
    pub cost_micro_usd: MicroUsd,
    /// What finished work saved: the step's own, or answers that were there.
    pub saved_micro_usd: MicroUsd,
    /// How long making it took when it was made.
    pub saved_ms: u64,
    /// Who made it.
    pub provider: String,
    /// With what.
    pub model: String,
}

/// Something that was replaced by something else.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Fallback {
    /// What it was for: `voice`, `picture of scene 3`.
    pub what: String,
    /// What was wanted.
    pub wanted: String,
    /// What was used.
    pub used: String,
    /// Why.
    pub reason: String,
}
