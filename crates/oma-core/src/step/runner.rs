use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde::Serialize;
use serde::de::DeserializeOwned;
use ulid::{Generator, Ulid};

use super::{Artifact, ArtifactRecord, FileRecord, MadeBody, MadeFile, Output, StepKey};
use crate::brief::Fallbacks;
use crate::contract::Job;
use crate::event::{EventKind, Fallback, StepRecord, VideoEvent};
use crate::id::Owner;
use crate::ports::{ArtifactIndex, Claim, Clock, EventLog, ManageObjects, Objects};
use crate::spend::Bill;
use crate::video::keys;
use crate::{Error, ErrorKind, Result};

/// What a step is, apart from its inputs.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// `agent.verb`, for example `editor.segment`.
    pub name: &'a str,
    /// Raised whenever the same inputs are to give another result.
    pub version: u32,
    /// Who does it.
    pub provider: &'a str,
    /// With what.
    pub model: &'a str,
    /// The scene or segment it works on: a label for the report, not part of the key.
    pub item: Option<u32>,
}

/// The mechanism by which agents do their work; cheap to clone.
#[derive(Clone)]
pub struct Steps {
    objects: Arc<dyn Objects>,
    /// The same bucket, to delete from it what was made for a video that is gone.
    bin: Arc<dyn ManageObjects>,
    index: Arc<dyn ArtifactIndex>,
    events: Arc<dyn EventLog>,
    clock: Arc<dyn Clock>,
    /// Ids of events rise even within a millisecond, so that events are listed as they happened.
    event_ids: Arc<Mutex<Generator>>,
    memory_mb: Option<u32>,
}

impl Steps {
    /// The mechanism over its ports; `objects` and `bin` are the same bucket.
    pub fn new(
        objects: Arc<dyn Objects>,
        bin: Arc<dyn ManageObjects>,
        index: Arc<dyn ArtifactIndex>,
        events: Arc<dyn EventLog>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { objects, bin, index, events, clock, event_ids: Arc::default(), memory_mb: None }
    }

    /// The same mechanism in a Lambda function of so much memory, which its records tell.
    #[must_use]
    pub fn in_lambda(self, memory_mb: Option<u32>) -> Self {
        Self { memory_mb, ..self }
    }

    /// The media of artifacts.
    pub fn objects(&self) -> &dyn Objects {
        self.objects.as_ref()
    }

    /// Deletes an object; one that does not exist is no error.
    pub async fn delete(&self, object: &str) -> Result<()> {
        self.bin.delete(object).await
    }

    /// Gives the artifact of a step: the finished one if there is one, else that of `work`.
    ///
    /// What happened is appended to the video's events either way. When `fallbacks` is
    /// [`Fallbacks::Never`], a finished artifact that holds a replacement does not count, and
    /// work that had to replace something is [`ErrorKind::FallbackForbidden`].
    ///
    /// A video that is not this execution's to make any more is [`ErrorKind::Cancelled`], before
    /// the work or after it. If the video is gone by then, so is what the work made.
    ///
    /// It is a span of the target `oma::call`, which telemetry may show as part of a trace.
    #[tracing::instrument(
        target = "oma::call",
        name = "step",
        skip_all,
        fields(
            subsegment = step.name,
            item = step.item,
            provider = step.provider,
            model = step.model,
            error = tracing::field::Empty,
        )
    )]
    pub async fn run<I, W, F>(
        &self,
        job: &Job,
        step: Step<'_>,
        inputs: &I,
        fallbacks: Fallbacks,
        work: W,
    ) -> Result<Artifact>
    where
        I: Serialize + Sync,
        W: FnOnce() -> F + Send,
        F: Future<Output = Result<Output>> + Send,
    {
        let outcome = self.run_once(job, step, inputs, fallbacks, work).await;
        outcome.inspect_err(|error| {
            tracing::Span::current().record("error", error.name());
        })
    }

    async fn run_once<I, W, F>(
        &self,
        job: &Job,
        step: Step<'_>,
        inputs: &I,
        fallbacks: Fallbacks,
        work: W,
    ) -> Result<Artifact>
    where
        I: Serialize + Sync,
        W: FnOnce() -> F + Send,
        F: Future<Output = Result<Output>> + Send,
    {
        let started = Instant::now();
        let key = StepKey::new(&step, inputs)?;
        let found = self.claim(job, &key).await?;
        let usable = found.filter(|r| fallbacks == Fallbacks::Allow || r.fallbacks.is_empty());
        let (record, bill) = if let Some(record) = usable {
            (record, None)
        } else {
            let (record, bill) = self.make(job, &step, &key, fallbacks, work, started).await?;
            (record, Some(bill))
        };
        self.announce(job, &step, &record, bill, elapsed_ms(started)).await?;
        Ok(Artifact { key, cached: bill.is_none() })
    }

    /// Reads a JSON file of an artifact.
    pub async fn read<T: DeserializeOwned>(
        &self,
        owner: &Owner,
        artifact: &StepKey,
        file: &str,
    ) -> Result<T> {
        let bytes = self.objects.get_bytes(&keys::artifact_file(owner, artifact, file)).await?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Claims the artifact and gives the finished one, if its index entry and its files are there.
    /// The files are asked for because the bucket's lifecycle may have taken them before the
    /// table's TTL took the entry.
    pub(crate) async fn claim(&self, job: &Job, key: &StepKey) -> Result<Option<ArtifactRecord>> {
        let Claim::Found(record) = self.index.claim(job, key).await? else { return Ok(None) };
        for file in &record.files {
            let size = self.objects.size(&keys::artifact_file(&job.owner, key, &file.name)).await?;
            if size != Some(file.size) {
                tracing::warn!(artifact = %key, file = %file.name, "an artifact's file is gone");
                return Ok(None);
            }
        }
        Ok(Some(record))
    }

    async fn make<W, F>(
        &self,
        job: &Job,
        step: &Step<'_>,
        key: &StepKey,
        fallbacks: Fallbacks,
        work: W,
        started: Instant,
    ) -> Result<(ArtifactRecord, Bill)>
    where
        W: FnOnce() -> F + Send,
        F: Future<Output = Result<Output>> + Send,
    {
        let output = work().await?;
        if let (Fallbacks::Never, Some(fallback)) = (fallbacks, output.fallbacks.first()) {
            return Err(forbidden(fallback));
        }
        let bill = output.bill;
        Ok((self.finish(job, step, key, output, started).await?, bill))
    }

    /// Stores and records what was made; what cannot be recorded is deleted again.
    pub(crate) async fn finish(
        &self,
        job: &Job,
        step: &Step<'_>,
        key: &StepKey,
        output: Output,
        started: Instant,
    ) -> Result<ArtifactRecord> {
        let names: Vec<String> = output.files.iter().map(|file| file.name.clone()).collect();
        let kept = self.keep(job, step, key, output, started).await;
        if kept.is_err() {
            self.discard(job, key, &names).await;
        }
        kept
    }

    /// Stores what was made, and then records it: from then on the step counts as done.
    async fn keep(
        &self,
        job: &Job,
        step: &Step<'_>,
        key: &StepKey,
        output: Output,
        started: Instant,
    ) -> Result<ArtifactRecord> {
        let mut files = Vec::with_capacity(output.files.len());
        for file in output.files {
            files.push(self.store(&job.owner, key, file).await?);
        }
        let record = ArtifactRecord {
            owner: job.owner.clone(),
            key: key.clone(),
            step: step.name.to_owned(),
            files,
            cost_micro_usd: output.bill.worth(),
            made_in_ms: elapsed_ms(started),
            fallbacks: output.fallbacks,
            made_at: self.clock.now(),
        };
        self.index.record(job, &record).await?;
        Ok(record)
    }

    /// Deletes what was stored for an artifact that could not be recorded, unless a video uses it:
    /// this one, which will try again, or another. The caller must hear why it was not recorded, so
    /// a failure here is only logged.
    async fn discard(&self, job: &Job, key: &StepKey, files: &[String]) {
        if let Err(error) = self.withdraw(job, key, files).await {
            let error = error.full_text();
            tracing::warn!(artifact = %key, error, "files of an artifact were left behind");
        }
    }

    async fn withdraw(&self, job: &Job, key: &StepKey, files: &[String]) -> Result<()> {
        if !self.index.withdraw(job, key).await? {
            return Ok(());
        }
        for file in files {
            self.bin.delete(&keys::artifact_file(&job.owner, key, file)).await?;
        }
        self.index.withdrawn(job, key).await
    }

    async fn store(&self, owner: &Owner, key: &StepKey, file: MadeFile) -> Result<FileRecord> {
        let object = keys::artifact_file(owner, key, &file.name);
        let size = match file.body {
            MadeBody::Bytes(bytes) => {
                let size = bytes.len() as u64;
                self.objects.put_bytes(&object, bytes, file.content_type).await?;
                size
            }
            MadeBody::Path(path) => {
                self.objects.put_file(&object, &path, file.content_type).await?
            }
        };
        Ok(FileRecord { name: file.name, size })
    }

    async fn announce(
        &self,
        job: &Job,
        step: &Step<'_>,
        record: &ArtifactRecord,
        made: Option<Bill>,
        wall_ms: u64,
    ) -> Result<()> {
        let cached = made.is_none();
        let found = Bill { saved_micro_usd: record.cost_micro_usd, ..Bill::default() };
        let Bill { cost_micro_usd, saved_micro_usd } = made.unwrap_or(found);
        let step_record = StepRecord {
            step: step.name.to_owned(),
            item: step.item,
            artifact: record.key.clone(),
            cached,
            wall_ms,
            memory_mb: self.memory_mb,
            cost_micro_usd,
            saved_micro_usd,
            saved_ms: if cached { record.made_in_ms } else { 0 },
            provider: step.provider.to_owned(),
            model: step.model.to_owned(),
        };
        for fallback in &record.fallbacks {
            self.append(job, EventKind::FallbackUsed(fallback.clone())).await?;
        }
        self.append(job, EventKind::StepFinished(step_record)).await
    }

    fn next_event_id(&self) -> Ulid {
        let mut ids = self.event_ids.lock().unwrap_or_else(PoisonError::into_inner);
        // Only 2^80 events within one millisecond leave no next id.
        ids.generate().unwrap_or_else(|_| Ulid::generate())
    }

    /// Appends an event of the job's video.
    pub async fn append(&self, job: &Job, kind: EventKind) -> Result<()> {
        let event = VideoEvent {
            event_id: self.next_event_id(),
            video_id: job.video_id,
            owner: Some(job.owner.clone()),
            execution: job.execution.clone(),
            at: self.clock.now(),
            kind,
        };
        self.events.append(&event).await
    }
}

fn forbidden(fallback: &Fallback) -> Error {
    let Fallback { what, wanted, used, reason } = fallback;
    Error::new(
        ErrorKind::FallbackForbidden,
        format!(
            "The {what} would be {used} in place of {wanted} ({reason}), and the brief says fallbacks: never."
        ),
    )
}

fn elapsed_ms(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
