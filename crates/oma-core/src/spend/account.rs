use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::wallet::Wallet;
use super::{
    Answer, Answered, Bill, Call, CallFailure, CallOutcome, CallRecord, Charge, PriceSource, Units,
};
use crate::contract::Job;
use crate::error::Retry;
use crate::event::EventKind;
use crate::limits::Figures;
use crate::money::{BudgetUsd, MicroUsd};
use crate::ports::{Clock, Counters, Documents};
use crate::step::{ArtifactRecord, MadeFile, Output, Step, StepKey, Steps};
use crate::video::keys;
use crate::{Error, ErrorKind, Result};

const STORED: &str = "answer.json";
const MEDIA: &str = "media";
/// How often whoever waits for another's answer looks, and how often at most: five minutes.
const LOOK_EVERY: Duration = Duration::from_millis(500);
const MOST_LOOKS: u32 = 600;
/// How long to wait before an answer that could not be stored is stored again.
const KEEP_AGAIN_AFTER: [Duration; 3] =
    [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(4)];

/// Who pays, over the ports that it takes. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    pub(super) steps: Steps,
    pub(super) counters: Arc<dyn Counters>,
    pub(super) documents: Arc<dyn Documents>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) figures: Figures,
}

/// On whose account calls are made: a video with its budget, its owner with a month's limit, and the
/// step for which they are made.
#[derive(Clone)]
pub struct Account {
    accounts: Accounts,
    job: Job,
    budget: Option<MicroUsd>,
    purpose: &'static str,
    item: Option<u32>,
}

/// An answer as it lies in the store.
#[derive(Serialize, Deserialize)]
struct Stored {
    body: Value,
    has_media: bool,
    units: Units,
    price: PriceSource,
}

impl Accounts {
    /// Accounts over the ports; `figures` are everybody's limits.
    pub fn new(
        steps: Steps,
        counters: Arc<dyn Counters>,
        documents: Arc<dyn Documents>,
        clock: Arc<dyn Clock>,
        figures: Figures,
    ) -> Self {
        Self { steps, counters, documents, clock, figures }
    }

    /// The account of a step of a video.
    pub fn of(
        &self,
        job: &Job,
        budget: Option<BudgetUsd>,
        purpose: &'static str,
        item: Option<u32>,
    ) -> Account {
        let budget = budget.map(|budget| budget.0);
        Account { accounts: self.clone(), job: job.clone(), budget, purpose, item }
    }
}

impl Account {
    /// Asks a provider, unless the same was asked before. `send` makes the call, once: whatever it
    /// repeats must be free of charge each time but the last.
    ///
    /// `request` is all that decides the answer; with provider and model it is the answer's address.
    ///
    /// # Errors
    /// [`ErrorKind::BudgetExceeded`] where the most it can cost is not left: nothing was sent then.
    /// What `send` fails with. [`ErrorKind::Cancelled`] when the video is not this job's any more.
    #[tracing::instrument(
        target = "oma::call",
        name = "call",
        skip_all,
        fields(
            subsegment = call.provider,
            namespace = "remote",
            operation = self.purpose,
            provider = call.provider,
            model = call.model,
            error = tracing::field::Empty,
        )
    )]
    pub async fn pay<Q, W, F>(&self, call: &Call<'_>, request: &Q, send: W) -> Result<Answered>
    where
        Q: Serialize + Sync,
        W: FnOnce() -> F + Send,
        F: Future<Output = Result<Answer, CallFailure>> + Send,
    {
        let asked = self.ask(call, request, send).await;
        asked.inspect_err(|error| {
            tracing::Span::current().record("error", error.name());
        })
    }

    async fn ask<Q, W, F>(&self, call: &Call<'_>, request: &Q, send: W) -> Result<Answered>
    where
        Q: Serialize + Sync,
        W: FnOnce() -> F + Send,
        F: Future<Output = Result<Answer, CallFailure>> + Send,
    {
        let key = StepKey::new(&step(call), request)?;
        for _ in 0..MOST_LOOKS {
            if let Some(record) = self.accounts.steps.claim(&self.job, &key).await? {
                return self.found(call, &record).await;
            }
            if let Some(lease) = self.accounts.lease(&self.job, &key).await? {
                // Whoever asked before may have been done between the look and the lease.
                let work = async {
                    match self.accounts.steps.claim(&self.job, &key).await? {
                        Some(record) => self.found(call, &record).await,
                        None => self.make(call, &key, send).await,
                    }
                };
                let outcome = lease.during(work).await;
                lease.end().await;
                return outcome;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let message = "The same call has been under way for too long.";
        Err(Error::new(ErrorKind::Conflict, message))
    }

    /// Takes the money, calls, stores the answer, puts the money right, tells.
    async fn make<W, F>(&self, call: &Call<'_>, key: &StepKey, send: W) -> Result<Answered>
    where
        W: FnOnce() -> F + Send,
        F: Future<Output = Result<Answer, CallFailure>> + Send,
    {
        let started = Instant::now();
        let most = call.rate.of(call.most);
        let wallet = self.wallet().await?;
        wallet.take(most, &format!("{} of {}", self.purpose, call.provider)).await?;
        match send().await {
            Ok(answer) => {
                let (cost, price) = match answer.cost {
                    Some(cost) => (cost, PriceSource::Provider),
                    None => (call.rate.of(&answer.units), PriceSource::Table),
                };
                let kept = self.keep(call, key, &answer, (cost, price), started).await;
                let settled = wallet.settle(most, cost).await;
                let record = self.record(call, key, CallOutcome::Answered, started);
                let record =
                    CallRecord { units: answer.units, cost_micro_usd: cost, price, ..record };
                let told = self.tell(record).await;
                // Each is tried whatever became of the others; a retry finds what was kept.
                kept.and(settled).and(told)?;
                let bill = Bill { cost_micro_usd: cost, ..Bill::default() };
                Ok(Answered { body: answer.body, media: answer.media, bill })
            }
            Err(failure) => {
                let (cost, price) = match failure.charge {
                    Charge::Nothing => (MicroUsd(0), PriceSource::Table),
                    Charge::Unknown => (most, PriceSource::Presumed),
                    Charge::Known(cost) => (cost, PriceSource::Provider),
                };
                let settled = wallet.settle(most, cost).await;
                let error = failure.error.name().to_owned();
                let record = self.record(call, key, CallOutcome::Failed { error }, started);
                let told = self.tell(CallRecord { cost_micro_usd: cost, price, ..record }).await;
                // Whoever asks decides by the provider's failure what to do next.
                if let Err(error) = settled.and(told) {
                    let error = error.full_text();
                    tracing::error!(call = %key, error, "a failed call was not put right");
                }
                Err(failure.error)
            }
        }
    }

    async fn wallet(&self) -> Result<Wallet<'_>> {
        let accounts = &self.accounts;
        let owner = &self.job.owner;
        let figures = accounts.figures.of_user(accounts.documents.as_ref(), owner).await?;
        Ok(Wallet {
            counters: accounts.counters.as_ref(),
            job: &self.job,
            now: accounts.clock.now(),
            budget: self.budget,
            month_limit: MicroUsd(u64::from(figures.usd_per_month) * 1_000_000),
        })
    }

    /// Stores an answer, patiently: what is lost here was paid for.
    async fn keep(
        &self,
        call: &Call<'_>,
        key: &StepKey,
        answer: &Answer,
        price: (MicroUsd, PriceSource),
        started: Instant,
    ) -> Result<()> {
        let mut waits = KEEP_AGAIN_AFTER.iter();
        loop {
            let kept = self.keep_once(call, key, answer, price, started).await;
            let Err(error) = kept else { return Ok(()) };
            match waits.next() {
                Some(wait) if error.kind.info().retry != Retry::Never => {
                    tokio::time::sleep(*wait).await;
                }
                _ => return Err(error),
            }
        }
    }

    async fn keep_once(
        &self,
        call: &Call<'_>,
        key: &StepKey,
        answer: &Answer,
        (cost, price): (MicroUsd, PriceSource),
        started: Instant,
    ) -> Result<ArtifactRecord> {
        let stored = Stored {
            body: answer.body.clone(),
            has_media: answer.media.is_some(),
            units: answer.units.clone(),
            price,
        };
        let mut files = vec![MadeFile::json(STORED, &stored)?];
        if let Some(media) = &answer.media {
            files.push(MadeFile::bytes(MEDIA, "application/octet-stream", media.clone()));
        }
        let bill = Bill { cost_micro_usd: cost, ..Bill::default() };
        let output = Output { files, bill, fallbacks: Vec::new() };
        self.accounts.steps.finish(&self.job, &step(call), key, output, started).await
    }

    async fn found(&self, call: &Call<'_>, record: &ArtifactRecord) -> Result<Answered> {
        let started = Instant::now();
        let owner = &self.job.owner;
        let stored: Stored = self.accounts.steps.read(owner, &record.key, STORED).await?;
        let media = if stored.has_media { Some(self.media(&record.key).await?) } else { None };
        let saved = record.cost_micro_usd;
        // What was free, such as a search that all scenes of a film repeat, is no entry again.
        if saved > MicroUsd(0) {
            let entry = self.record(call, &record.key, CallOutcome::Found, started);
            let Stored { units, price, .. } = stored;
            self.tell(CallRecord { units, price, saved_micro_usd: saved, ..entry }).await?;
        }
        let bill = Bill { saved_micro_usd: saved, ..Bill::default() };
        Ok(Answered { body: stored.body, media, bill })
    }

    async fn media(&self, key: &StepKey) -> Result<Bytes> {
        let object = keys::artifact_file(&self.job.owner, key, MEDIA);
        self.accounts.steps.objects().get_bytes(&object).await
    }

    fn record(
        &self,
        call: &Call<'_>,
        key: &StepKey,
        outcome: CallOutcome,
        started: Instant,
    ) -> CallRecord {
        CallRecord {
            call: key.clone(),
            purpose: self.purpose.to_owned(),
            item: self.item,
            provider: call.provider.to_owned(),
            model: call.model.to_owned(),
            outcome,
            units: Units::default(),
            cost_micro_usd: MicroUsd::default(),
            price: PriceSource::Table,
            saved_micro_usd: MicroUsd::default(),
            wall_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }

    async fn tell(&self, record: CallRecord) -> Result<()> {
        self.accounts.steps.append(&self.job, EventKind::ProviderCalled(record)).await
    }
}

fn step<'a>(call: &Call<'a>) -> Step<'a> {
    Step { name: "call", version: 1, provider: call.provider, model: call.model, item: None }
}
