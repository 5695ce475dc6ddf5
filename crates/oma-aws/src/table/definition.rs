use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata as _};
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
};
use oma_core::{Error, Result};

use super::Table;
use super::schema::{
    PARTITION_KEY, SORT_KEY, STATUS_INDEX, STATUS_INDEX_PARTITION_KEY, STATUS_INDEX_SORT_KEY, TTL,
};
use crate::failure::{Service, from_sdk};

impl Table {
    /// Creates the table unless it is there, as the SAM template does in the cloud. For a
    /// `DynamoDB` whose tables are ready at once: embedded, or an emulator.
    pub async fn create_if_missing(&self) -> Result<()> {
        match self.definition().map_err(Error::internal)?.send().await {
            Ok(_) => {}
            Err(error) if error.code() == Some("ResourceInUseException") => return Ok(()),
            Err(error) => return Err(from_sdk(Service::DynamoDb, "CreateTable", &error)),
        }
        let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name(TTL).build();
        self.client
            .update_time_to_live()
            .table_name(&self.name)
            .time_to_live_specification(ttl.map_err(Error::internal)?)
            .send()
            .await
            .map_err(|error| from_sdk(Service::DynamoDb, "UpdateTimeToLive", &error))?;
        Ok(())
    }

    fn definition(&self) -> Result<CreateTableFluentBuilder, BuildError> {
        let index = GlobalSecondaryIndex::builder()
            .index_name(STATUS_INDEX)
            .key_schema(key(STATUS_INDEX_PARTITION_KEY, KeyType::Hash)?)
            .key_schema(key(STATUS_INDEX_SORT_KEY, KeyType::Range)?)
            .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
            .build()?;
        Ok(self
            .client
            .create_table()
            .table_name(&self.name)
            .billing_mode(BillingMode::PayPerRequest)
            .attribute_definitions(string_attribute(PARTITION_KEY)?)
            .attribute_definitions(string_attribute(SORT_KEY)?)
            .attribute_definitions(string_attribute(STATUS_INDEX_PARTITION_KEY)?)
            .attribute_definitions(string_attribute(STATUS_INDEX_SORT_KEY)?)
            .key_schema(key(PARTITION_KEY, KeyType::Hash)?)
            .key_schema(key(SORT_KEY, KeyType::Range)?)
            .global_secondary_indexes(index))
    }
}

fn key(name: &str, kind: KeyType) -> Result<KeySchemaElement, BuildError> {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build()
}

fn string_attribute(name: &str) -> Result<AttributeDefinition, BuildError> {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()
}
