//! The report of a video: what was done, by whom, for how much, and how good it is.

mod shared;

use serde::{Deserialize, Serialize};

use crate::event::{EventKind, Fallback, StepRecord, VideoEvent};
use crate::id::VideoId;
use crate::money::MicroUsd;
use crate::ports::Credit;
use crate::review::ReviewReport;
use crate::spend::{CallRecord, aws_cost};
use crate::video::{Failure, VideoRecord, VideoStatus};

pub use shared::{Shared, SharedSteps};

/// Written to `report.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Which video.
    pub video_id: VideoId,
    /// Which execution of it.
    pub execution: String,
    /// Its title.
    pub title: String,
    /// How it ended.
    pub status: VideoStatus,
    /// The length of the film; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// What each step did, in the order in which they ended.
    pub steps: Vec<StepRecord>,
    /// The ledger: every call of a provider, in the order in which they ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<CallRecord>,
    /// What it cost this time.
    pub cost_micro_usd: MicroUsd,
    /// What AWS itself charges, estimated from the time that the steps took; absent for what was made
    /// on one machine. It counts towards no budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aws_micro_usd: Option<MicroUsd>,
    /// What finished work saved.
    pub saved_micro_usd: MicroUsd,
    /// How much time finished work saved, summed over steps.
    pub saved_ms: u64,
    /// What was found and what was made, and with whom it is shared.
    #[serde(default)]
    pub shared: Shared,
    /// What was replaced by what.
    pub fallbacks: Vec<Fallback>,
    /// What an honest seller says without being asked: who wrote the words, whose voice it is.
    pub notes: Vec<String>,
    /// To whom footage, photos and music are owed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<Credit>,
    /// The review of the finished file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewReport>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

impl Report {
    /// The report of a record and the events of its latest execution.
    pub fn new(record: &VideoRecord, events: &[VideoEvent]) -> Self {
        let mut report = Self {
            video_id: record.video_id,
            execution: record.execution.clone(),
            title: record.title.clone(),
            status: record.status,
            duration_ms: None,
            steps: Vec::new(),
            calls: Vec::new(),
            cost_micro_usd: MicroUsd::default(),
            aws_micro_usd: None,
            saved_micro_usd: MicroUsd::default(),
            saved_ms: 0,
            shared: Shared::of(record),
            fallbacks: Vec::new(),
            notes: Vec::new(),
            credits: Vec::new(),
            review: None,
            error: record.failure.clone(),
        };
        for event in events.iter().filter(|event| event.execution == record.execution) {
            report.add(&event.kind);
        }
        let own = events.iter().filter(|event| event.execution == record.execution);
        report.aws_micro_usd = aws_cost(own);
        report
    }

    fn add(&mut self, event: &EventKind) {
        self.cost_micro_usd += event.cost();
        self.saved_micro_usd += event.saved();
        match event {
            EventKind::ProviderCalled(call) => self.calls.push(call.clone()),
            EventKind::StepFinished(step) => {
                self.saved_ms += step.saved_ms;
                self.shared.add(step);
                self.steps.push(step.clone());
            }
            EventKind::FallbackUsed(fallback) if !self.fallbacks.contains(fallback) => {
                self.fallbacks.push(fallback.clone());
            }
            _ => {}
        }
    }
}
