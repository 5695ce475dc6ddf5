//! What users used: one document for each execution, written when it ends, read by month.
//!
//! An execution counts for the month in which it began, in UTC, as its estimate does for the quota
//! of money. What is kept are numbers: they outlive the video.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::VideoEvent;
use crate::id::Owner;
use crate::money::MicroUsd;
use crate::ports::{Document, DocumentQuery, Documents, Expected, Listing, Partition, Place};
use crate::video::{VideoRecord, VideoStatus};
use crate::{Error, Result};

/// How many documents are read at once.
const PAGE: u32 = 500;
/// The most executions of a month that the list over all users looks at.
const MOST_LISTED: u32 = 100_000;

/// What one execution used, or many together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Executions that made or tried to make a film.
    pub executions: u64,
    /// Of those, the ones that ended with a film.
    pub succeeded: u64,
    /// Milliseconds of finished film.
    pub film_ms: u64,
    /// What providers charged.
    pub cost_micro_usd: MicroUsd,
    /// What finished work that was found again would have cost.
    pub saved_micro_usd: MicroUsd,
}

impl Totals {
    fn add(&mut self, other: Self) {
        self.executions += other.executions;
        self.succeeded += other.succeeded;
        self.film_ms = self.film_ms.saturating_add(other.film_ms);
        self.cost_micro_usd += other.cost_micro_usd;
        self.saved_micro_usd += other.saved_micro_usd;
    }
}

/// The month of a time, in UTC: `2026-11`.
pub fn month_of(time: Timestamp) -> String {
    time.strftime("%Y-%m").to_string()
}

/// Writes what the latest execution of a video used. `events` are those of the video, `film_ms` is
/// the length of its film, 0 without one. Writing again writes the same, with what late events add.
pub async fn record_usage(
    documents: &dyn Documents,
    record: &VideoRecord,
    events: &[VideoEvent],
    film_ms: u64,
) -> Result<()> {
    let own = || events.iter().filter(|event| event.execution == record.execution);
    let began = own().map(|event| event.at).min().unwrap_or(record.created_at);
    let has_film = record.status == VideoStatus::Succeeded;
    let mut totals = Totals {
        executions: 1,
        succeeded: u64::from(has_film),
        film_ms: if has_film { film_ms } else { 0 },
        ..Totals::default()
    };
    for event in own() {
        totals.cost_micro_usd += event.kind.cost();
        totals.saved_micro_usd += event.kind.saved();
    }
    let list = list_of(&month_of(began));
    let VideoRecord { owner, execution, .. } = record;
    let document = Document {
        place: Place {
            partition: Partition::User(owner.clone()),
            sort: format!("{list}#{execution}"),
        },
        version: 1,
        body: serde_json::to_value(totals)?,
        listing: Some(Listing { list, order: format!("{owner}#{execution}") }),
        expires_at: None,
    };
    documents.write(&document, Expected::Any).await.map(|_| ())
}

/// What a user used in a month (`2026-11`).
pub async fn usage_of(documents: &dyn Documents, owner: &Owner, month: &str) -> Result<Totals> {
    let mut query = DocumentQuery {
        partition: Partition::User(owner.clone()),
        prefix: format!("{}#", list_of(month)),
        after: None,
        limit: PAGE,
        descending: false,
    };
    let mut totals = Totals::default();
    loop {
        let page = documents.query(&query).await?;
        for document in page.documents {
            totals.add(serde_json::from_value(document.body)?);
        }
        if page.next.is_none() {
            return Ok(totals);
        }
        query.after = page.next;
    }
}

/// The users who used something in a month, in the order of their ids.
pub async fn users_of(documents: &dyn Documents, month: &str) -> Result<Vec<Owner>> {
    let places = documents.listed(&list_of(month), None, MOST_LISTED).await?;
    let owner = |place: Place| match place.partition {
        Partition::User(owner) => Ok(owner),
        other => Err(Error::internal(format!("usage of {other:?}"))),
    };
    let mut owners = places.into_iter().map(owner).collect::<Result<Vec<_>>>()?;
    owners.sort();
    owners.dedup();
    Ok(owners)
}

fn list_of(month: &str) -> String {
    format!("USAGE#{month}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;
    use ulid::Ulid;

    use super::*;
    use crate::ports::memory::Memory;

    fn record(owner: &str, execution: &str, status: VideoStatus) -> VideoRecord {
        serde_json::from_value(json!({
            "owner": owner, "video_id": Ulid::nil(), "version": 1, "title": "T", "brief_hash": "x",
            "status": status, "execution": execution,
            "created_at": "2026-11-30T23:59:00Z", "updated_at": "2026-12-01T00:10:00Z",
        }))
        .unwrap()
    }

    fn call(execution: &str, cost: u64) -> VideoEvent {
        serde_json::from_value(json!({
            "event_id": Ulid::nil(), "video_id": Ulid::nil(), "execution": execution,
            "at": "2026-11-30T23:59:30Z", "event": "provider_called", "purpose": "script.write",
            "call": "0".repeat(64), "outcome": "answered", "units": {}, "price": "table",
            "wall_ms": 1, "cost_micro_usd": cost, "saved_micro_usd": 1, "provider": "p", "model": "m",
        }))
        .unwrap()
    }

    #[tokio::test]
    async fn an_execution_is_counted_once_however_often_it_is_written() {
        let memory = Arc::new(Memory::default());
        let events = [call("a", 30), call("a", 12), call("b", 1000)];
        let done = record("ana", "a", VideoStatus::Succeeded);
        for _ in 0..3 {
            record_usage(memory.as_ref(), &done, &events, 15_000).await.unwrap();
        }
        let failed = record("ana", "c", VideoStatus::Failed);
        record_usage(memory.as_ref(), &failed, &[], 15_000).await.unwrap();
        let other = record("ben", "b", VideoStatus::Cancelled);
        record_usage(memory.as_ref(), &other, &events, 0).await.unwrap();
        let ana = Owner::try_from("ana".to_owned()).unwrap();
        let expected = Totals {
            executions: 2,
            succeeded: 1,
            film_ms: 15_000,
            cost_micro_usd: MicroUsd(42),
            saved_micro_usd: MicroUsd(0),
        };
        assert_eq!(usage_of(memory.as_ref(), &ana, "2026-11").await.unwrap(), expected);
        assert_eq!(usage_of(memory.as_ref(), &ana, "2026-12").await.unwrap(), Totals::default());
        let users = users_of(memory.as_ref(), "2026-11").await.unwrap();
        assert_eq!(users.iter().map(Owner::as_str).collect::<Vec<_>>(), ["ana", "ben"]);
    }
}
