use async_trait::async_trait;
use aws_sdk_dynamodb::operation::update_item::UpdateItemOutput;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use oma_core::ports::{Counter, Counters, Joined, Place};
use oma_core::{Error, ErrorKind, Result};

use super::item::{Item, number, string};
use super::{Table, schema};
use crate::failure::{Service, from_sdk};

const COUNT: &str = "count";
/// A set of strings. `DynamoDB` knows no empty set: without members the attribute is gone.
const MEMBERS: &str = "members";

/// A counter's place says its period, so one that has expired is never asked for again.
#[async_trait]
impl Counters for Table {
    async fn add(&self, counter: &Counter, amount: i64, limit: Option<i64>) -> Result<Option<i64>> {
        let mut update = self
            .change(counter, "ADD #field :amount", COUNT)
            .expression_attribute_values(":amount", number(&amount))
            .return_values(ReturnValue::UpdatedNew);
        if let (Some(limit), true) = (limit, amount > 0) {
            let Some(room) = limit.checked_sub(amount).filter(|room| *room >= 0) else {
                return Ok(None);
            };
            update = update
                .condition_expression("attribute_not_exists(#field) OR #field <= :room")
                .expression_attribute_values(":room", number(&room));
        }
        let Some(answer) = sent(update).await? else { return Ok(None) };
        let item = answer.attributes.unwrap_or_default();
        Ok(Some(count_of(&item)?))
    }

    async fn count(&self, counter: &Counter) -> Result<i64> {
        let item = self.counter_item(&counter.place).await?;
        count_of(&item)
    }

    async fn join(&self, set: &Counter, member: &str, most: usize) -> Result<Joined> {
        let update = self
            .change(set, "ADD #field :member", MEMBERS)
            .expression_attribute_values(":member", AttributeValue::Ss(vec![member.to_owned()]))
            .condition_expression(
                "(attribute_not_exists(#field) OR size(#field) < :most) \
                 AND NOT contains(#field, :one)",
            )
            .expression_attribute_values(":most", number(&most))
            .expression_attribute_values(":one", string(member));
        if most > 0 && sent(update).await?.is_some() {
            return Ok(Joined::New);
        }
        let members = self.members(set).await?;
        let is_in = members.iter().any(|other| other == member);
        Ok(if is_in { Joined::Already } else { Joined::Full(members) })
    }

    async fn leave(&self, set: &Counter, member: &str) -> Result<()> {
        let update = self
            .change(set, "DELETE #field :member", MEMBERS)
            .expression_attribute_values(":member", AttributeValue::Ss(vec![member.to_owned()]));
        sent(update).await.map(|_| ())
    }

    async fn members(&self, set: &Counter) -> Result<Vec<String>> {
        let item = self.counter_item(&set.place).await?;
        let members = item.get(MEMBERS).and_then(|value| value.as_ss().ok());
        Ok(members.cloned().unwrap_or_default())
    }
}

impl Table {
    /// An update of a counter's one attribute, which also says when the item may go.
    fn change(&self, counter: &Counter, update: &str, field: &str) -> UpdateItemFluentBuilder {
        let Place { partition, sort } = &counter.place;
        let request = self
            .client
            .update_item()
            .table_name(&self.name)
            .key(schema::PARTITION_KEY, string(schema::partition(partition)))
            .key(schema::SORT_KEY, string(sort))
            .expression_attribute_names("#field", field);
        match counter.expires_at {
            None => request.update_expression(update),
            Some(at) => request
                .update_expression(format!("SET #ttl = :ttl {update}"))
                .expression_attribute_names("#ttl", schema::TTL)
                .expression_attribute_values(":ttl", number(&at.as_second())),
        }
    }

    async fn counter_item(&self, Place { partition, sort }: &Place) -> Result<Item> {
        let item = self.get_item(schema::partition(partition), sort.clone()).await?;
        Ok(item.unwrap_or_default())
    }
}

/// Nothing where the condition did not hold.
async fn sent(update: UpdateItemFluentBuilder) -> Result<Option<UpdateItemOutput>> {
    match update.send().await {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => match from_sdk(Service::DynamoDb, "UpdateItem", &error) {
            error if error.kind == ErrorKind::Conflict => Ok(None),
            error => Err(error),
        },
    }
}

fn count_of(item: &Item) -> Result<i64> {
    let Some(value) = item.get(COUNT) else { return Ok(0) };
    let text = value.as_n().map_err(|_| Error::internal("a counter that is no number"))?;
    text.parse().map_err(Error::internal)
}
