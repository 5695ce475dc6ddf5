use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use oma_core::ports::{
    Document, DocumentPage, DocumentQuery, Documents, Expected, Listing, Partition, Place,
};
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;

use super::contention::{ATTEMPTS, conflict, wait};
use super::item::{Item, number, string, ttl};
use super::{Table, schema};
use crate::failure::{Service, from_sdk};

/// What a document says, as a map.
const BODY: &str = "body";
const VERSION: &str = "version";
/// When a document ends, to the millisecond; `ttl` knows whole seconds.
const EXPIRES_AT: &str = "expires_at";

#[async_trait]
impl Documents for Table {
    async fn read(&self, place: &Place) -> Result<Option<Document>> {
        let stored = self.stored(place).await?;
        Ok(stored.filter(|document| self.is_alive(document)))
    }

    async fn write(&self, document: &Document, expected: Expected) -> Result<u64> {
        for attempt in 0..ATTEMPTS {
            let before = self.before(&document.place, expected).await?;
            match self.replace(document, before).await {
                // What was read has changed since; another look decides.
                Err(error) if error.kind == ErrorKind::Conflict => wait(attempt).await,
                outcome => return outcome,
            }
        }
        Err(conflict())
    }

    async fn remove(&self, place: &Place, expected: Expected) -> Result<()> {
        let mut request = self
            .client
            .delete_item()
            .table_name(&self.name)
            .key(schema::PARTITION_KEY, string(schema::partition(&place.partition)))
            .key(schema::SORT_KEY, string(&place.sort));
        match expected {
            Expected::Any => {}
            Expected::Absent => {
                request = request
                    .condition_expression("attribute_not_exists(#pk)")
                    .expression_attribute_names("#pk", schema::PARTITION_KEY);
            }
            Expected::Version(version) => {
                request = request
                    .condition_expression("#version = :version")
                    .expression_attribute_names("#version", VERSION)
                    .expression_attribute_values(":version", number(&version));
            }
        }
        let removed = request.send().await;
        removed.map_err(|error| from_sdk(Service::DynamoDb, "DeleteItem", &error))?;
        Ok(())
    }

    async fn query(&self, query: &DocumentQuery) -> Result<DocumentPage> {
        let limit = usize::try_from(query.limit).map_err(Error::internal)?;
        let mut documents = Vec::new();
        // DynamoDB refuses to begin outside of what is asked for.
        if query.after.as_ref().is_some_and(|after| !after.starts_with(&query.prefix)) {
            return Ok(DocumentPage { documents, next: None });
        }
        let mut after = query.after.clone();
        loop {
            let (page, next) = self.query_once(query, after.as_deref()).await?;
            documents.extend(page.into_iter().filter(|document| self.is_alive(document)));
            after = next;
            if documents.len() > limit || after.is_none() {
                break;
            }
        }
        let more = documents.len() > limit;
        documents.truncate(limit);
        let next = documents.last().filter(|_| more).map(|last| last.place.sort.clone());
        Ok(DocumentPage { documents, next })
    }

    async fn listed(&self, list: &str, until: Option<&str>, limit: u32) -> Result<Vec<Place>> {
        let mut request = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(schema::STATUS_INDEX)
            .expression_attribute_names("#pk", schema::STATUS_INDEX_PARTITION_KEY)
            .expression_attribute_values(":pk", string(list));
        request = match until {
            None => request.key_condition_expression("#pk = :pk"),
            Some(until) => request
                .key_condition_expression("#pk = :pk AND #sk <= :until")
                .expression_attribute_names("#sk", schema::STATUS_INDEX_SORT_KEY)
                .expression_attribute_values(":until", string(until)),
        };
        let limit = usize::try_from(limit).map_err(Error::internal)?;
        let mut places = Vec::new();
        let mut after = None;
        // DynamoDB answers with a megabyte at most.
        loop {
            let left = i32::try_from(limit - places.len()).unwrap_or(i32::MAX).max(1);
            let page = request.clone().limit(left).set_exclusive_start_key(after).send().await;
            let page = page.map_err(|error| from_sdk(Service::DynamoDb, "Query", &error))?;
            for item in page.items() {
                places.push(place_of(item)?);
            }
            after = page.last_evaluated_key;
            if after.is_none() || places.len() >= limit {
                places.truncate(limit);
                return Ok(places);
            }
        }
    }
}

impl Table {
    async fn stored(&self, place: &Place) -> Result<Option<Document>> {
        let item = self.get_item(schema::partition(&place.partition), place.sort.clone()).await?;
        item.map(|item| document_of(&item)).transpose()
    }

    fn is_alive(&self, document: &Document) -> bool {
        document.expires_at.is_none_or(|at| at > self.clock.now())
    }

    /// The stored version that a write replaces, 0 for none; a conflict where it is not as expected.
    async fn before(&self, place: &Place, expected: Expected) -> Result<u64> {
        let stored = self.stored(place).await?;
        let alive = stored.as_ref().filter(|document| self.is_alive(document));
        let is_so = match expected {
            Expected::Any => true,
            Expected::Absent => alive.is_none(),
            Expected::Version(version) => alive.is_some_and(|alive| alive.version == version),
        };
        if is_so { Ok(stored.map_or(0, |stored| stored.version)) } else { Err(conflict()) }
    }

    async fn replace(&self, document: &Document, before: u64) -> Result<u64> {
        let version = before + 1;
        let put = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item_of(document, version)?));
        let put = if before == 0 {
            put.condition_expression("attribute_not_exists(#pk)")
                .expression_attribute_names("#pk", schema::PARTITION_KEY)
        } else {
            put.condition_expression("#version = :version")
                .expression_attribute_names("#version", VERSION)
                .expression_attribute_values(":version", number(&before))
        };
        put.send().await.map_err(|error| from_sdk(Service::DynamoDb, "PutItem", &error))?;
        Ok(version)
    }

    /// One request's worth of documents, and the key behind which the next one begins.
    async fn query_once(
        &self,
        query: &DocumentQuery,
        after: Option<&str>,
    ) -> Result<(Vec<Document>, Option<String>)> {
        let pk = schema::partition(&query.partition);
        // One more than asked for: whether there is a next page must not be a guess.
        let limit = i32::try_from(query.limit).map_err(Error::internal)?.saturating_add(1);
        let mut request = self
            .partition(pk.clone(), &query.prefix)
            .scan_index_forward(!query.descending)
            .consistent_read(true)
            .limit(limit);
        if let Some(after) = after {
            request = request
                .exclusive_start_key(schema::PARTITION_KEY, string(pk))
                .exclusive_start_key(schema::SORT_KEY, string(after));
        }
        let answer = request.send().await;
        let answer = answer.map_err(|error| from_sdk(Service::DynamoDb, "Query", &error))?;
        let documents = answer.items().iter().map(document_of).collect::<Result<_>>()?;
        let next = answer.last_evaluated_key().and_then(|key| text(key, schema::SORT_KEY));
        Ok((documents, next))
    }
}

fn unfit() -> Error {
    Error::internal("a document does not fit its item in the table")
}

fn item_of(document: &Document, version: u64) -> Result<Item> {
    let body: AttributeValue =
        serde_dynamo::to_attribute_value(&document.body).map_err(|_| unfit())?;
    let mut item = Item::from([
        (schema::PARTITION_KEY.to_owned(), string(schema::partition(&document.place.partition))),
        (schema::SORT_KEY.to_owned(), string(&document.place.sort)),
        (VERSION.to_owned(), number(&version)),
        (BODY.to_owned(), body),
    ]);
    if let Some(Listing { list, order }) = &document.listing {
        item.insert(schema::STATUS_INDEX_PARTITION_KEY.to_owned(), string(list));
        item.insert(schema::STATUS_INDEX_SORT_KEY.to_owned(), string(order));
    }
    if let Some(at) = document.expires_at {
        item.insert(EXPIRES_AT.to_owned(), string(at.to_string()));
        item.insert(schema::TTL.to_owned(), ttl(at));
    }
    Ok(item)
}

fn document_of(item: &Item) -> Result<Document> {
    let body = item.get(BODY).cloned().ok_or_else(unfit)?;
    let body: Value = serde_dynamo::from_attribute_value(body).map_err(|_| unfit())?;
    let version = item.get(VERSION).and_then(|value| value.as_n().ok());
    let listing = text(item, schema::STATUS_INDEX_PARTITION_KEY)
        .zip(text(item, schema::STATUS_INDEX_SORT_KEY))
        .map(|(list, order)| Listing { list, order });
    let expires_at: Option<Timestamp> =
        text(item, EXPIRES_AT).map(|at| at.parse()).transpose().map_err(Error::internal)?;
    Ok(Document {
        place: place_of(item)?,
        version: version.and_then(|text| text.parse().ok()).ok_or_else(unfit)?,
        body,
        listing,
        expires_at,
    })
}

fn place_of(item: &Item) -> Result<Place> {
    let partition: Option<Partition> =
        text(item, schema::PARTITION_KEY).and_then(|pk| schema::parse_partition(&pk));
    let place = partition.zip(text(item, schema::SORT_KEY));
    place.map(|(partition, sort)| Place { partition, sort }).ok_or_else(unfit)
}

fn text(item: &Item, name: &str) -> Option<String> {
    item.get(name).and_then(|value| value.as_s().ok()).cloned()
}
