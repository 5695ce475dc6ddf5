//! The media bucket.

mod download;
mod health;
mod objects;
pub(crate) mod permissions;
mod presign;
mod upload;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use oma_core::Error;

use crate::failure::{Service, absent_as, from_sdk};

/// `Objects` and `Presign` in one S3 bucket. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: String,
}

impl Bucket {
    pub(crate) fn new(client: Client, name: &str) -> Self {
        Self { client, name: name.to_owned() }
    }
}

/// The error of an operation on one object.
fn failed<E>(operation: &str, key: &str, error: &SdkError<E>) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    absent_as(from_sdk(Service::S3, operation, error), || format!("There is no object {key}."))
}

/// A failure of the local disk while a file is sent or fetched.
fn disk(what: &str, source: &std::io::Error) -> Error {
    Error::internal(format!("{what}: {source}"))
}
