use async_trait::async_trait;
use oma_core::Result;
use oma_core::event::{EventKind, StepRecord, VideoEvent};
use oma_core::id::VideoId;
use oma_core::money::MicroUsd;
use oma_core::ports::EventLog;
use oma_core::video::{Failure, VideoStatus};

use super::catalog::{
    ERROR, STEP, STEP_CACHED, STEP_DURATION, VIDEO_COST, VIDEOS_FAILED, VIDEOS_SUCCEEDED,
};
use super::emf::{Emf, Metrics};
use crate::telemetry::field;

/// The events of videos, each of which becomes a metric once it is written.
pub struct Metered<L> {
    log: L,
    pub(super) metrics: Metrics,
}

/// What an execution's events say of it when it ends.
#[derive(Debug, Default)]
struct Ending {
    /// How often its end was written: a second time where a state was tried again.
    times: usize,
    cost: MicroUsd,
}

impl<L: EventLog> Metered<L> {
    pub(crate) fn new(log: L, metrics: Metrics) -> Self {
        Self { log, metrics }
    }

    fn step_finished(&self, event: &VideoEvent, record: &StepRecord) {
        let emf = about(event)
            .put(&STEP_DURATION, record.wall_ms)
            .put(&STEP_CACHED, u64::from(record.cached))
            .dimension(STEP, &record.step)
            .property(field::CACHED, record.cached)
            .property(field::COST, record.cost_micro_usd.0)
            .property("duration_ms", record.wall_ms)
            .property("item", record.item)
            .property("provider", record.provider.as_str())
            .property("model", record.model.as_str());
        let how = if record.cached { " (cached)" } else { "" };
        self.metrics.print(emf, &format!("{} finished{how}", record.step));
    }

    async fn succeeded(&self, event: &VideoEvent) {
        let Some(cost) = self.first_ending(event).await else { return };
        let emf = about(event).put(&VIDEOS_SUCCEEDED, 1).put(&VIDEO_COST, cost.0);
        self.metrics.print(emf, "the video succeeded");
    }

    async fn failed(&self, event: &VideoEvent, failure: &Failure) {
        let Some(cost) = self.first_ending(event).await else { return };
        let emf = about(event)
            .put(&VIDEOS_FAILED, 1)
            .put(&VIDEO_COST, cost.0)
            .dimension(ERROR, &failure.name)
            .property("failed_step", failure.step.as_str());
        self.metrics.print(emf, "the video failed");
    }

    /// The cost of the event's execution, unless its end was counted before.
    async fn first_ending(&self, event: &VideoEvent) -> Option<MicroUsd> {
        let events = self.log.list(event.video_id).await;
        let events = events.inspect_err(|error| {
            tracing::warn!(error = error.name(), "the end of a video could not be counted");
        });
        let ending = Ending::of(&events.ok()?, event);
        (ending.times <= 1).then_some(ending.cost)
    }
}

impl Ending {
    fn of(events: &[VideoEvent], end: &VideoEvent) -> Self {
        let mut ending = Self::default();
        for event in events.iter().filter(|event| event.execution == end.execution) {
            ending.cost += event.kind.cost();
            match (&event.kind, &end.kind) {
                (EventKind::Failed(_), EventKind::Failed(_)) => ending.times += 1,
                (kind, end) if kind == end => ending.times += 1,
                _ => {}
            }
        }
        ending
    }
}

fn about(event: &VideoEvent) -> Emf {
    Emf::default()
        .property(field::VIDEO_ID, event.video_id.to_string())
        .property(field::EXECUTION, event.execution.as_str())
}

#[async_trait]
impl<L: EventLog> EventLog for Metered<L> {
    async fn append(&self, event: &VideoEvent) -> Result<()> {
        self.log.append(event).await?;
        match &event.kind {
            EventKind::StepFinished(record) => self.step_finished(event, record),
            EventKind::StatusChanged { status: VideoStatus::Succeeded } => {
                self.succeeded(event).await;
            }
            EventKind::Failed(failure) => self.failed(event, failure).await,
            _ => {}
        }
        Ok(())
    }

    async fn list(&self, video: VideoId) -> Result<Vec<VideoEvent>> {
        self.log.list(video).await
    }

    async fn erase(&self, video: VideoId) -> Result<()> {
        self.log.erase(video).await
    }
}
