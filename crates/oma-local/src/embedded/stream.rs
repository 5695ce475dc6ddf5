use dynoxide::Database;
use dynoxide::actions::create_table::StreamSpecification;
use dynoxide::actions::get_records::{GetRecordsRequest, Record};
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::update_table::UpdateTableRequest;
use dynoxide::streams::{shard_id, stream_arn};
use notifier_function::Change;
use oma_core::{Error, Result};

use super::TABLE;

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

    /// The next changes after the one with this number, each with its own. One that
    /// cannot be read has a number only.
    pub(crate) async fn after(
        &self,
        number: Option<String>,
        limit: usize,
    ) -> Result<Vec<(String, Option<Change>)>> {
        let database = self.database.clone();
        let read = tokio::task::spawn_blocking(move || {
            let kind = if number.is_some() { "AFTER_SEQUENCE_NUMBER" } else { "TRIM_HORIZON" };
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
        let numbered = |record: &Record| {
            let number = record.dynamodb.sequence_number.clone();
            let change = change(record);
            if let Err(error) = &change {
                tracing::error!(number, error = %error.full_text(), "a change is passed over");
            }
            (number, change.ok())
        };
        Ok(records.iter().map(numbered).collect())
    }
}

#[allow(clippy::needless_pass_by_value)] // As `map_err` wants it.
fn failed(error: dynoxide::DynoxideError) -> Error {
    Error::internal(format!("the table's stream: {error}"))
}

fn change(record: &Record) -> Result<Change> {
    Change::from_record(&serde_json::to_value(record)?)
}
