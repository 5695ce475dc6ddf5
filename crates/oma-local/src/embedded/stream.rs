use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dynoxide::actions::create_table::StreamSpecification;
use dynoxide::actions::get_records::{GetRecordsRequest, Record};
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::update_table::UpdateTableRequest;
use dynoxide::streams::{shard_id, stream_arn};
use dynoxide::{AttributeValue, Database, Item};
use oma_core::{Error, Result};
use serde_json::{Map, Number, Value};

use super::TABLE;
use crate::serve::{Change, ChangeKind};

/// The stream of the table: every change of an item since it was first opened, in order, numbered.
///
/// dynoxide keeps all of them. They are a few kilobytes each, in the table's file.
pub(crate) struct Stream {
    database: Database,
}

impl Stream {
    /// Switches the stream on, unless it is.
    pub(super) fn open(database: Database) -> Result<Self> {
        let metadata = database.get_table_metadata(TABLE).map_err(failed)?;
        if !metadata.is_some_and(|metadata| metadata.stream_enabled) {
            let specification = StreamSpecification {
                stream_enabled: true,
                stream_view_type: Some("NEW_AND_OLD_IMAGES".to_owned()),
            };
            let request = UpdateTableRequest {
                table_name: TABLE.to_owned(),
                stream_specification: Some(specification),
                ..UpdateTableRequest::default()
            };
            database.update_table(request).map_err(failed)?;
        }
        Ok(Self { database })
    }

    /// The next changes after the one with this number, each with its own. What is no item of ours
    /// has a number only.
    pub(crate) async fn after(
        &self,
        number: Option<String>,
        limit: usize,
    ) -> Result<Vec<(String, Option<Change>)>> {
        let database = self.database.clone();
        let read = tokio::task::spawn_blocking(move || {
            let kind =
                if number.is_some() { "AFTER_SEQUENCE_NUMBER" } else { "TRIM_HORIZON" };
            let iterator = database.get_shard_iterator(GetShardIteratorRequest {
                stream_arn: stream_arn(TABLE, ""),
                shard_id: shard_id(TABLE),
                shard_iterator_type: kind.to_owned(),
                sequence_number: number,
            })?;
            database.get_records(GetRecordsRequest {
                shard_iterator: iterator.shard_iterator.unwrap_or_default(),
                limit: Some(limit),
            })
        });
        let records = read.await.map_err(Error::internal)?.map_err(failed)?.records;
        Ok(records.into_iter().map(|r| (r.dynamodb.sequence_number.clone(), change(r))).collect())
    }
}

fn failed(error: dynoxide::DynoxideError) -> Error {
    Error::internal(format!("the table's stream: {error}"))
}

fn change(record: Record) -> Option<Change> {
    let kind = match record.event_name.as_str() {
        "INSERT" => ChangeKind::Insert,
        "MODIFY" => ChangeKind::Modify,
        "REMOVE" => ChangeKind::Remove,
        _ => return None,
    };
    let key = |name: &str| match record.dynamodb.keys.get(name) {
        Some(AttributeValue::S(text)) => Some(text.clone()),
        _ => None,
    };
    Some(Change {
        partition: key("pk")?,
        sort: key("sk")?,
        kind,
        new: record.dynamodb.new_image.map(plain_item),
        old: record.dynamodb.old_image.map(plain_item),
    })
}

fn plain_item(item: Item) -> Value {
    Value::Object(item.into_iter().map(|(name, value)| (name, plain(value))).collect::<Map<_, _>>())
}

/// An attribute as plain JSON. Sets become arrays, binaries Base64.
fn plain(value: AttributeValue) -> Value {
    let texts = |texts: Vec<String>| texts.into_iter().map(Value::String).collect();
    match value {
        AttributeValue::S(text) => Value::String(text),
        AttributeValue::N(number) => plain_number(&number),
        AttributeValue::B(bytes) => Value::String(BASE64_STANDARD.encode(bytes)),
        AttributeValue::BOOL(yes) => Value::Bool(yes),
        AttributeValue::NULL(_) => Value::Null,
        AttributeValue::SS(set) => texts(set),
        AttributeValue::NS(set) => set.iter().map(|number| plain_number(number)).collect(),
        AttributeValue::BS(set) => {
            texts(set.into_iter().map(|bytes| BASE64_STANDARD.encode(bytes)).collect())
        }
        AttributeValue::L(list) => list.into_iter().map(plain).collect(),
        AttributeValue::M(map) => {
            Value::Object(map.into_iter().map(|(name, value)| (name, plain(value))).collect())
        }
    }
}

fn plain_number(text: &str) -> Value {
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    let number = whole.ok().or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn attributes_become_plain_json() {
        let item: Item = serde_json::from_value(json!({
            "s": {"S": "x"}, "n": {"N": "7"}, "f": {"N": "1.5"}, "yes": {"BOOL": true},
            "none": {"NULL": true}, "set": {"SS": ["a"]}, "b": {"B": "AQI="},
            "deep": {"M": {"list": {"L": [{"N": "-1"}]}}},
        }))
        .unwrap();
        let expected = json!({
            "s": "x", "n": 7, "f": 1.5, "yes": true, "none": null, "set": ["a"], "b": "AQI=",
            "deep": {"list": [-1]},
        });
        assert_eq!(plain_item(item), expected);
    }
}
