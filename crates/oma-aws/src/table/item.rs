use std::collections::HashMap;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use oma_core::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Table, schema};
use crate::failure::{Service, from_sdk};

pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) fn string(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(super) fn number(value: &impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// When an item may be removed: never before the time, so the next whole second.
pub(super) fn ttl(at: Timestamp) -> AttributeValue {
    number(&(at.as_second() + i64::from(at.subsec_nanosecond() > 0)))
}

/// A record as an item under its keys.
pub(super) fn to_item<T: Serialize>(record: &T, pk: String, sk: String) -> Result<Item> {
    let mut item: Item = serde_dynamo::to_item(record).map_err(|_| unfit())?;
    item.insert(schema::PARTITION_KEY.to_owned(), string(pk));
    item.insert(schema::SORT_KEY.to_owned(), string(sk));
    Ok(item)
}

/// The record in an item; attributes that it does not know (the keys) are passed over.
pub(super) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T> {
    serde_dynamo::from_item(item).map_err(|_| unfit())
}

/// serde's own message may quote a value of the record, so it is left out.
fn unfit() -> Error {
    Error::internal("a record does not fit its item in the table")
}

impl Table {
    /// Reads the item that was last written under these keys.
    pub(super) async fn get_item(&self, pk: String, sk: String) -> Result<Option<Item>> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.name)
            .key(schema::PARTITION_KEY, string(pk))
            .key(schema::SORT_KEY, string(sk))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| from_sdk(Service::DynamoDb, "GetItem", &error))?;
        Ok(answer.item)
    }

    /// The items of a partition whose sort key begins with a prefix.
    pub(super) fn partition(&self, pk: String, prefix: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.name)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
            .expression_attribute_names("#pk", schema::PARTITION_KEY)
            .expression_attribute_names("#sk", schema::SORT_KEY)
            .expression_attribute_values(":pk", string(pk))
            .expression_attribute_values(":prefix", string(prefix))
    }
}

/// All items of a query, page by page: a page ends at 1 MB.
pub(super) async fn all_items(query: QueryFluentBuilder) -> Result<Vec<Item>> {
    query
        .into_paginator()
        .items()
        .send()
        .collect::<std::result::Result<_, _>>()
        .await
        .map_err(|error| from_sdk(Service::DynamoDb, "Query", &error))
}

/// All records of a query.
pub(super) async fn all<T: DeserializeOwned>(query: QueryFluentBuilder) -> Result<Vec<T>> {
    all_items(query).await?.into_iter().map(from_item).collect()
}
