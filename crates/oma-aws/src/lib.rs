//! The ports of oma-core on AWS. The only crate that imports aws-sdk-*.
//!
//! Reading order: [`Settings`] is what the environment says; [`Cloud`] builds every client once
//! from it. [`Table`] is `DynamoDB` (its layout is in [`schema`]), [`Bucket`] is S3,
//! [`StepFunctions`], [`Scheduler`] and [`SecretsManager`] are what their names say; [`Converse`] asks the language models
//! of Bedrock, [`BedrockImages`] those that draw. The module `failure` is the
//! one place where an error of the SDK gets a name of ours. [`permissions`] says which IAM actions
//! the adapters call.
//!
//! The table and the bucket also run embedded in one process (crate oma-local), where the contract
//! tests of these adapters are. Step Functions, Secrets Manager and Bedrock do not: their tests here check
//! the requests sent and the reading of canned answers.

mod bedrock;
mod bedrock_images;
mod bucket;
mod cloud;
mod executions;
mod failure;
mod permissions;
mod polly;
mod sdk;
mod secrets;
mod settings;
mod steps;
mod table;
#[cfg(test)]
mod test_server;
mod timers;

pub use bedrock::Converse;
pub use bedrock_images::BedrockImages;
pub use bucket::Bucket;
pub use cloud::{Cloud, Endpoints, Storage};
pub use executions::StepFunctions;
pub use permissions::{Permission, Resource, permissions};
pub use polly::Polly;
pub use secrets::SecretsManager;
pub use settings::Settings;
pub use table::{Table, schema};
pub use timers::{Scheduler, SchedulerSettings};
