use std::fmt;

use oma_core::{Error, Result};
use serde_json::{Map, Value};

/// A change of one item of the table. Its Debug output names the item and nothing in it: items hold
/// signing keys and task tokens.
#[derive(Clone, PartialEq)]
pub struct Change {
    /// The item's partition key: `USER#u-1`.
    pub partition: String,
    /// Its sort key: `VIDEO#01…`.
    pub sort: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// Its attributes afterwards, as plain JSON.
    pub new: Option<Map<String, Value>>,
    /// Its attributes before.
    pub old: Option<Map<String, Value>>,
}

/// What happened to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Insert,
    /// It was replaced.
    Modify,
    /// It is gone.
    Remove,
}

impl Change {
    /// Reads a record of the table's stream, as `GetRecords` answers it and as Lambda is sent it:
    /// `eventName`, and `dynamodb` with `Keys`, `NewImage` and `OldImage` in `DynamoDB` JSON.
    pub fn from_record(record: &Value) -> Result<Self> {
        let kind = match record["eventName"].as_str() {
            Some("INSERT") => ChangeKind::Insert,
            Some("MODIFY") => ChangeKind::Modify,
            Some("REMOVE") => ChangeKind::Remove,
            _ => return Err(unreadable()),
        };
        let keys = image(&record["dynamodb"]["Keys"])?.ok_or_else(unreadable)?;
        let key = |name: &str| keys.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            partition: key(oma_aws::schema::PARTITION_KEY).ok_or_else(unreadable)?,
            sort: key(oma_aws::schema::SORT_KEY).ok_or_else(unreadable)?,
            kind,
            new: image(&record["dynamodb"]["NewImage"])?,
            old: image(&record["dynamodb"]["OldImage"])?,
        })
    }

    /// An item in `DynamoDB` JSON as plain JSON: `{"n": {"N": "1"}}` becomes `{"n": 1}`.
    pub fn plain(item: Value) -> Result<Map<String, Value>> {
        let item: serde_dynamo::Item = serde_json::from_value(item).map_err(|_| unreadable())?;
        serde_dynamo::from_item(item).map_err(|_| unreadable())
    }
}

fn image(item: &Value) -> Result<Option<Map<String, Value>>> {
    if item.is_null() { Ok(None) } else { Change::plain(item.clone()).map(Some) }
}

/// A parser's own words may quote the item.
fn unreadable() -> Error {
    Error::internal("a record of the table's stream cannot be read")
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("partition", &self.partition)
            .field("sort", &self.sort)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_of_the_stream_becomes_plain_json() {
        let record = json!({
            "eventID": "1", "eventName": "MODIFY", "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_700_000_000.0,
                "Keys": {"pk": {"S": "USER#u"}, "sk": {"S": "WEBHOOK#1"}},
                "NewImage": {
                    "pk": {"S": "USER#u"}, "version": {"N": "2"}, "body": {"M": {
                        "keys": {"L": [{"S": "SECRET"}]}, "on": {"BOOL": true},
                        "none": {"NULL": true}, "part": {"N": "0.5"}
                    }}
                },
                "SequenceNumber": "100", "SizeBytes": 10, "StreamViewType": "NEW_AND_OLD_IMAGES"
            }
        });
        let change = Change::from_record(&record).unwrap();
        assert_eq!((change.partition.as_str(), change.sort.as_str()), ("USER#u", "WEBHOOK#1"));
        let new = change.new.clone().unwrap();
        assert_eq!(new["version"], 2);
        let body = json!({"keys": ["SECRET"], "on": true, "none": null, "part": 0.5});
        assert_eq!(new["body"], body);
        assert_eq!(change.old, None);
        assert!(!format!("{change:?}").contains("SECRET"));
    }

    #[test]
    fn what_is_no_record_is_an_error_that_quotes_nothing() {
        for record in [json!({}), json!({"eventName": "INSERT", "dynamodb": {"Keys": {"pk": 7}}})] {
            let error = Change::from_record(&record).unwrap_err();
            assert!(error.full_text().contains("cannot be read"));
        }
    }
}
