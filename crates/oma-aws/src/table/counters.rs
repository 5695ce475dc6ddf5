use async_trait::async_trait;
use aws_sdk_dynamodb::operation::update_item::UpdateItemOutput;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, TransactWriteItem, Update};
use oma_core::ports::{Counter, Counters, Joined, Place};
use oma_core::{Error, ErrorKind, Result};

use super::contention::{ATTEMPTS, conflict};
use super::item::{Item, number, string, ttl};
use super::{Table, schema};
use crate::failure::{Service, from_sdk};

const COUNT: &str = "count";
/// A set of strings. `DynamoDB` knows no empty set: without members the attribute is gone.
const MEMBERS: &str = "members";
/// `DynamoDB` removes expired items within days; until then they count as nothing.
const ALIVE: &str = "(attribute_not_exists(#ttl) OR #ttl > :now)";

#[async_trait]
impl Counters for Table {
    async fn add(&self, counter: &Counter, amount: i64, limit: Option<i64>) -> Result<Option<i64>> {
        if amount < 0 {
            self.give_back(counter, amount).await?;
            return self.count(counter).await.map(Some);
        }
        let mut update = self
            .change(counter, "ADD #field :amount", COUNT)
            .expression_attribute_values(":amount", number(&amount))
            .return_values(ReturnValue::UpdatedNew);
        let mut condition = ALIVE.to_owned();
        if let (Some(limit), true) = (limit, amount != 0) {
            let Some(room) = limit.checked_sub(amount) else { return Ok(None) };
            condition.push_str(if room < 0 {
                " AND #field <= :room"
            } else {
                " AND (attribute_not_exists(#field) OR #field <= :room)"
            });
            update = update.expression_attribute_values(":room", number(&room));
        }
        let answer = self.sent(counter, COUNT, update.condition_expression(condition)).await?;
        answer.map(|answer| count_of(&answer.attributes.unwrap_or_default())).transpose()
    }

    async fn count(&self, counter: &Counter) -> Result<i64> {
        count_of(&self.counter_item(&counter.place).await?)
    }

    async fn join(&self, set: &Counter, member: &str, most: usize) -> Result<Joined> {
        let room = "(attribute_not_exists(#field) OR size(#field) < :most)";
        let update = self
            .change(set, "ADD #field :member", MEMBERS)
            .expression_attribute_values(":member", AttributeValue::Ss(vec![member.to_owned()]))
            .condition_expression(format!("{ALIVE} AND {room} AND NOT contains(#field, :one)"))
            .expression_attribute_values(":most", number(&most))
            .expression_attribute_values(":one", string(member));
        if most > 0 && self.sent(set, MEMBERS, update).await?.is_some() {
            return Ok(Joined::New);
        }
        let members = self.members(set).await?;
        let is_in = members.iter().any(|other| other == member);
        Ok(if is_in { Joined::Already } else { Joined::Full(members) })
    }

    /// Only where the member is: an update makes an item of nothing.
    async fn leave(&self, set: &Counter, member: &str) -> Result<()> {
        let update = self
            .change(set, "DELETE #field :member", MEMBERS)
            .expression_attribute_values(":member", AttributeValue::Ss(vec![member.to_owned()]))
            .condition_expression(format!("{ALIVE} AND contains(#field, :one)"))
            .expression_attribute_values(":one", string(member));
        self.sent(set, MEMBERS, update).await.map(|_| ())
    }

    async fn members(&self, set: &Counter) -> Result<Vec<String>> {
        let item = self.counter_item(&set.place).await?;
        let members = item.get(MEMBERS).and_then(|value| value.as_ss().ok());
        Ok(members.cloned().unwrap_or_default())
    }
}

impl Table {
    /// Takes from a counter, once: the SDK sends a request again whose answer was lost, and what is
    /// given back twice would let a limit be passed. A transaction carries a token by which the
    /// table knows that it has done it. (What is counted twice is only too careful.)
    async fn give_back(&self, counter: &Counter, amount: i64) -> Result<()> {
        let Place { partition, sort } = &counter.place;
        let mut update = Update::builder()
            .table_name(&self.name)
            .key(schema::PARTITION_KEY, string(schema::partition(partition)))
            .key(schema::SORT_KEY, string(sort))
            .update_expression(changing(counter, "ADD #field :amount"))
            .condition_expression(ALIVE)
            .expression_attribute_names("#field", COUNT)
            .expression_attribute_names("#ttl", schema::TTL)
            .expression_attribute_values(":now", number(&self.clock.now().as_second()))
            .expression_attribute_values(":amount", number(&amount));
        if let Some(at) = counter.expires_at {
            update = update.expression_attribute_values(":ttl", ttl(at));
        }
        let update = update.build().map_err(Error::internal)?;
        // A counter whose time is over has nothing to give back to.
        self.transact(vec![TransactWriteItem::builder().update(update).build()]).await.map(|_| ())
    }

    /// An update of a counter's one attribute, which also says when the item may go.
    fn change(&self, counter: &Counter, update: &str, field: &str) -> UpdateItemFluentBuilder {
        let request = self.at(&counter.place, field);
        let request =
            request.expression_attribute_values(":now", number(&self.clock.now().as_second()));
        let request = request.update_expression(changing(counter, update));
        match counter.expires_at {
            None => request,
            Some(at) => request.expression_attribute_values(":ttl", ttl(at)),
        }
    }

    fn at(&self, Place { partition, sort }: &Place, field: &str) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.name)
            .key(schema::PARTITION_KEY, string(schema::partition(partition)))
            .key(schema::SORT_KEY, string(sort))
            .expression_attribute_names("#field", field)
            .expression_attribute_names("#ttl", schema::TTL)
    }

    /// Sends a conditional update; nothing where its condition does not hold. What has expired is
    /// emptied first, so it never decides.
    async fn sent(
        &self,
        counter: &Counter,
        field: &str,
        update: UpdateItemFluentBuilder,
    ) -> Result<Option<UpdateItemOutput>> {
        for _ in 0..ATTEMPTS {
            if let Some(answer) = held(update.clone()).await? {
                return Ok(Some(answer));
            }
            let Place { partition, sort } = &counter.place;
            let item = self.get_item(schema::partition(partition), sort.clone()).await?;
            let Some(expired) = item.filter(|item| self.is_over(item)) else { return Ok(None) };
            let Some(seen) = expired.get(schema::TTL).cloned() else { return Ok(None) };
            // That somebody else has just done so is as well.
            let emptied = self
                .at(&counter.place, field)
                .update_expression("REMOVE #field, #ttl")
                .condition_expression("#ttl = :seen")
                .expression_attribute_values(":seen", seen);
            held(emptied).await?;
        }
        Err(conflict())
    }

    fn is_over(&self, item: &Item) -> bool {
        let ttl = item.get(schema::TTL).and_then(|value| value.as_n().ok());
        let ttl: Option<i64> = ttl.and_then(|text| text.parse().ok());
        ttl.is_some_and(|ttl| ttl <= self.clock.now().as_second())
    }

    async fn counter_item(&self, Place { partition, sort }: &Place) -> Result<Item> {
        let item = self.get_item(schema::partition(partition), sort.clone()).await?;
        Ok(item.filter(|item| !self.is_over(item)).unwrap_or_default())
    }
}

/// A change of a counter that also says when it may go.
fn changing(counter: &Counter, update: &str) -> String {
    match counter.expires_at {
        None => update.to_owned(),
        Some(_) => format!("SET #ttl = :ttl {update}"),
    }
}

/// Nothing where the condition did not hold.
async fn held(update: UpdateItemFluentBuilder) -> Result<Option<UpdateItemOutput>> {
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
