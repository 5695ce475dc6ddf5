use jiff::Timestamp;
use serde::Serialize;

use super::run::prefix;
use super::{
    Ledger, Overlap, RunOutcome, SCHEDULES, ScheduleRecord, ScheduleRun, schedule_place, source_key,
};
use crate::batch::{BatchDesk, BatchOptions, Source};
use crate::id::Owner;
use crate::ports::{DocumentPage, DocumentQuery, Expected, Partition, Timers};
use crate::{ErrorKind, Result};

/// What the owner of a schedule asks of it and what its timer does, over ports: the same for the
/// API, the batch function and one machine.
#[derive(Clone, Copy)]
pub struct ScheduleDesk<'a> {
    /// What makes its batches; its documents, bucket and clock serve here, too.
    pub batches: BatchDesk<'a>,
    /// What fires it.
    pub timers: &'a dyn Timers,
}

/// A schedule that somebody asks for.
#[derive(Debug, Clone)]
pub struct NewSchedule {
    /// Whose it will be.
    pub owner: Owner,
    /// What it will be called: a ULID.
    pub schedule_id: String,
    /// Its name, for people.
    pub name: String,
    /// See [`ScheduleRecord::expression`]; checked by [`super::Timetable::new`].
    pub expression: String,
    /// See [`ScheduleRecord::time_zone`].
    pub time_zone: String,
    /// See [`Overlap`].
    pub overlap: Overlap,
    /// Whether it runs.
    pub enabled: bool,
    /// Not before.
    pub starts_at: Option<Timestamp>,
    /// Not after.
    pub ends_at: Option<Timestamp>,
    /// Where the briefs of each run come from.
    pub source: Source,
    /// How each run is made.
    pub options: BatchOptions,
}

/// Some of an owner's schedules.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SchedulePage {
    /// The newest first.
    pub schedules: Vec<ScheduleRecord>,
    /// The id after which the next page begins, if there may be one.
    pub next: Option<String>,
}

/// Some of a schedule's runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RunPage {
    /// The latest first.
    pub runs: Vec<ScheduleRun>,
    /// The time before which the next page begins, as the runs' keys write it, if there may be one.
    pub next: Option<String>,
}

impl<'a> ScheduleDesk<'a> {
    /// The documents alone.
    pub fn ledger(&self) -> Ledger<'a> {
        Ledger { documents: self.batches.documents }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.batches.videos.clock.now()
    }

    /// Writes a schedule down and sets its timer. The same schedule again is given as it stands.
    pub async fn create(&self, new: NewSchedule) -> Result<ScheduleRecord> {
        let key = source_key(&new.schedule_id);
        let json = serde_json::to_vec(&new.source)?;
        self.batches.videos.objects.put_bytes(&key, json.into(), "application/json").await?;
        let record = self.record(new)?;
        let document = record.document()?;
        match self.batches.documents.write(&document, Expected::Absent).await {
            Ok(_) => {}
            Err(error) if error.kind == ErrorKind::Conflict => {
                return self.find(&record.owner, &record.schedule_id).await;
            }
            Err(error) => return Err(error),
        }
        if let Err(error) = self.timers.set(&record.timer(self.now())?).await {
            // Without its timer it would only be missed.
            self.batches.documents.remove(&document.place, Expected::Any).await?;
            return Err(error);
        }
        Ok(record)
    }

    fn record(&self, new: NewSchedule) -> Result<ScheduleRecord> {
        let now = self.now();
        let mut record = ScheduleRecord {
            owner: new.owner,
            schedule_id: new.schedule_id,
            name: new.name,
            expression: new.expression,
            time_zone: new.time_zone,
            overlap: new.overlap,
            enabled: new.enabled,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            // A document has room for neither a thousand rows nor a long template.
            source: Source { rows: Vec::new(), template: None, ..new.source },
            options: new.options,
            since: now,
            judged_until: now,
            next_at: None,
            latest: None,
            queued: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        record.begin(now)?;
        Ok(record)
    }

    /// A schedule with what it missed; another's and none are the same [`ErrorKind::NotFound`].
    pub async fn find(&self, owner: &Owner, schedule_id: &str) -> Result<ScheduleRecord> {
        self.ledger().look(owner, schedule_id, self.now()).await
    }

    /// Where a schedule's briefs come from, its rows and template included.
    pub async fn source(&self, schedule_id: &str) -> Result<Source> {
        let bytes = self.batches.videos.objects.get_bytes(&source_key(schedule_id)).await?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// A page of an owner's schedules, the newest first.
    pub async fn list(
        &self,
        owner: &Owner,
        after: Option<&str>,
        limit: u32,
    ) -> Result<SchedulePage> {
        let after = after.map(|id| schedule_place(owner, id).sort);
        let page = self.query(owner, SCHEDULES.to_owned(), after, limit).await?;
        let mut schedules = Vec::new();
        for document in &page.documents {
            let record = ScheduleRecord::of(document)?;
            schedules.push(self.ledger().judge(record, self.now()).await?);
        }
        let next = page.next.and_then(|sort| sort.strip_prefix(SCHEDULES).map(str::to_owned));
        Ok(SchedulePage { schedules, next })
    }

    /// A page of a schedule's runs, the latest first.
    pub async fn runs(
        &self,
        owner: &Owner,
        schedule_id: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<RunPage> {
        self.find(owner, schedule_id).await?;
        let prefix = prefix(schedule_id);
        let after = after.map(|time| format!("{prefix}{time}"));
        let page = self.query(owner, prefix.clone(), after, limit).await?;
        let runs = page.documents.iter().map(ScheduleRun::of).collect::<Result<_>>()?;
        let next = page.next.and_then(|sort| sort.strip_prefix(&prefix).map(str::to_owned));
        Ok(RunPage { runs, next })
    }

    async fn query(
        &self,
        owner: &Owner,
        prefix: String,
        after: Option<String>,
        limit: u32,
    ) -> Result<DocumentPage> {
        let partition = Partition::User(owner.clone());
        let query = DocumentQuery { partition, prefix, after, limit, descending: true };
        self.batches.documents.query(&query).await
    }

    /// Changes a schedule and sets its timer anew. Where its times change, or it is switched on, it
    /// begins anew: nothing counts as missed for the time before.
    pub async fn update(
        &self,
        owner: &Owner,
        schedule_id: &str,
        change: impl Fn(&mut ScheduleRecord) + Send + Sync,
    ) -> Result<ScheduleRecord> {
        let waited = self.find(owner, schedule_id).await?.queued;
        let now = self.now();
        let changed = |record: &mut ScheduleRecord| {
            let before = record.clone();
            change(record);
            record.updated_at = now;
            if !record.enabled {
                record.next_at = None;
                record.queued.clear();
            } else if !before.enabled || times(&before) != times(record) {
                record.begin(now)?;
            }
            Ok(())
        };
        let record = self.ledger().change(owner, schedule_id, changed).await?;
        for planned_at in waited.into_iter().filter(|at| !record.queued.contains(at)) {
            if let Some(run) = self.run_of(owner, schedule_id, planned_at).await?
                && run.outcome == RunOutcome::Queued
            {
                self.end(&record, run, RunOutcome::Skipped).await?;
            }
        }
        self.timers.set(&record.timer(now)?).await?;
        Ok(record)
    }

    /// Replaces where the briefs of coming runs come from.
    pub async fn replace_source(&self, schedule_id: &str, source: &Source) -> Result<()> {
        let json = serde_json::to_vec(source)?;
        let key = source_key(schedule_id);
        self.batches.videos.objects.put_bytes(&key, json.into(), "application/json").await
    }

    /// Takes a schedule away. Batches that it made stay, and so do its runs, until they expire.
    pub async fn remove(&self, owner: &Owner, schedule_id: &str) -> Result<()> {
        self.ledger().read(owner, schedule_id).await?;
        self.timers.clear(schedule_id).await?;
        let place = schedule_place(owner, schedule_id);
        self.batches.documents.remove(&place, Expected::Any).await
    }
}

/// What decides when a schedule runs.
fn times(record: &ScheduleRecord) -> (&str, &str, Option<Timestamp>, Option<Timestamp>) {
    let ScheduleRecord { expression, time_zone, starts_at, ends_at, .. } = record;
    (expression, time_zone, *starts_at, *ends_at)
}
