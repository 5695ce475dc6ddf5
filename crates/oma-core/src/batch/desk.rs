use serde_json::{Map, Value};

use super::{BatchId, BatchOptions, BatchRecord, BatchStatus, Source, Tallies, keys};
use crate::contract::{BatchInput, BatchTask};
use crate::id::Owner;
use crate::lifecycle::Lifecycle;
use crate::ports::{
    Counters, Document, DocumentQuery, Documents, Executions, Expected, Listing, Partition, Place,
};
use crate::video::Failure;
use crate::{Error, ErrorKind, Result};

/// How often a record is changed again after somebody else's write.
const WRITE_ATTEMPTS: usize = 8;
/// The list of batches that an execution is at work on: for operators, and to take them up after a
/// restart.
const ACTIVE: &str = "BATCH#active";

/// What the owner of a batch asks of it, over ports: the same for the API, the batch function and one
/// machine.
#[derive(Clone, Copy)]
pub struct BatchDesk<'a> {
    /// Where records and rows lie.
    pub documents: &'a dyn Documents,
    /// Where rows are counted.
    pub counters: &'a dyn Counters,
    /// The batch workflow.
    pub batches: &'a dyn Executions,
    /// What is asked of the rows' videos; its bucket and its clock serve here, too.
    pub videos: Lifecycle<'a>,
}

/// A batch that somebody asks for.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Whose it will be.
    pub owner: Owner,
    /// What it will be called.
    pub batch_id: BatchId,
    /// Its name, for people.
    pub name: String,
    /// Where its briefs come from.
    pub source: Source,
    /// How it is to be made.
    pub options: BatchOptions,
    /// The schedule whose run it is.
    pub schedule_id: Option<String>,
}

/// Some of an owner's batches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BatchPage {
    /// The newest first.
    pub batches: Vec<BatchRecord>,
    /// The `after` of the next page, if there may be one.
    pub next: Option<BatchId>,
}

impl BatchDesk<'_> {
    /// Writes a batch down and starts its execution. The same batch again is given as it stands; a
    /// start that fails leaves the batch `failed`, to be resumed, and is given back.
    pub async fn create(&self, new: NewBatch) -> Result<BatchRecord> {
        let key = keys::file(new.batch_id, keys::SOURCE);
        let json = serde_json::to_vec(&new.source)?;
        self.videos.objects.put_bytes(&key, json.into(), "application/json").await?;
        let record = self.new_record(new);
        let record = match self.documents.write(&document(&record)?, Expected::Absent).await {
            Ok(_) => record,
            Err(error) if error.kind == ErrorKind::Conflict => {
                self.find(&record.owner, record.batch_id).await?
            }
            Err(error) => return Err(error),
        };
        if record.status == BatchStatus::Checking { self.start(&record).await } else { Ok(record) }
    }

    fn new_record(&self, new: NewBatch) -> BatchRecord {
        let now = self.videos.clock.now();
        BatchRecord {
            execution: new.batch_id.to_string(),
            owner: new.owner,
            batch_id: new.batch_id,
            name: new.name,
            status: BatchStatus::Checking,
            // A document has room for neither a thousand rows nor a long template: they lie in the
            // bucket.
            source: Source { rows: Vec::new(), template: None, ..new.source },
            options: new.options,
            schedule_id: new.schedule_id,
            rows: 0,
            invalid: 0,
            items: 0,
            chunk_size: 0,
            failure: None,
            created_at: now,
            updated_at: now,
            ended_at: None,
        }
    }

    /// Where a batch's briefs come from, its rows and template included.
    pub async fn source(&self, batch: BatchId) -> Result<Source> {
        let bytes = self.videos.objects.get_bytes(&keys::file(batch, keys::SOURCE)).await?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// A batch of an owner; another's and none are the same [`ErrorKind::NotFound`].
    pub async fn find(&self, owner: &Owner, batch: BatchId) -> Result<BatchRecord> {
        Ok(self.read(owner, batch).await?.0)
    }

    /// A page of an owner's batches, the newest first.
    pub async fn list(
        &self,
        owner: &Owner,
        after: Option<BatchId>,
        limit: u32,
    ) -> Result<BatchPage> {
        let query = DocumentQuery {
            partition: Partition::User(owner.clone()),
            prefix: keys::BATCHES.to_owned(),
            after: after.map(|batch| keys::batch_place(owner, batch).sort),
            limit,
            descending: true,
        };
        let page = self.documents.query(&query).await?;
        let batches = page.documents.into_iter().map(|document| parse(&document));
        Ok(BatchPage {
            batches: batches.collect::<Result<_>>()?,
            next: page.next.as_deref().and_then(id_in),
        })
    }

    /// Batches of all owners that an execution is, or should be, at work on.
    pub async fn active(&self, limit: u32) -> Result<Vec<(Owner, BatchId)>> {
        let places = self.documents.listed(ACTIVE, None, limit).await?;
        let one = |place: Place| match place.partition {
            Partition::User(owner) => Some((owner, id_in(&place.sort)?)),
            _ => None,
        };
        Ok(places.into_iter().filter_map(one).collect())
    }

    /// A batch's counters.
    pub fn tallies(&self, batch: BatchId) -> Tallies<'_> {
        Tallies { counters: self.counters, batch }
    }

    /// Changes a record, or leaves it as it is and gives the error of `change`. Another's write in
    /// between is read and changed again; a change that changes nothing writes nothing.
    pub async fn change(
        &self,
        owner: &Owner,
        batch: BatchId,
        change: impl Fn(&mut BatchRecord) -> Result<()> + Send + Sync,
    ) -> Result<BatchRecord> {
        let mut attempt = 1;
        loop {
            let (before, version) = self.read(owner, batch).await?;
            let mut record = before.clone();
            change(&mut record)?;
            if record == before {
                return Ok(record);
            }
            record.updated_at = self.videos.clock.now();
            match self.documents.write(&document(&record)?, Expected::Version(version)).await {
                Ok(_) => return Ok(record),
                Err(error) if error.kind == ErrorKind::Conflict && attempt < WRITE_ATTEMPTS => {
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Starts the execution that a record names. If that fails, the record says so and the error is
    /// given back. A name that was used is no error: somebody started it, and it may be over.
    pub(super) async fn start(&self, record: &BatchRecord) -> Result<BatchRecord> {
        let BatchRecord { owner, batch_id, execution, .. } = record;
        match self.batches.start(execution, &input(record, BatchTask::Make)?).await {
            Ok(()) => Ok(record.clone()),
            Err(error) if error.kind == ErrorKind::Conflict => self.find(owner, *batch_id).await,
            Err(error) => {
                let failed = |record: &mut BatchRecord| {
                    if record.execution == *execution && record.status == BatchStatus::Checking {
                        record.status = BatchStatus::Failed;
                        record.failure = Some(failure("start", &error));
                        record.ended_at = Some(self.videos.clock.now());
                    }
                    Ok(())
                };
                self.change(owner, *batch_id, failed).await?;
                Err(error)
            }
        }
    }

    async fn read(&self, owner: &Owner, batch: BatchId) -> Result<(BatchRecord, u64)> {
        let found = self.documents.read(&keys::batch_place(owner, batch)).await?;
        let absent = || Error::new(ErrorKind::NotFound, "There is no such batch.");
        let found = found.ok_or_else(absent)?;
        Ok((parse(&found)?, found.version))
    }
}

/// What an execution of the batch workflow is started with.
pub(super) fn input(record: &BatchRecord, task: BatchTask) -> Result<Value> {
    let BatchRecord { owner, batch_id, .. } = record;
    Ok(serde_json::to_value(BatchInput { owner: owner.clone(), batch_id: *batch_id, task })?)
}

/// An error as a record or a row tells it.
pub(super) fn failure(step: &str, error: &Error) -> Failure {
    Failure {
        step: error.step.clone().unwrap_or_else(|| step.to_owned()),
        name: error.name().to_owned(),
        message: error.message.clone(),
    }
}

fn document(record: &BatchRecord) -> Result<Document> {
    let listing = record.status.is_active().then(|| Listing {
        list: ACTIVE.to_owned(),
        order: record.created_at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
    });
    Ok(Document {
        place: keys::batch_place(&record.owner, record.batch_id),
        version: 0,
        body: serde_json::to_value(record)?,
        listing,
        expires_at: None,
    })
}

fn parse(document: &Document) -> Result<BatchRecord> {
    Ok(serde_json::from_value(document.body.clone())?)
}

fn id_in(sort: &str) -> Option<BatchId> {
    sort.strip_prefix(keys::BATCHES)?.parse().ok()
}

impl NewBatch {
    /// A batch of rows without a name.
    pub fn of_rows(owner: &Owner, batch_id: BatchId, rows: Vec<Map<String, Value>>) -> Self {
        Self {
            owner: owner.clone(),
            batch_id,
            name: String::new(),
            source: Source { rows, ..Source::default() },
            options: BatchOptions::default(),
            schedule_id: None,
        }
    }
}
