use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Put, TransactWriteItem, Update};
use jiff::{SignedDuration, Timestamp};
use oma_core::contract::Job;
use oma_core::id::Owner;
use oma_core::ports::{ArtifactIndex, CLOSER_PATIENCE_MINUTES, Claim, Videos};
use oma_core::step::{ArtifactRecord, StepKey};
use oma_core::video::VideoStatus;
use oma_core::{Error, ErrorKind, Result};

use super::contention::{ATTEMPTS, Transacted, conflict, patiently, wait};
use super::item::{Item, from_item, number, string, to_item};
use super::{Table, schema};
use crate::failure::{Service, from_sdk};

/// One day less than the bucket's lifecycle leaves the files, so that an entry never outlives
/// what it points at.
const LIFETIME: SignedDuration = SignedDuration::from_hours(29 * 24);

/// The videos that use an artifact, a set of their ids. Without users the attribute is not there.
pub(super) const USERS: &str = "users";
/// Who deletes the files of a closed entry.
pub(super) const CLOSER: &str = "closer";
/// Since when it is closed, in epoch seconds.
pub(super) const CLOSED_AT: &str = "closed_at";
/// An entry has it when it is finished.
const MADE_AT: &str = "made_at";

#[async_trait]
impl ArtifactIndex for Table {
    async fn find(&self, owner: &Owner, key: &StepKey) -> Result<Option<ArtifactRecord>> {
        match self.entry(owner, key).await? {
            Entry::Finished { record, .. } => Ok(Some(*record)),
            _ => Ok(None),
        }
    }

    /// A look, and then one transaction over the entry, the video's use of it and the video. If the
    /// entry is not what was seen any more, it is looked at again. About 7 write units.
    async fn claim(&self, job: &Job, key: &StepKey) -> Result<Claim> {
        for attempt in 0..ATTEMPTS {
            let entry = self.entry(&job.owner, key).await?;
            if !matches!(entry, Entry::Closed) {
                let items = self.registration(job, key, &entry)?;
                match self.transact(items).await? {
                    Transacted::Done => return Ok(entry.claimed()),
                    Transacted::Refused(failed) if failed.contains(&VIDEO) => {
                        return Err(Error::cancelled());
                    }
                    Transacted::Refused(_) => {}
                }
            } else if !self.is_made_by(job).await? {
                return Err(Error::cancelled());
            }
            wait(attempt).await;
        }
        Err(conflict())
    }

    async fn record(&self, job: &Job, record: &ArtifactRecord) -> Result<()> {
        let (pk, sk) = (schema::user(&job.owner), schema::artifact(&record.key));
        let mut fields = to_item(record, pk.clone(), sk.clone())?;
        fields.retain(|name, _| name != schema::PARTITION_KEY && name != schema::SORT_KEY);
        fields.insert(schema::TTL.to_owned(), number(&expiry(record.made_at)?.as_second()));
        let (set, names, mut values) = assignments(fields);
        values.insert(":video".to_owned(), string(job.video_id.to_string()));
        let written = patiently(|| {
            self.client
                .update_item()
                .table_name(&self.name)
                .key(schema::PARTITION_KEY, string(pk.clone()))
                .key(schema::SORT_KEY, string(sk.clone()))
                .update_expression(set.clone())
                .condition_expression("contains(#users, :video)")
                .set_expression_attribute_names(Some(names.clone()))
                .expression_attribute_names("#users", USERS)
                .set_expression_attribute_values(Some(values.clone()))
                .send()
        });
        let Err(error) = written.await else { return Ok(()) };
        let error = from_sdk(Service::DynamoDb, "UpdateItem", &error);
        if error.kind == ErrorKind::Conflict && !self.is_made_by(job).await? {
            return Err(Error::cancelled());
        }
        Err(error)
    }

    async fn withdraw(&self, job: &Job, key: &StepKey) -> Result<bool> {
        self.close_for_maker(job, key).await
    }

    async fn withdrawn(&self, job: &Job, key: &StepKey) -> Result<()> {
        self.open(&job.owner, key, &maker(job)).await
    }
}

/// What an entry is when one looks at it.
pub(super) enum Entry {
    /// Absent or unfinished.
    Open,
    /// Finished, and not too old.
    Finished { record: Box<ArtifactRecord>, made_at: AttributeValue },
    /// Too old, or its closer died: what it was before is told by these attributes, and a claim
    /// begins it anew.
    Over(Vec<(&'static str, AttributeValue)>),
    /// Closed.
    Closed,
}

impl Entry {
    fn of(item: Option<Item>, now: Timestamp) -> Result<Self> {
        let Some(item) = item else { return Ok(Self::Open) };
        if let Some(closer) = item.get(CLOSER) {
            let closed_at = item.get(CLOSED_AT).cloned().ok_or_else(unfit)?;
            let is_over = seconds(&closed_at)? < patience_ends(now);
            let seen = vec![(CLOSER, closer.clone()), (CLOSED_AT, closed_at)];
            return Ok(if is_over { Self::Over(seen) } else { Self::Closed });
        }
        let Some(made_at) = item.get(MADE_AT).cloned() else { return Ok(Self::Open) };
        let record: ArtifactRecord = from_item(item)?;
        // DynamoDB removes expired items within days, not at once.
        if expiry(record.made_at)? <= now {
            return Ok(Self::Over(vec![(MADE_AT, made_at)]));
        }
        Ok(Self::Finished { record: Box::new(record), made_at })
    }

    fn claimed(self) -> Claim {
        match self {
            Self::Finished { record, .. } => Claim::Found(*record),
            _ => Claim::Make,
        }
    }
}

/// Where the check of the video stands in a registration.
const VIDEO: usize = 2;

impl Table {
    async fn entry(&self, owner: &Owner, key: &StepKey) -> Result<Entry> {
        let item = self.get_item(schema::user(owner), schema::artifact(key)).await?;
        Entry::of(item, self.clock.now())
    }

    /// Whether an execution is at work on its video at this moment.
    async fn is_made_by(&self, job: &Job) -> Result<bool> {
        match Videos::get(self, &job.owner, job.video_id).await {
            Ok(record) => Ok(job.runs(&record)),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The transaction that enters a video among the users of an entry that was seen.
    fn registration(
        &self,
        job: &Job,
        key: &StepKey,
        entry: &Entry,
    ) -> Result<Vec<TransactWriteItem>> {
        let items = || -> Result<_, BuildError> {
            let mut use_item = keys(schema::video(job.video_id), schema::uses(key));
            use_item.insert("owner".to_owned(), string(job.owner.to_string()));
            let used = Put::builder().table_name(&self.name).set_item(Some(use_item)).build()?;
            Ok(vec![
                self.entered(job, key, entry)?,
                TransactWriteItem::builder().put(used).build(),
                TransactWriteItem::builder().condition_check(self.at_work(job)?).build(),
            ])
        };
        items().map_err(Error::internal)
    }

    fn entered(
        &self,
        job: &Job,
        key: &StepKey,
        entry: &Entry,
    ) -> Result<TransactWriteItem, BuildError> {
        let at = keys(schema::user(&job.owner), schema::artifact(key));
        let user = AttributeValue::Ss(vec![job.video_id.to_string()]);
        let ttl = self.entry_ttl();
        let update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(at.clone()))
            .expression_attribute_names("#users", USERS)
            .expression_attribute_names("#closer", CLOSER)
            .expression_attribute_names("#made_at", MADE_AT)
            .expression_attribute_values(":user", user.clone());
        let update = match entry {
            Entry::Finished { made_at, .. } => update
                .update_expression("ADD #users :user")
                .condition_expression("attribute_not_exists(#closer) AND #made_at = :made_at")
                .expression_attribute_values(":made_at", made_at.clone()),
            Entry::Over(seen) => return self.anew(at, user, ttl, seen),
            Entry::Open | Entry::Closed => update
                .update_expression("SET #ttl = :ttl ADD #users :user")
                .condition_expression(
                    "attribute_not_exists(#closer) AND attribute_not_exists(#made_at)",
                )
                .expression_attribute_names("#ttl", schema::TTL)
                .expression_attribute_values(":ttl", ttl),
        };
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }

    /// An entry without a past: its users' artifact is gone, so they are no users any more.
    fn anew(
        &self,
        at: Item,
        user: AttributeValue,
        ttl: AttributeValue,
        seen: &[(&'static str, AttributeValue)],
    ) -> Result<TransactWriteItem, BuildError> {
        let mut item = at;
        item.insert(USERS.to_owned(), user);
        item.insert(schema::TTL.to_owned(), ttl);
        let mut put = Put::builder().table_name(&self.name).set_item(Some(item));
        let mut conditions = Vec::new();
        for (place, (name, value)) in seen.iter().enumerate() {
            conditions.push(format!("#a{place} = :a{place}"));
            put = put
                .expression_attribute_names(format!("#a{place}"), *name)
                .expression_attribute_values(format!(":a{place}"), value.clone());
        }
        let put = put.condition_expression(conditions.join(" AND ")).build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// That an execution is at work on its video: [`Job::runs`] as a condition.
    fn at_work(&self, job: &Job) -> Result<ConditionCheck, BuildError> {
        ConditionCheck::builder()
            .table_name(&self.name)
            .set_key(Some(keys(schema::user(&job.owner), schema::video(job.video_id))))
            .condition_expression(
                "#execution = :execution AND (#status = :running OR #status = :waiting)",
            )
            .expression_attribute_names("#execution", "execution")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":execution", string(&job.execution))
            .expression_attribute_values(":running", string(VideoStatus::Running.to_string()))
            .expression_attribute_values(
                ":waiting",
                string(VideoStatus::WaitingForApproval.to_string()),
            )
            .build()
    }

    /// When an entry that is written now may be removed.
    pub(super) fn entry_ttl(&self) -> AttributeValue {
        number(&(self.clock.now().as_second() + LIFETIME.as_secs()))
    }
}

/// A maker as a closer.
pub(super) fn maker(job: &Job) -> String {
    format!("{}{}", schema::EXECUTION, job.execution)
}

/// Whoever closed before this, in epoch seconds, is taken for dead.
pub(super) fn patience_ends(now: Timestamp) -> i64 {
    now.as_second() - CLOSER_PATIENCE_MINUTES * 60
}

pub(super) fn keys(pk: String, sk: String) -> Item {
    Item::from([
        (schema::PARTITION_KEY.to_owned(), string(pk)),
        (schema::SORT_KEY.to_owned(), string(sk)),
    ])
}

type Assignments = (String, HashMap<String, String>, HashMap<String, AttributeValue>);

/// An update expression that sets all of these attributes, with its names and values.
fn assignments(fields: Item) -> Assignments {
    let (mut names, mut values) = (HashMap::new(), HashMap::new());
    let mut set = Vec::new();
    for (place, (name, value)) in fields.into_iter().enumerate() {
        set.push(format!("#f{place} = :f{place}"));
        names.insert(format!("#f{place}"), name);
        values.insert(format!(":f{place}"), value);
    }
    (format!("SET {}", set.join(", ")), names, values)
}

fn seconds(value: &AttributeValue) -> Result<i64> {
    value.as_n().ok().and_then(|text| text.parse().ok()).ok_or_else(unfit)
}

fn unfit() -> Error {
    Error::internal("an artifact's entry does not fit its item in the table")
}

fn expiry(made_at: Timestamp) -> Result<Timestamp> {
    made_at.checked_add(LIFETIME).map_err(Error::internal)
}
